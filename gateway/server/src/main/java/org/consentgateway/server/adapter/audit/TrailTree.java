package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentgateway.server.tlog.MalformedNote;
import org.consentgateway.server.tlog.MerkleFrontier;

/**
 * The tree of hashes over a trail: its leaves are the SHA-256 of each frame. Where it stood is kept in small files beside the
 * segments ({@code tree-N}), so that nothing before that is read again.
 */
record TrailTree(Segments segments) {

    private static final Pattern NAME = Pattern.compile("tree-\\d{20}");

    /** Where the tree stood with that many records, if that is kept; nobody signed it. */
    Optional<MerkleFrontier> kept(long size) throws IOException {
        if (size == 0) return Optional.of(new MerkleFrontier());
        Path file = file(size);
        if (!Files.exists(file)) return Optional.empty();
        try {
            MerkleFrontier tree = MerkleFrontier.of(Files.readString(file, StandardCharsets.US_ASCII));
            return tree.size() == size ? Optional.of(tree) : Optional.empty();
        } catch (MalformedNote e) {
            return Optional.empty();
        }
    }

    /**
     * The tree with that many records: the nearest that is kept, and the records after it.
     *
     * @throws IOException where they are archived, or cannot be read
     */
    MerkleFrontier at(long size) throws IOException {
        long first = first();
        for (long kept : keptSizes()) {
            if (kept > size || kept + 1 < first) continue;
            Optional<MerkleFrontier> tree = kept(kept);
            if (tree.isEmpty()) continue;
            hashes(kept, size).forEach(tree.get()::add);
            return tree.get();
        }
        throw new IOException("the records before " + first + " are archived, and their tree is not kept");
    }

    /** The hashes of the frames after that many records, up to that many. */
    List<byte[]> hashes(long from, long to) throws IOException {
        List<byte[]> hashes = new ArrayList<>();
        List<Path> all = segments.inOrder();
        for (int i = 0; i < all.size() && from + hashes.size() < to; i++) {
            long next = i + 1 < all.size() ? Segments.firstOf(all.get(i + 1)) : Long.MAX_VALUE;
            if (next <= from + 1) continue;
            long sequence = Segments.firstOf(all.get(i));
            try (var reader = new SegmentReader(all.get(i))) {
                for (Optional<StoredFrame> frame = reader.next();
                        frame.isPresent() && sequence <= to;
                        frame = reader.next(), sequence++)
                    if (sequence > from) hashes.add(frame.get().hash());
            }
        }
        if (from + hashes.size() != to) throw new IOException("records after " + from + " cannot be read");
        return hashes;
    }

    /** Keeps where it stands, and forgets where it stood, but for where the archive ends. */
    void keep(MerkleFrontier tree, Disk disk) throws IOException {
        disk.replace(file(tree.size()), tree.text().getBytes(StandardCharsets.US_ASCII));
        for (long kept : keptSizes())
            if (kept != 0 && kept != tree.size() && kept + 1 != first()) Files.deleteIfExists(file(kept));
    }

    /** Copies where it stood with that many records to beside another's segments, if that is kept. */
    void copy(long size, Segments to) throws IOException {
        Optional<MerkleFrontier> tree = kept(size);
        if (size > 0 && tree.isPresent())
            Disk.real().replace(new TrailTree(to).file(size), tree.get().text().getBytes(StandardCharsets.US_ASCII));
    }

    /** Sizes at which it is kept, the largest first; 0 is the last. */
    List<Long> keptSizes() throws IOException {
        List<Long> sizes = new ArrayList<>();
        try (Stream<Path> files = Files.list(segments.folder())) {
            files.map(Segments::name)
                    .filter(name -> NAME.matcher(name).matches())
                    .map(name -> Long.parseLong(name.substring("tree-".length())))
                    .sorted(java.util.Comparator.reverseOrder())
                    .forEach(sizes::add);
        }
        sizes.add(0L);
        return sizes;
    }

    private long first() throws IOException {
        List<Path> all = segments.inOrder();
        return all.isEmpty() ? 1 : Segments.firstOf(all.get(0));
    }

    Path file(long size) {
        return segments.folder().resolve(String.format("tree-%020d", size));
    }
}
