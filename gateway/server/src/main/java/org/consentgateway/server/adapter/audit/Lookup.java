package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.AuditHistory;
import org.consentgateway.server.port.Recorded;

/**
 * Finds records in the trail itself: what was committed before the call began is found by it. Of segments that are full
 * only those are read whose {@link SegmentFilter} may hold the key.
 */
public final class Lookup implements AuditHistory {

    private final Path dataFolder;
    private final Segments segments;

    /** @param dataFolder {@code data.dir} */
    public Lookup(Path dataFolder) {
        this.dataFolder = dataFolder;
        this.segments = Segments.of(dataFolder);
    }

    @Override
    public List<Recorded> ofRequest(String requestId) throws IOException {
        return having(requestId).stream()
                .filter(record -> record.requestId().equals(requestId))
                .toList();
    }

    @Override
    public Optional<Instant> archivedBefore() throws IOException {
        return new TrailWalk(dataFolder).archivedBefore();
    }

    /** All records about a patient, oldest first. */
    public List<Recorded> ofPatient(Reference patient) throws IOException {
        String name = patient.toString();
        return having(name).stream()
                .filter(record -> record.patients().contains(name))
                .toList();
    }

    /** All records that name a resource, in whatever version, oldest first. */
    public List<Recorded> ofResource(Reference resource) throws IOException {
        return having(resource.toString());
    }

    private List<Recorded> having(String key) throws IOException {
        // it stands in the payload as a JSON string: a cheap look spares the parse
        byte[] quoted = JsonWriter.bytes(new Json.Text(key));
        List<Recorded> found = new ArrayList<>();
        List<Path> all = segments.inOrder();
        for (int i = 0; i < all.size(); i++) {
            boolean full = i < all.size() - 1;
            if (full && !SegmentFilter.of(all.get(i)).mayHold(key)) continue;
            try (var reader = new SegmentReader(all.get(i))) {
                for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                    if (contains(frame.get().payload(), quoted))
                        found.add(frame.get().recorded());
                }
                if (reader.end() == SegmentReader.End.DAMAGED)
                    throw new IOException("the audit trail is damaged: " + Segments.name(all.get(i)));
            }
        }
        return found;
    }

    private static boolean contains(byte[] payload, byte[] quoted) {
        // ISO 8859-1 keeps every byte, and the search in a string is the fast one of the JDK
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        return text.contains(new String(quoted, StandardCharsets.ISO_8859_1));
    }
}
