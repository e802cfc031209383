package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentgateway.server.port.Recorded;

/** Follows a trail that is being written: each call tells what has been added since the last. One thread. */
public final class TrailTail {

    private static final int BATCH = 500;

    private final Segments segments;
    private Optional<Path> current = Optional.empty();
    private SegmentReader.Position position = SegmentReader.Position.START;

    /** @param dataFolder {@code data.dir} */
    public TrailTail(Path dataFolder) {
        this.segments = Segments.of(dataFolder);
    }

    /**
     * Tells of what is new, some hundred records at a time, in order.
     *
     * @param after number of the last record that is known already
     */
    public void poll(long after, Consumer<List<Recorded>> told) throws IOException {
        List<Path> all = segments.inOrder();
        for (int i = 0; i < all.size(); i++) {
            boolean known = i + 1 < all.size() && Segments.firstOf(all.get(i + 1)) <= after + 1;
            boolean passed = current.isPresent() && Segments.firstOf(all.get(i)) < Segments.firstOf(current.get());
            if (!known && !passed) read(all.get(i), after, told);
        }
    }

    private void read(Path segment, long after, Consumer<List<Recorded>> told) throws IOException {
        if (!current.equals(Optional.of(segment))) {
            current = Optional.of(segment);
            position = SegmentReader.Position.START;
        }
        List<Recorded> batch = new ArrayList<>();
        try (var reader = new SegmentReader(segment, position)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                Recorded record = frame.get().recorded();
                if (record.sequence() > after) batch.add(record);
                if (batch.size() < BATCH) continue;
                told.accept(List.copyOf(batch));
                batch.clear();
                position = reader.position();
            }
            if (!batch.isEmpty()) told.accept(List.copyOf(batch));
            position = reader.position();
            if (reader.end() == SegmentReader.End.DAMAGED) throw new IOException("the audit trail is damaged");
        }
    }
}
