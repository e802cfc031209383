package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Witness;

/**
 * The trail on disk. One thread writes what all requests have asked for since its last write, forces it to the disk once,
 * and only then lets them go on.
 *
 * <p>INVARIANT: after any error of the disk nothing is ever committed again by this instance. A failed fsync may have
 * dropped what was to be written, and asking again would answer that all is well.
 */
public final class WriteAheadTrail implements Trail, AutoCloseable {

    /** Commits that share one write at most. */
    private static final int GROUP = 64;

    private static final long SIGN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT_SECONDS = 15;

    /** @param segmentBytes a segment that would grow beyond this is followed by a new one */
    record Layout(Path dataFolder, Path keysFolder, long segmentBytes) {}

    private record Batch(List<TrailLine> lines, Optional<CompletableFuture<Boolean>> done) {}

    private final BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
    private final Segments segments;
    private final Disk disk;
    private final Keys keys;
    private final FileChannel lockFile;
    private final Thread writer;

    private volatile boolean broken;
    private volatile boolean closing;
    private volatile long written;
    private volatile Optional<Witness.Signed> lastSigned = Optional.empty();

    // the writer's own
    private final SegmentWriter file;
    private long signed;
    private final String trail;
    private final long recovered; // records that were there at the start
    private final Witnesses beside;
    private volatile Dependencies.Dependency self =
            Dependencies.untold().of(Dependencies.Kind.AUDIT_TRAIL, "the audit trail");
    private volatile Dependencies.Dependency besideTold =
            Dependencies.untold().of(Dependencies.Kind.WITNESS, "the folder of keys");
    private final WitnessThread witnesses = new WitnessThread();
    private long lastTick = System.nanoTime();

    /**
     * Opens the trail of a data folder; a trail without records begins with the opening.
     *
     * @throws IOException when it is damaged, in use by another gateway, or cannot be written: do not start
     */
    public static WriteAheadTrail open(Path dataFolder, Path keysFolder, Clock clock, Optional<Opening> opening)
            throws IOException {
        return open(new Layout(dataFolder, keysFolder, 64L << 20), Disk.real(), clock, opening);
    }

    /**
     * Opens the trail of a data folder.
     *
     * @throws IOException when it is damaged, in use by another gateway, or cannot be written: do not start
     */
    public static WriteAheadTrail open(Path dataFolder, Path keysFolder, Clock clock) throws IOException {
        return open(new Layout(dataFolder, keysFolder, 64L << 20), Disk.real(), clock);
    }

    static WriteAheadTrail open(Layout layout, Disk disk, Clock clock) throws IOException {
        return open(layout, disk, clock, Optional.empty());
    }

