package org.consentgateway.core.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The string that is being read, as far as it lies in a {@link Spool}. */
final class SpooledToken {

    private final Spool spool;
    private Optional<Spool.Content> content = Optional.empty();
    private boolean allowed;

    SpooledToken(Spool spool) {
        this.spool = spool;
    }

    /** @param fits whether the strings that follow may be kept in the spool */
    void allow(boolean fits) {
        allowed = fits && spool.takesIn();
    }

    void begin() {
        content = Optional.empty();
    }

    /** Whether a string of so many bytes is to be taken in here. */
    boolean takes(long length, byte[] bytes, int size) {
        return allowed && content.isEmpty() && length >= Spool.LONG && Spool.isBase64(bytes, 0, size);
    }

    void open() throws IOException {
        content = Optional.of(spool.begin());
    }

    boolean isOpen() {
        return content.isPresent();
    }

    /** The string, once all of it was read; empty where it is in memory. */
    Optional<Spool.Content> content() {
        return content;
    }

    /** Adds what the source has there, as it is written; false where it is no base64. */
    boolean add(byte[] source, int from, int to) throws IOException {
        if (!Spool.isBase64(source, from, to)) return false;
        Spool.Content target = content.orElseThrow();
        int begin = from;
        int i = from;
        while (i < to) {
            boolean escape = source[i] == '\\';
            if (escape && source[i + 1] == '/') {
                target.add(source, begin, i);
                begin = i + 1;
            }
            i += escape ? 2 : 1;
        }
        target.add(source, begin, to);
        return true;
    }

    /** Takes it back into memory; empty where it does not fit, or was not kept. */
    Optional<byte[]> back(int most) throws IOException {
        Spool.Content all = content.orElseThrow();
        Optional<byte[]> bytes = Optional.empty();
        if (all.isKept() && all.size() <= most)
            try (InputStream in = all.read()) {
                bytes = Optional.of(in.readAllBytes());
            }
        all.drop();
        content = Optional.empty();
        allowed = false;
        return bytes;
    }
}
