package org.consentgateway.server.adapter.audit;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Writes payloads as DEFLATE, each with those before it as context: a caller or a citation that was just written costs a
 * few bytes. A payload ends at a byte, without the four bytes that every one would end with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7692#section-7.2.1">RFC 7692, compression with context takeover</a>
 */
final class FrameDeflater {

    /** What ends every flushed block; not written. */
    static final int TAIL = 4;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final byte[] buffer = new byte[1 << 13];

    /** From here on nothing that was written before is referred to. */
    void begin() {
        deflater.reset();
    }

    byte[] deflate(byte[] payload) {
        deflater.setInput(payload);
        var out = new ByteArrayOutputStream(payload.length / 4 + 16);
        int written = buffer.length;
        while (written == buffer.length) {
            written = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, written);
        }
        byte[] flushed = out.toByteArray();
        return java.util.Arrays.copyOf(flushed, flushed.length - TAIL);
    }

    void close() {
        deflater.end();
    }
}
