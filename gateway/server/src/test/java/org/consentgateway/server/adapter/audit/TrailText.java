package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** All that a trail says, inflated: what must stand nowhere is looked for in it. */
public final class TrailText {

    private TrailText() {}

    /** The payloads of all records; of a trail that is being written, up to what is whole. */
    public static String of(Path dataFolder) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path segment : Segments.of(dataFolder).inOrder()) {
            try (var reader = new SegmentReader(segment)) {
                for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next())
                    text.append(new String(frame.get().payload(), StandardCharsets.ISO_8859_1))
                            .append('\n');
            }
        }
        return text.toString();
    }
}
