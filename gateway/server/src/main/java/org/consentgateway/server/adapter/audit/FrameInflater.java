package org.consentgateway.server.adapter.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads what {@link FrameDeflater} wrote, in the same order. */
final class FrameInflater {

    private static final int WINDOW = 1 << 15; // RFC 1951: as far back as a reference goes
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[1 << 13];
    private byte[] window = {};

    /** Nothing that follows refers to what was read before. */
    void begin() {
        inflater.reset();
        window = new byte[0];
    }

    /** Goes on where another has stopped. */
    void resume(byte[] context) {
        begin();
        if (context.length > 0) inflater.setDictionary(context);
        window = context.clone();
    }

    /** What the next payload may refer to. */
    byte[] context() {
        return window.clone();
    }

    byte[] inflate(byte[] payload) throws IOException {
        var out = new ByteArrayOutputStream(4 * payload.length + 64);
        try {
            inflate(payload, out);
            inflate(TAIL, out);
        } catch (DataFormatException e) {
            throw new IOException("a record cannot be inflated", e);
        }
        byte[] whole = out.toByteArray();
        window = whole.length >= WINDOW
                ? Arrays.copyOfRange(whole, whole.length - WINDOW, whole.length)
                : joined(window, whole);
        return whole;
    }

    private void inflate(byte[] deflated, ByteArrayOutputStream out) throws DataFormatException, IOException {
        inflater.setInput(deflated);
        for (int read = inflater.inflate(buffer); read > 0; read = inflater.inflate(buffer)) {
            out.write(buffer, 0, read);
            if (out.size() > TrailFrame.LARGEST) throw new IOException("a record is too large");
        }
        if (!inflater.needsInput()) throw new IOException("a record cannot be inflated");
    }

    private static byte[] joined(byte[] before, byte[] now) {
        int kept = Math.min(before.length, WINDOW - now.length);
        byte[] all = new byte[kept + now.length];
        System.arraycopy(before, before.length - kept, all, 0, kept);
        System.arraycopy(now, 0, all, kept, now.length);
        return all;
    }

    void close() {
        inflater.end();
    }
}
