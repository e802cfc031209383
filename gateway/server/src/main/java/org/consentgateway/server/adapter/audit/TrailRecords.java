package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** All records of the trail of a data folder, oldest first; a torn last frame ends them. */
final class TrailRecords {

    private TrailRecords() {}

    /** @throws IOException where a segment cannot be read, or is damaged */
    static void forEach(Path dataFolder, Consumer<Recorded> reader) throws IOException {
        for (Path segment : Segments.of(dataFolder).inOrder()) {
            try (var frames = new SegmentReader(segment)) {
                for (Optional<StoredFrame> frame = frames.next(); frame.isPresent(); frame = frames.next())
                    reader.accept(Recorded.read(frame.get()));
                if (frames.end() == SegmentReader.End.DAMAGED)
                    throw new IOException("the audit trail is damaged: " + Segments.name(segment));
            }
        }
    }
}
