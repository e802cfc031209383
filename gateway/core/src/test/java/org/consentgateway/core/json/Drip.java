package org.consentgateway.core.json;

import java.io.InputStream;

/** Gives at most so many bytes at a read. */
public final class Drip extends InputStream {

    private final byte[] source;
    private final int size;
    private int at;

    public Drip(byte[] source, int size) {
        this.source = source;
        this.size = size;
    }

    @Override
    public int read() {
        return at < source.length ? source[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) return 0;
        if (at >= source.length) return -1;
        int count = Math.min(Math.min(size, length), source.length - at);
        System.arraycopy(source, at, buffer, offset, count);
        at += count;
        return count;
    }
}
