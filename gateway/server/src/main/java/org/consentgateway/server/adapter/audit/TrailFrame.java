package org.consentgateway.server.adapter.audit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.consentgateway.server.port.Trail;

/**
 * One record as it stands on the disk, big-endian:
 *
 * <pre>
 *   len(4) type(1) crc32c-of-payload(4) hash-of-the-frame-before(32) crc32c-of-these-41(4) payload(len)
 * </pre>
 *
 * The type is a letter: a capital for a payload that is JSON as it stands, as all were once, a small one for a payload
 * that {@link FrameDeflater} wrote. A record of the gateway itself ({@code n}) refers to nothing before it; nor does the
 * first small letter of a segment.
 *
 * <p>The check of the header tells a frame that was cut off by a power failure (all that is there is right) from one whose
 * length was changed.
 */
final class TrailFrame {

    static final int HEADER = 45;
    static final int HASH = 32;
    /** A record larger than this is nonsense: refused before it is written, and damage when read. */
    static final int LARGEST = 64 << 20;

    /** What makes a small letter of a capital. */
    private static final int SMALL = 0x20;

    static byte[] genesis() {
        return new byte[HASH];
    }

    private TrailFrame() {}

    /**
     * The bytes of a frame.
     *
     * @param kind    what the payload tells
     * @param before  SHA-256 of the whole frame before it; all zero for the very first
     * @param payload a record, deflated
     */
    static byte[] of(Trail.Kind kind, byte[] before, byte[] payload) {
        var buffer = ByteBuffer.allocate(HEADER + payload.length);
        buffer.putInt(payload.length);
        buffer.put((byte) (code(kind) | SMALL));
        buffer.putInt(crc(payload, 0, payload.length));
        buffer.put(before);
        buffer.putInt(crc(buffer.array(), 0, HEADER - 4));
        buffer.put(payload);
        return buffer.array();
    }

    static byte[] hash(byte[] frame) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(frame);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }

    static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static boolean isDeflated(byte type) {
        return (type & SMALL) != 0;
    }

    /** What a frame of that type tells; empty when there is none such. */
    static Optional<Trail.Kind> kind(byte type) {
        return Arrays.stream(Trail.Kind.values())
                .filter(kind -> code(kind) == (byte) (type & ~SMALL))
                .findFirst();
    }

    private static byte code(Trail.Kind kind) {
        return switch (kind) {
            case DECISION -> 'D';
            case DISCLOSED -> 'R';
            case OUTCOME -> 'O';
            case GRANT -> 'G';
            case NODE -> 'N';
        };
    }
}
