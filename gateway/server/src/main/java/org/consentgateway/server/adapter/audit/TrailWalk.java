package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * Visits all records from an instant on, up to those that are being written.
     *
     * @throws IOException where the trail cannot be read or is damaged
     */
    public void from(Instant since, Visitor visitor) throws IOException {
        List<Path> all = Segments.of(dataFolder).inOrder();
        for (int i = first(all, since); i < all.size(); i++) {
            Map<String, Json.Obj> sets = new HashMap<>(); // each segment tells its own
            try (var reader = new SegmentReader(all.get(i))) {
                for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                    Recorded record = frame.get().recorded();
                    record.sets().members().forEach((digest, set) -> {
                        if (set instanceof Json.Obj object) sets.put(digest, object);
                    });
                    if (!record.at().isBefore(since)) visitor.visit(record, sets);
                }
                if (reader.end() == SegmentReader.End.DAMAGED)
                    throw new IOException("the audit trail is damaged: " + Segments.name(all.get(i)));
            }
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
