package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Recorded;

/**
 * Reads a trail from a time on, in order, with the sets of facts that its records name.
 *
 * @param dataFolder {@code data.dir}
 */
public record TrailWalk(Path dataFolder) {

    /** Told of each record. */
    public interface Visitor {
        /** @param sets of the segment so far, by digest */
        void visit(Recorded record, Map<String, Json.Obj> sets) throws IOException;
    }

    /** What tells this trail from every other; empty where it has no record. */
    public String name() throws IOException {
        List<Path> all = Segments.of(dataFolder).inOrder();
        return all.isEmpty() ? "" : Segments.trail(all.get(0));
    }

    /** Number of the first record that is here: 1 where nothing is archived. */
    public long first() throws IOException {
        List<Path> all = Segments.of(dataFolder).inOrder();
        return all.isEmpty() ? 1 : Segments.firstOf(all.get(0));
    }

    /** When the first record was written that is here; empty where nothing is archived. */
    public Optional<Instant> archivedBefore() throws IOException {
        if (first() == 1) return Optional.empty();
        try (var reader = new SegmentReader(Segments.of(dataFolder).inOrder().get(0))) {
            Optional<StoredFrame> frame = reader.next();
            return frame.isPresent() ? Optional.of(frame.get().recorded().at()) : Optional.empty();
        }
    }

    /**
     * Visits all records from an instant on, up to those that are being written.
     *
     * @throws IOException where the trail cannot be read or is damaged
     */
    public void from(Instant since, Visitor visitor) throws IOException {
        List<Path> all = Segments.of(dataFolder).inOrder();
        for (int i = first(all, since); i < all.size(); i++)
            read(all.get(i), Long.MAX_VALUE, (record, sets) -> {
                if (!record.at().isBefore(since)) visitor.visit(record, sets);
            });
    }

    /**
     * Visits the records of these numbers, in order, as far as they are here. Segments that hold none of them are not read,
     * and others not beyond the last.
     *
     * @throws IOException where the trail cannot be read or is damaged
     */
    public void of(NavigableSet<Long> sequences, Visitor visitor) throws IOException {
        List<Path> all = Segments.of(dataFolder).inOrder();
        for (int i = 0; i < all.size(); i++) {
            long next = i + 1 < all.size() ? Segments.firstOf(all.get(i + 1)) : Long.MAX_VALUE;
            NavigableSet<Long> here = sequences.subSet(Segments.firstOf(all.get(i)), true, next, false);
            if (here.isEmpty()) continue;
            read(all.get(i), here.last(), (record, sets) -> {
                if (here.contains(record.sequence())) visitor.visit(record, sets);
            });
        }
    }

    private static void read(Path segment, long last, Visitor visitor) throws IOException {
        Map<String, Json.Obj> sets = new HashMap<>(); // each segment tells its own
        try (var reader = new SegmentReader(segment)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                Recorded record = frame.get().recorded();
                record.sets().members().forEach((digest, set) -> {
                    if (set instanceof Json.Obj object) sets.put(digest, object);
                });
                visitor.visit(record, sets);
                if (record.sequence() >= last) return;
            }
            if (reader.end() == SegmentReader.End.DAMAGED)
                throw new IOException("the audit trail is damaged: " + Segments.name(segment));
        }
    }

    /** The last segment that begins before the instant. */
    private static int first(List<Path> all, Instant since) throws IOException {
        int first = 0;
        for (int i = 1; i < all.size(); i++) {
            try (var reader = new SegmentReader(all.get(i))) {
                Optional<StoredFrame> frame = reader.next();
                if (frame.isEmpty() || !frame.get().recorded().at().isBefore(since)) return first;
                first = i;
            }
        }
        return first;
    }
}