    private static WriteAheadTrail open(Layout layout, Disk disk, Clock clock, Optional<Opening> opening)
            throws IOException {
        Segments segments = Segments.of(layout.dataFolder());
        Files.createDirectories(segments.folder());
        FileChannel lockFile = TrailLock.of(segments.folder().resolve("lock"));
        try {
            Keys keys = Keys.open(layout.keysFolder(), !Files.exists(segments.checkpoint()));
            Recovery.Found found =
                    new Recovery(segments).run(disk, Optional.of(keys.signing().getPublic()));
            return new WriteAheadTrail(layout, segments, disk, clock, keys, found, lockFile, opening);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private WriteAheadTrail(
            Layout layout,
            Segments segments,
            Disk disk,
            Clock clock,
            Keys keys,
            Recovery.Found found,
            FileChannel lockFile,
            Optional<Opening> opening)
            throws IOException {
        this.segments = segments;
        this.disk = disk;
        this.keys = keys;
        this.lockFile = lockFile;
        this.signed = found.last();
        this.recovered = found.last();
        this.beside = new Witnesses(layout.keysFolder(), disk);
        if (recovered > 0) notCut(Segments.trail(segments.inOrder().get(0)), beside.known());
        disk.replace(segments.publicKey(), Checkpoint.encoded(keys.signing().getPublic()));
        this.file = new SegmentWriter(segments, layout.segmentBytes(), disk, clock, found);
        List<TrailLine> start = new ArrayList<>();
        if (recovered == 0) opening.ifPresent(first -> start.add(TrailLine.node(first.body())));
        start.add(TrailLine.node(found.torn().isPresent() ? "started, a torn frame was put aside" : "started"));
        for (String request : found.open()) start.add(TrailLine.recoveredUnknown(request));
        write(List.of(new Batch(start, Optional.empty())), true);
        this.trail = Segments.trail(segments.inOrder().get(0));
        this.writer = new Thread(this::run, "audit-trail");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /**
     * From now on the witness is told how far the trail was signed, by a thread that only does that: the trail does not
     * wait for a database.
     *
     * @param dependencies of which the trail, the witness and the one beside the keys become some
     * @throws IOException when it knows of more records than there are: do not start
     */
    public void witnessed(Witness witness, Dependencies dependencies) throws IOException {
        notCut(trail, witness.known());
        self = dependencies.of(Dependencies.Kind.AUDIT_TRAIL, "the audit trail");
        besideTold = dependencies.of(Dependencies.Kind.WITNESS, "the folder of keys as the witness of the trail");
        Dependencies.Dependency told =
                dependencies.of(Dependencies.Kind.WITNESS, "the database as the witness of the trail");
        witnesses.start(witness, told);
    }

    private void notCut(String self, List<Witness.Signed> known) throws IOException {
        for (Witness.Signed one : known)
            if (one.trail().equals(self) && one.size() > recovered)
                throw new IOException("the trail ends at record " + recovered + " but was signed up to " + one.size()
                        + "; run verify-audit");
    }

    /** The keys of this trail; {@link Records} needs them. */
    public Keys keys() {
        return keys;
    }

    /**
     * How far this trail was signed, as is known outside its folder: by this process, by the folder of keys, by a witness.
     *
     * @throws StoreUnavailable where the witness does not answer
     */
    public List<Witness.Signed> signed(Witness witness) throws IOException {
        List<Witness.Signed> known = new ArrayList<>();
        lastSigned.ifPresent(known::add);
        known.addAll(beside.known());
        known.addAll(witness.known());
        return known.stream().filter(one -> one.trail().equals(trail)).toList();
    }

    /** Number of the last record that was written. */
    public long last() {
        return written;
    }

    /** Whether the disk has failed it: then only a new process can go on with it. */
    public boolean failed() {
        return broken;
    }

    @Override
    public boolean writable() {
        return !broken && !closing && writer.isAlive();
    }

    @Override
    public void commit(List<Entry> records) throws Unavailable {
        var done = new CompletableFuture<Boolean>();
        offer(new Batch(TrailLine.of(records), Optional.of(done)));
        try {
            done.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while the audit trail was written");
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable("the audit trail cannot be written");
        }
    }

    @Override
    public void append(Entry record) {
        if (broken || closing) return; // nothing was released that this could tell of
        queue.add(new Batch(TrailLine.of(List.of(record)), Optional.empty()));
    }

    private void offer(Batch batch) throws Unavailable {
        if (!writable()) throw new Unavailable("the audit trail cannot be written");
        queue.add(batch);
        // the writer may have ended since the first look, and would never see the batch
        if (!writer.isAlive() && queue.remove(batch)) throw new Unavailable("the audit trail is closed");
    }

    private void run() {
        List<Batch> group = new ArrayList<>(GROUP);
        while (!closing || !queue.isEmpty()) {
            try {
                Batch first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP - 1);
                }
                step(group);
            } catch (InterruptedException e) {
                closing = true; // nobody but close() may end this thread, and it does not interrupt
            } finally {
                group.clear();
            }
        }
    }

    private void step(List<Batch> group) {
        try {
            if (broken) throw new IOException("the audit trail has failed before");
            if (!group.isEmpty())
                write(group, group.stream().anyMatch(batch -> batch.done().isPresent()));
            if (System.nanoTime() - lastTick > SIGN_EVERY_NANOS) tick();
            group.forEach(batch -> batch.done().ifPresent(done -> done.complete(true)));
        } catch (IOException | RuntimeException | Error e) {
            if (!broken) giveUp();
            group.forEach(batch -> batch.done().ifPresent(done -> done.completeExceptionally(e)));
        }
    }

    private void giveUp() {
        broken = true;
        self.failed(
                "cannot be written, so that nothing is answered: see the disk of `data.dir`, then start the gateway anew");
        try {
            file.close();
        } catch (IOException ignored) {
            // it has failed already; what matters is that nothing is released any more
        }
    }

    private void write(List<Batch> group, boolean force) throws IOException {
        file.write(group.stream().flatMap(batch -> batch.lines().stream()).toList());
        written = file.last();
        if (force) file.force();
    }

    /** Forces outcomes that nobody waited for, and signs how far the trail has come. */
    private void tick() throws IOException {
        lastTick = System.nanoTime();
        if (file.unforced()) file.force();
        long last = file.last();
        if (last - 1 <= signed || last < 2) return;
        Checkpoint checkpoint = Checkpoint.of(last - 1, file.before());
        disk.replace(segments.checkpoint(), checkpoint.signed(keys.signing()));
        signed = last - 1;
        var known = new Witness.Signed(trail, checkpoint.size(), checkpoint.head());
        lastSigned = Optional.of(known);
        if (beside.remember(known)) besideTold.usable();
        else besideTold.failed("cannot be written: see `keys.dir`");
        witnesses.tell(known);
    }

    /** Writes what is waiting, says that it stopped, signs, and lets go of the folder. */
    @Override
    public void close() throws IOException {
        if (!broken && !closing)
            queue.add(new Batch(List.of(TrailLine.node("stopped")), Optional.of(new CompletableFuture<>())));
        closing = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(LONGEST_WAIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (lockFile) {
            if (broken || writer.isAlive()) return;
            tick();
            file.close();
        } finally {
            witnesses.end();
        }
    }
}
