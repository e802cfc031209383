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
import org.consentgateway.server.port.Trail;

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

    /**
     * Where a reader stands.
     *
     * @param offset  bytes from the start of the segment
     * @param context what the next frame may refer to
     */
    record Position(long offset, byte[] context) {
        static final Position START = new Position(0, new byte[0]);
    }

    private final InputStream in;
    private final FrameInflater inflater = new FrameInflater();
    private long offset;
    private End end = End.CLEAN;

    /** From its first frame on. */
    SegmentReader(Path segment) throws IOException {
        this(segment, Position.START);
    }

    /** Goes on where another reader of the segment stood. */
    SegmentReader(Path segment, Position from) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(segment), 1 << 16);
        this.offset = from.offset();
        in.skipNBytes(offset);
        inflater.resume(from.context());
    }

    /** The next frame; empty at the end, and {@link #end()} says of which kind. */
    Optional<StoredFrame> next() throws IOException {
        byte[] header = in.readNBytes(TrailFrame.HEADER);
        if (header.length == 0) return ended(End.CLEAN);
        if (header.length < TrailFrame.HEADER) return ended(End.TORN);
        ByteBuffer read = ByteBuffer.wrap(header);
        if (read.getInt(TrailFrame.HEADER - 4) != TrailFrame.crc(header, 0, TrailFrame.HEADER - 4))
            return ended(End.DAMAGED);
        int length = read.getInt(0);
        if (length < 0 || length > TrailFrame.LARGEST) return ended(End.DAMAGED);
        byte[] frame = Arrays.copyOf(header, TrailFrame.HEADER + length);
        int got = in.readNBytes(frame, TrailFrame.HEADER, length);
        if (got < length) return ended(End.TORN);
        if (read.getInt(5) != TrailFrame.crc(frame, TrailFrame.HEADER, length)) return ended(End.DAMAGED);
        Optional<Trail.Kind> kind = TrailFrame.kind(frame[4]);
        if (kind.isEmpty()) return ended(End.DAMAGED);
        Optional<byte[]> payload = payload(frame, kind.get());
        if (payload.isEmpty()) return ended(End.DAMAGED);
        offset += frame.length;
        return Optional.of(new StoredFrame(frame, kind.get(), payload.get()));
    }

    private Optional<byte[]> payload(byte[] frame, Trail.Kind kind) {
        byte[] stored = Arrays.copyOfRange(frame, TrailFrame.HEADER, frame.length);
        if (!TrailFrame.isDeflated(frame[4])) return Optional.of(stored);
        if (kind == Trail.Kind.NODE) inflater.begin();
        try {
            return Optional.of(inflater.inflate(stored));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where the next frame begins, with what it may refer to. */
    Position position() {
        return new Position(offset, inflater.context());
    }

    /** Where the next frame begins, or the one that could not be read. */
    long offset() {
        return offset;
    }

    End end() {
        return end;
    }

    private Optional<StoredFrame> ended(End how) {
        end = how;
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        inflater.close();
        in.close();
    }
}
