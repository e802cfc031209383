package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder {@code audit/} of a data folder: segments in order, named after the sequence number of their first record.
 *
 * @param folder {@code data.dir/audit}
 */
record Segments(Path folder) {

    private static final Pattern NAME = Pattern.compile("\\d{20}\\.wal");

    static Segments of(Path dataFolder) {
        return new Segments(dataFolder.resolve("audit"));
    }

    List<Path> inOrder() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> NAME.matcher(name(file)).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Those that hold records after the archived ones: others may stand there still, and are not looked at. */
    static List<Path> after(Optional<ArchiveMark> archived, List<Path> all) {
        if (archived.isEmpty()) return all;
        long first = archived.get().size() + 1;
        for (int i = all.size() - 1; i > 0; i--) if (firstOf(all.get(i)) <= first) return all.subList(i, all.size());
        return all;
    }

    Path startingAt(long sequence) {
        return folder.resolve(String.format("%020d.wal", sequence));
    }

    static long firstOf(Path segment) {
        return Long.parseLong(name(segment).substring(0, 20));
    }

    /**
     * What tells a trail from every other: SHA-256 of its first frame, hexadecimal; empty where it has none. Of a trail
     * whose first records are archived the mark says it.
     */
    static String trail(Path firstSegment) throws IOException {
        if (firstOf(firstSegment) > 1) {
            Path folder = firstSegment.toAbsolutePath().getParent();
            Optional<String> archived = folder == null ? Optional.empty() : ArchiveMark.name(new Segments(folder));
            if (archived.isPresent()) return archived.get();
        }
        try (var reader = new SegmentReader(firstSegment)) {
            return reader.next()
                    .map(frame -> HexFormat.of().formatHex(frame.hash()))
                    .orElse("");
        }
    }

    Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    Path publicKey() {
        return folder.resolve("checkpoint.pub");
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
