package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;

/**
 * Reads the trail before it is appended to. A torn last frame is put aside and cut; anything else that is not as it was
 * written refuses the start, for a person to look at.
 */
final class Recovery {

    /** The newest segments up to this size are read through at start; the whole trail by {@code verify-audit}. */
    private static final long READ_AT_START = 1L << 28;

    /**
     * Where the trail ends.
     *
     * @param last    number of the last record, 0 for none
     * @param head    SHA-256 of the last frame, hexadecimal
     * @param before  the same of the frame before it
     * @param torn    file that holds the torn frame that was cut off
     * @param open    decisions without an outcome, by request id
     */
    record Found(long last, String head, String before, Optional<Path> torn, List<String> open) {}

    private final Segments segments;
    private final Map<String, Boolean> open = new LinkedHashMap<>();
    private Optional<Path> torn = Optional.empty();
    private long last;
    private byte[] head = TrailFrame.genesis();
    private byte[] before = TrailFrame.genesis();

    Recovery(Segments segments) {
        this.segments = segments;
    }

    Found run(Disk disk, Optional<PublicKey> key) throws IOException {
        Optional<Checkpoint> checkpoint = Optional.empty();
        if (Files.exists(segments.checkpoint())) {
            PublicKey signer = key.orElseThrow(() -> new IOException("no key for the checkpoint"));
            checkpoint = Optional.of(Checkpoint.verified(Files.readAllBytes(segments.checkpoint()), signer));
        }
        Optional<ArchiveMark> archived = key.isPresent() ? ArchiveMark.of(segments, key.get()) : Optional.empty();
        List<Path> all = Segments.after(archived, segments.inOrder());
        long beginning = archived.map(ArchiveMark::size).orElse(0L) + 1;
        if (!all.isEmpty() && Segments.firstOf(all.get(0)) != beginning)
            throw damaged(all.get(0), 0, "it does not begin with record " + beginning);
        int from = firstToRead(all);
        for (int i = from; i < all.size(); i++) {
            boolean first = i == from;
            if (first) last = Segments.firstOf(all.get(i)) - 1;
            read(all.get(i), first, i == all.size() - 1, checkpoint, disk);
        }
        if (checkpoint.isPresent() && last < checkpoint.get().size())
            throw new IOException("the trail ends at record " + last + " but was signed up to "
                    + checkpoint.get().size());
        return new Found(
                last,
                HexFormat.of().formatHex(head),
                HexFormat.of().formatHex(before),
                torn,
                List.copyOf(open.keySet()));
    }

    private static int firstToRead(List<Path> all) throws IOException {
        long size = 0;
        int from = all.size();
        while (from > 0 && size < READ_AT_START) size += Files.size(all.get(--from));
        return from;
    }

    private void read(Path segment, boolean first, boolean newest, Optional<Checkpoint> checkpoint, Disk disk)
            throws IOException {
        if (Segments.firstOf(segment) != last + 1)
            throw damaged(segment, 0, "records between " + last + " and its first are missing");
        try (var reader = new SegmentReader(segment)) {
            boolean chainBegins = first && last > 0; // older segments are not read: the chain is taken up here
            for (Optional<StoredFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                StoredFrame stored = frame.get();
                if (!chainBegins && !Arrays.equals(stored.before(), head))
                    throw damaged(segment, reader.offset(), "a frame does not follow the one before it");
                chainBegins = false;
                Recorded record = stored.recorded();
                if (record.sequence() != last + 1)
                    throw damaged(segment, reader.offset(), "a record has not the number that follows");
                last++;
                before = head;
                head = stored.hash();
                note(record);
                if (checkpoint.isPresent()
                        && checkpoint.get().size() == last
                        && !checkpoint.get().head().equals(HexFormat.of().formatHex(head)))
                    throw damaged(segment, reader.offset(), "the trail is not the one that was signed");
            }
            if (reader.end() == SegmentReader.End.DAMAGED || (reader.end() == SegmentReader.End.TORN && !newest))
                throw damaged(segment, reader.offset(), "a frame is damaged");
            if (reader.end() == SegmentReader.End.TORN) cut(segment, reader.offset(), disk);
        }
    }

    private void note(Recorded record) {
        if (record.kind() == Trail.Kind.DECISION) open.put(record.requestId(), true);
        if (record.kind() == Trail.Kind.OUTCOME) open.remove(record.requestId());
    }

    private void cut(Path segment, long length, Disk disk) throws IOException {
        Path aside = segments.folder().resolve(Segments.name(segment) + "." + length + ".torn");
        Files.copy(segment, aside, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel kept = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            kept.force(true);
        }
        disk.syncFolder(segments.folder());
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
        torn = Optional.of(aside);
    }

    private static IOException damaged(Path segment, long offset, String how) {
        return new IOException("the audit trail is damaged: " + how + ", `" + Segments.name(segment) + "` near byte "
                + offset + "; run verify-audit");
    }
}
