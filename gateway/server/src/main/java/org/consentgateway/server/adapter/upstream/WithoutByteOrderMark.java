package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** JSON without the byte order mark that some servers write before it. RFC 8259 8.1: it may be ignored. */
final class WithoutByteOrderMark extends InputStream {

    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream body;
    private byte[] first = {};
    private int taken;
    private boolean looked; // lazily: the constructor must not block

    WithoutByteOrderMark(InputStream body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!looked) look();
        if (taken == first.length) return body.read(into, offset, length);
        int count = Math.min(length, first.length - taken);
        System.arraycopy(first, taken, into, offset, count);
        taken += count;
        return count;
    }

    private void look() throws IOException {
        looked = true;
        byte[] start = body.readNBytes(MARK.length);
        if (!Arrays.equals(start, MARK)) first = start;
    }

    @Override
    public int available() throws IOException {
        return first.length - taken + body.available();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
