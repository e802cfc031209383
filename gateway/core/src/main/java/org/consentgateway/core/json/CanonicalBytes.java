package org.consentgateway.core.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * What was read, in the one form in which {@link JsonWriter} writes it: so that what nobody changed is copied. Of a value
 * that is larger than some it is not kept.
 */
final class CanonicalBytes {

    private static final int MOST = 1024 * 1024;

    private byte[] bytes;
    private int size;
    private boolean whole = true;

    CanonicalBytes(int expected) {
        bytes = new byte[expected];
    }

    void add(char ascii) {
        if (!room(1)) return;
        bytes[size++] = (byte) ascii;
    }

    void add(byte[] source, int from, int to) {
        if (!room(to - from)) return;
        System.arraycopy(source, from, bytes, size, to - from);
        size += to - from;
    }

    /** Adds what stands between quotes, with the quotes. */
    void addQuoted(byte[] source, int from, int to) {
        int more = to - from;
        if (!room(more + 2)) return;
        bytes[size] = '"';
        System.arraycopy(source, from, bytes, size + 1, more);
        size += more + 2;
        bytes[size - 1] = '"';
    }

    /** Adds text that is ASCII. */
    void add(String ascii) {
        int more = ascii.length();
        if (!room(more)) return;
        for (int i = 0; i < more; i++) bytes[size + i] = (byte) ascii.charAt(i);
        size += more;
    }

    /** Something is not added. */
    void lose() {
        whole = false;
        bytes = new byte[0];
    }

    private boolean room(int more) {
        if (!whole) return false;
        if (size + more > MOST) {
            lose();
            return false;
        }
        if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        return true;
    }

    /** Where the next byte comes to stand. */
    int size() {
        return size;
    }

    /** Whether all that was added is here. */
    boolean isWhole() {
        return whole;
    }

    void writeTo(OutputStream target, int from, int to) throws IOException {
        target.write(bytes, from, to - from);
    }
}
