package org.consentgateway.core.json;

import java.io.IOException;
import java.io.InputStream;

/** A content of which only its size is known. */
final class ForgottenContent implements Spool.Content {

    /** Beyond it whoever sends it does not end. */
    private static final long MOST = 4L << 30;

    private long size;

    @Override
    public void add(byte[] source, int from, int to) throws IOException {
        size += to - from;
        if (size > MOST) throw new IOException("a content without end");
    }

    @Override
    public boolean isKept() {
        return false;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream read() throws IOException {
        throw new IOException("the content was not kept");
    }

    @Override
    public void drop() {
        size = 0;
    }
}
