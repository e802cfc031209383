package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.consentgateway.server.port.Recorded;

/**
 * What a full segment may hold, by request id and patient: a Bloom filter of 2^21 bits beside the segment. It can only
 * err by asking for a segment to be read in vain; without it, or when it is damaged, it is made again.
 */
final class SegmentFilter {

    private static final int BITS = 1 << 21;
    private static final int PROBES = 6;

    private final BitSet bits;

    private SegmentFilter(BitSet bits) {
        this.bits = bits;
    }

    static SegmentFilter of(Path segment) throws IOException {
        Path file = segment.resolveSibling(Segments.name(segment) + ".digest");
        Optional<SegmentFilter> stored = stored(file);
        return stored.isPresent() ? stored.get() : make(segment, file);
    }

    boolean mayHold(String key) {
        return probes(key).allMatch(bits::get);
    }

    private static Optional<SegmentFilter> stored(Path file) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        byte[] content = Files.readAllBytes(file);
        int length = content.length - 4;
        if (length < 0 || ByteBuffer.wrap(content).getInt(length) != TrailFrame.crc(content, 0, length))
            return Optional.empty();
        return Optional.of(new SegmentFilter(BitSet.valueOf(Arrays.copyOf(content, length))));
    }

    private static SegmentFilter make(Path segment, Path file) throws IOException {
        var digest = new SegmentFilter(new BitSet(BITS));
        try (var reader = new SegmentReader(segment)) {
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                Recorded record = frame.get().recorded();
                digest.add(record.requestId());
                record.patients().forEach(digest::add);
            }
            if (reader.end() != SegmentReader.End.CLEAN)
                throw new IOException("the audit trail is damaged: " + Segments.name(segment));
        }
        byte[] bytes = digest.bits.toByteArray();
        byte[] content = Arrays.copyOf(bytes, bytes.length + 4);
        ByteBuffer.wrap(content).putInt(bytes.length, TrailFrame.crc(bytes, 0, bytes.length));
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "digest", ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return digest;
    }

    private void add(String key) {
        probes(key).forEach(bits::set);
    }

    private static java.util.stream.IntStream probes(String key) {
        ByteBuffer hash = ByteBuffer.wrap(TrailFrame.hash(key.getBytes(StandardCharsets.UTF_8)));
        return java.util.stream.IntStream.range(0, PROBES).map(i -> hash.getInt(4 * i) & (BITS - 1));
    }
}
