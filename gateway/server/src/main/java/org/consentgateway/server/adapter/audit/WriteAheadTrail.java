package org.consentgateway.server.adapter.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Witness;
import org.jspecify.annotations.Nullable;

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

    private static final int SETS_KNOWN = 50_000;

    /** @param segmentBytes a segment that would grow beyond this is followed by a new one */
    record Layout(Path dataFolder, Path keysFolder, long segmentBytes) {}

    /**
     * @param body  JSON, never changed
     * @param facts by digest, each as a member of a JSON object
     */
    private record Line(String requestId, Kind kind, ByteBuffer body, Map<String, byte[]> facts) {
        Line(String requestId, Kind kind, ByteBuffer body) {
            this(requestId, kind, body, Map.of());
        }

        /** Bytes that its frame has at most. */
        long atMost() {
            long sets =
                    facts.values().stream().mapToLong(set -> set.length + 1L).sum();
            return 512L + 4L * requestId.length() + body.remaining() + sets;
        }
    }

    private record Batch(List<Line> lines, Optional<CompletableFuture<Boolean>> done) {}

    private final BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
    private final Segments segments;
    private final long segmentBytes;
    private final Disk disk;
    private final Clock clock;
    private final Keys keys;
    private final FileChannel lockFile;
    private final Thread writer;

    private volatile boolean broken;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile long written;

    // the writer's own
    private final FrameDeflater context = new FrameDeflater();
    private final Set<String> told = new HashSet<>(); // sets of facts that the current segment has
    private Disk.Appender file;
    private Path current;
    private long size;
    private long last;
    private byte[] head;
    private byte[] before;
    private long signed;
    private boolean unforced;
    private final String trail;
    private final long recovered; // records that were there at the start
    private final Witnesses beside;
    private volatile Dependencies.Dependency self =
            Dependencies.untold().of(Dependencies.Kind.AUDIT_TRAIL, "the audit trail");
    private volatile Dependencies.Dependency besideTold =
            Dependencies.untold().of(Dependencies.Kind.WITNESS, "the folder of keys");
    private final AtomicReference<Witness.@Nullable Signed> unwitnessed = new AtomicReference<>();
    private @Nullable Thread witnessing;
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
        FileChannel lockFile = locked(segments.folder().resolve("lock"));
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
        this.segmentBytes = layout.segmentBytes();
        this.disk = disk;
        this.clock = clock;
        this.keys = keys;
        this.lockFile = lockFile;
        this.last = found.last();
        this.head = HexFormat.of().parseHex(found.head());
        this.before = HexFormat.of().parseHex(found.before());
        this.signed = last;
        this.recovered = last;
        this.beside = new Witnesses(layout.keysFolder(), disk);
        if (last > 0) notCut(Segments.trail(segments.inOrder().get(0)), beside.known());
        disk.replace(segments.publicKey(), Checkpoint.encoded(keys.signing().getPublic()));
        List<Path> existing = segments.inOrder();
        this.current = existing.isEmpty() ? segments.startingAt(last + 1) : existing.get(existing.size() - 1);
        this.size = existing.isEmpty() ? 0 : Files.size(current);
        this.file = disk.append(current);
        disk.syncFolder(segments.folder());
        List<Line> start = new ArrayList<>();
        if (last == 0) opening.ifPresent(first -> start.add(node(first.body())));
        start.add(node(found.torn().isPresent() ? "started, a torn frame was put aside" : "started"));
        for (String request : found.open()) start.add(recoveredUnknown(request));
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
        Thread thread = new Thread(() -> tell(witness, told), "audit-witness");
        thread.setDaemon(true);
        witnessing = thread;
        thread.start();
    }

    private void notCut(String self, List<Witness.Signed> known) throws IOException {
        for (Witness.Signed one : known)
            if (one.trail().equals(self) && one.size() > recovered)
                throw new IOException("the trail ends at record " + recovered + " but was signed up to " + one.size()
                        + "; run verify-audit");
    }

    private void tell(Witness witness, Dependencies.Dependency told) {
        while (true) {
            Witness.Signed next = unwitnessed.getAndSet(null);
            if (next != null) {
                try {
                    witness.remember(next);
                    told.usable();
                } catch (RuntimeException e) {
                    if (ended) return;
                    told.failed("cannot be told how far the trail is signed: see `database.url`");
                    unwitnessed.compareAndSet(null, next); // again, unless there is a newer one
                }
            } else if (ended) {
                return;
            }
            LockSupport.parkNanos(SIGN_EVERY_NANOS / 4);
        }
    }

    /** The keys of this trail; {@link Records} needs them. */
    public Keys keys() {
        return keys;
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
        offer(new Batch(lines(records), Optional.of(done)));
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
        queue.add(new Batch(lines(List.of(record)), Optional.empty()));
    }

    private void offer(Batch batch) throws Unavailable {
        if (!writable()) throw new Unavailable("the audit trail cannot be written");
        queue.add(batch);
        // the writer may have ended since the first look, and would never see the batch
        if (!writer.isAlive() && queue.remove(batch)) throw new Unavailable("the audit trail is closed");
    }

    private static List<Line> lines(List<Entry> records) {
        return records.stream()
                .map(entry -> new Line(
                        entry.requestId(),
                        entry.kind(),
                        ByteBuffer.wrap(JsonWriter.bytes(entry.body())),
                        members(entry.facts().told())))
                .toList();
    }

    private static Map<String, byte[]> members(Map<String, Json.Obj> sets) {
        Map<String, byte[]> members = new TreeMap<>();
        sets.forEach((digest, set) -> {
            byte[] object = JsonWriter.bytes(new Json.Obj(Map.of(digest, set)));
            members.put(digest, Arrays.copyOfRange(object, 1, object.length - 1));
        });
        return members;
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
        List<Line> lines =
                group.stream().flatMap(batch -> batch.lines().stream()).toList();
        long atMost = lines.stream().mapToLong(Line::atMost).sum();
        if (size > 0 && size + atMost > segmentBytes) roll(last + 1);
        List<byte[]> frames = new ArrayList<>();
        int bytes = 0;
        for (Line line : lines) {
            byte[] frame = frame(line);
            frames.add(frame);
            bytes = Math.addExact(bytes, frame.length);
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        frames.forEach(all::put);
        file.write(all.flip());
        size += bytes;
        written = last;
        unforced = true;
        if (force) force();
    }

    private byte[] frame(Line line) throws IOException {
        if (line.atMost() > Frame.LARGEST - 1024) throw new IOException("a record is too large");
        last++;
        if (line.kind() == Kind.NODE) context.begin();
        byte[] frame = Frame.of(line.kind(), head, context.deflate(payload(line)));
        before = head;
        head = Frame.hash(frame);
        return frame;
    }

    private byte[] payload(Line line) {
        String request = JsonWriter.text(new Json.Text(line.requestId()));
        var out = new ByteArrayOutputStream(line.body().remaining() + 512);
        out.writeBytes(("{\"at\":\"" + clock.instant() + "\",\"body\":").getBytes(StandardCharsets.US_ASCII));
        out.write(line.body().array(), 0, line.body().remaining());
        out.writeBytes((",\"kind\":\"" + line.kind() + "\",\"request\":" + request + ",\"seq\":" + last)
                .getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (Map.Entry<String, byte[]> set : line.facts().entrySet()) {
            if (!told.add(set.getKey())) continue; // this segment has it already
            out.writeBytes((first ? ",\"sets\":{" : ",").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(set.getValue());
            first = false;
        }
        out.writeBytes((first ? "}" : "}}").getBytes(StandardCharsets.US_ASCII));
        if (told.size() > SETS_KNOWN) told.clear(); // then they are told again
        return out.toByteArray();
    }

    private void force() throws IOException {
        file.force();
        unforced = false;
    }

    private void roll(long firstOfNext) throws IOException {
        force();
        file.close();
        current = segments.startingAt(firstOfNext);
        file = disk.append(current);
        disk.syncFolder(segments.folder());
        context.begin();
        told.clear();
        size = 0;
    }

    /** Forces outcomes that nobody waited for, and signs how far the trail has come. */
    private void tick() throws IOException {
        lastTick = System.nanoTime();
        if (unforced) force();
        if (last - 1 <= signed || last < 2) return;
        Checkpoint checkpoint = Checkpoint.of(last - 1, before);
        disk.replace(segments.checkpoint(), checkpoint.signed(keys.signing()));
        signed = last - 1;
        var known = new Witness.Signed(trail, checkpoint.size(), checkpoint.head());
        if (beside.remember(known)) besideTold.usable();
        else besideTold.failed("cannot be written: see `keys.dir`");
        unwitnessed.set(known);
    }

    private static Line node(String what) {
        return node(new Json.Obj(Map.of("what", new Json.Text(what))));
    }

    private static Line node(Json.Obj body) {
        return new Line("-", Kind.NODE, ByteBuffer.wrap(JsonWriter.bytes(body)));
    }

    private static Line recoveredUnknown(String requestId) {
        var body = new Json.Obj(Map.of("end", new Json.Text("recovered-unknown")));
        return new Line(requestId, Kind.OUTCOME, ByteBuffer.wrap(JsonWriter.bytes(body)));
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) throw new IOException("the audit trail is in use by another gateway");
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("the audit trail is in use by this gateway already", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Writes what is waiting, says that it stopped, signs, and lets go of the folder. */
    @Override
    public void close() throws IOException {
        if (!broken && !closing) queue.add(new Batch(List.of(node("stopped")), Optional.of(new CompletableFuture<>())));
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
            ended = true;
            if (witnessing != null) join(witnessing);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
