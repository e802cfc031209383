package org.consentgateway.server.adapter.audit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.consentgateway.server.road.Trail;

/** Reads the frames of one segment, in order, and says how it ended. */
final class SegmentReader implements Closeable {

    /** How a segment ends. */
    enum End {
        /** Right behind a frame. */
        CLEAN,
        /** Inside a frame of which all that is there is right. */
        TORN,
        /** Anything else. */
        DAMAGED
    }

    private final InputStream in;
    private long offset;
    private End end = End.CLEAN;

    SegmentReader(Path segment, long offset) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(segment), 1 << 16);
        this.offset = offset;
        in.skipNBytes(offset);
    }

    /** The next frame; empty at the end, and {@link #end()} says of which kind. */
    Optional<byte[]> next() throws IOException {
        byte[] header = in.readNBytes(Frame.HEADER);
        if (header.length == 0) return ended(End.CLEAN);
        if (header.length < Frame.HEADER) return ended(End.TORN);
        ByteBuffer read = ByteBuffer.wrap(header);
        if (read.getInt(Frame.HEADER - 4) != Frame.crc(header, 0, Frame.HEADER - 4)) return ended(End.DAMAGED);
        int length = read.getInt(0);
        if (length < 0 || length > Frame.LARGEST) return ended(End.DAMAGED);
        byte[] frame = Arrays.copyOf(header, Frame.HEADER + length);
        int got = in.readNBytes(frame, Frame.HEADER, length);
        if (got < length) return ended(End.TORN);
        if (read.getInt(5) != Frame.crc(frame, Frame.HEADER, length)) return ended(End.DAMAGED);
        offset += frame.length;
        return Optional.of(frame);
    }

    /** Where the next frame begins, or the one that could not be read. */
    long offset() {
        return offset;
    }

    End end() {
        return end;
    }

    static byte[] before(byte[] frame) {
        return Arrays.copyOfRange(frame, 9, 9 + Frame.HASH);
    }

    static byte[] payload(byte[] frame) {
        return Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
    }

    static Optional<Trail.Kind> kind(byte[] frame) {
        return switch (frame[4]) {
            case 'D' -> Optional.of(Trail.Kind.DECISION);
            case 'R' -> Optional.of(Trail.Kind.DISCLOSED);
            case 'O' -> Optional.of(Trail.Kind.OUTCOME);
            case 'G' -> Optional.of(Trail.Kind.GRANT);
            case 'N' -> Optional.of(Trail.Kind.NODE);
            default -> Optional.empty();
        };
    }

    private Optional<byte[]> ended(End how) {
        end = how;
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
