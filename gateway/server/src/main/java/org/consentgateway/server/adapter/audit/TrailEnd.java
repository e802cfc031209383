package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.port.Witness;

/**
 * Where a trail ends, and how far it was signed as is known outside its folder. Only its newest segment is read: whether
 * all of it is as it was written, {@code verify-audit} tells.
 *
 * @param last   number of the last record; 0 where there is none
 * @param signed records that were signed; 0 where nobody knows of any
 */
public record TrailEnd(long last, long signed, boolean checkpoint) {

    /**
     * Looks at the trail of a data folder.
     *
     * @param elsewhere what a database knows, of every trail
     * @throws IOException where it cannot be read or is damaged
     */
    public static TrailEnd of(Path dataFolder, Path keysFolder, List<Witness.Signed> elsewhere) throws IOException {
        List<Witness.Signed> known = new ArrayList<>(elsewhere); // before the trail is read: it grows
        known.addAll(new Witnesses(keysFolder, Disk.real()).known());
        Segments segments = Segments.of(dataFolder);
        List<Path> all = segments.inOrder();
        if (all.isEmpty()) return new TrailEnd(0, 0, false);
        String name = Segments.trail(all.get(0));
        long signed = known.stream()
                .filter(one -> one.trail().equals(name))
                .mapToLong(Witness.Signed::size)
                .max()
                .orElse(0);
        return new TrailEnd(last(all.get(all.size() - 1)), signed, Files.exists(segments.checkpoint()));
    }

    private static long last(Path newest) throws IOException {
        long last = Segments.firstOf(newest) - 1;
        try (var reader = new SegmentReader(newest)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) last++;
            if (reader.end() == SegmentReader.End.DAMAGED)
                throw new IOException("the audit trail is damaged: " + Segments.name(newest));
        }
        return last;
    }

    /** What is wrong with it; empty where nothing is. */
    public Optional<String> problem() {
        if (signed > last)
            return Optional.of("the audit trail ends at record " + last + " but was signed up to " + signed);
        if (signed > 0 && !checkpoint)
            return Optional.of("the checkpoint of the audit trail is gone, which was signed up to " + signed);
        return Optional.empty();
    }
}
