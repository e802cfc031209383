package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.port.AuditSink;
import org.consentgateway.server.port.Recorded;

/**
 * Tails the trail and delivers it as AuditEvents, at least once and in order. How far it has come stands in
 * {@code audit/delivered}; it moves only when all events of a record are stored or put aside under {@code audit/rejected}.
 */
public final class Delivery implements AutoCloseable {

    private static final int SAVE_EVERY = 64;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Segments segments;
    private final Function<Recorded, Map<String, Json.Obj>> events;
    private final AuditSink sink;
    private final Disk disk = Disk.real();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private Optional<Thread> thread = Optional.empty();
    private long saved;
    private Optional<Path> current = Optional.empty();
    private SegmentReader.Position position = SegmentReader.Position.START;

    /**
     * @param dataFolder {@code data.dir} of an open trail
     * @param events     the AuditEvents of a record by their ids, which are the same each time
     */
    public Delivery(Path dataFolder, Function<Recorded, Map<String, Json.Obj>> events, AuditSink sink)
            throws IOException {
        this.segments = Segments.of(dataFolder);
        this.events = events;
        this.sink = sink;
        this.saved = Math.min(cursor(), last()); // a crash may have taken back what was delivered before it was forced
        delivered.set(saved);
    }

    /** Begins to deliver, on a thread of its own. */
    public void start() {
        Thread tail = new Thread(this::run, "audit-delivery");
        tail.setDaemon(true);
        thread = Optional.of(tail);
        tail.start();
    }

    /** Number of the last record whose events have all arrived: the rest of the trail is the backlog. */
    public long delivered() {
        return delivered.get();
    }

    /** Events put aside since the start, for a person to look at. */
    public long rejected() {
        return rejected.get();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        boolean open = true;
        while (open) {
            boolean forward;
            try {
                forward = deliverWhatIsThere();
                save();
            } catch (IOException e) {
                forward = false; // the trail itself tells readiness; delivery waits and tries again
            }
            pause = forward ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            open = !closes(pause);
        }
    }

    /** True when nothing is left to deliver, false when the sink asked to come back later. */
    boolean deliverWhatIsThere() throws IOException {
        List<Path> all = segments.inOrder();
        for (int i = 0; i < all.size(); i++) {
            boolean done = i + 1 < all.size() && Segments.firstOf(all.get(i + 1)) <= delivered.get() + 1;
            if (!done && !deliver(all.get(i))) return false;
        }
        return true;
    }

    private boolean deliver(Path segment) throws IOException {
        if (!current.equals(Optional.of(segment))) {
            current = Optional.of(segment);
            position = SegmentReader.Position.START;
        }
        try (var reader = new SegmentReader(segment, position)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                Recorded record = frame.get().recorded();
                boolean arrived = record.sequence() <= delivered.get();
                if (!arrived && (closes(Duration.ZERO) || !deliver(record))) return false;
                if (!arrived) {
                    delivered.set(record.sequence());
                    position = reader.position();
                }
                if (delivered.get() - saved >= SAVE_EVERY) save();
            }
            position = reader.position();
            if (reader.end() == SegmentReader.End.DAMAGED) throw new IOException("the audit trail is damaged");
            return true;
        }
    }

    private boolean deliver(Recorded record) throws IOException {
        for (Map.Entry<String, Json.Obj> event : events.apply(record).entrySet()) {
            AuditSink.Delivered delivered = sink.put(event.getKey(), event.getValue());
            if (delivered == AuditSink.Delivered.LATER) return false;
            if (delivered == AuditSink.Delivered.REJECTED) putAside(event.getKey(), event.getValue());
        }
        return true;
    }

    private void putAside(String id, Json.Obj event) throws IOException {
        Path folder = segments.folder().resolve("rejected");
        Files.createDirectories(folder);
        disk.replace(folder.resolve(id + ".json"), JsonWriter.bytes(event));
        rejected.incrementAndGet();
    }

    private void save() throws IOException {
        if (delivered.get() == saved) return;
        disk.replace(file(), (delivered.get() + "\n").getBytes(StandardCharsets.US_ASCII));
        saved = delivered.get();
    }

    private long cursor() throws IOException {
        if (!Files.exists(file())) return 0;
        String text = new String(Files.readAllBytes(file()), StandardCharsets.US_ASCII).trim();
        if (!text.matches("\\d{1,18}"))
            throw new IOException("`audit/delivered` is damaged: delete it to deliver all again");
        return Long.parseLong(text);
    }

    private long last() throws IOException {
        List<Path> all = segments.inOrder();
        if (all.isEmpty()) return 0;
        Path newest = all.get(all.size() - 1);
        long last = Segments.firstOf(newest) - 1;
        try (var reader = new SegmentReader(newest)) {
            while (reader.next().isPresent()) last++;
        }
        return last;
    }

    private Path file() {
        return segments.folder().resolve("delivered");
    }

    private boolean closes(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Stops after the event under way; what is left goes out after the next start. */
    @Override
    public void close() {
        closing.countDown();
        thread.ifPresent(tail -> {
            try {
                tail.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
