package org.consentgateway.core.json;

import java.io.IOException;
import java.io.InputStream;

/** A content of which only its size is known. */
final class ForgottenContent implements Spool.Content {

    private long size;

    @Override
    public void add(byte[] source, int from, int to) {
        size += to - from;
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
