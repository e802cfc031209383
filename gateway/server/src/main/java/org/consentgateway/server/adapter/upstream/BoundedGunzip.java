package org.consentgateway.server.adapter.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Inflates gzip within a bound: a ratio of 100 above the first MiB, so that a bomb ends as a fault. */
final class BoundedGunzip extends InputStream {

    private static final long FREE = 1 << 20;
    private static final long RATIO = 100;

    private final Counted compressed;
    private final InputStream source;
    private GZIPInputStream inflated;
    private long out;

    @SuppressWarnings("NullAway.Init") // the gzip header is read lazily: the constructor must not block
    BoundedGunzip(InputStream source) {
        this.source = source;
        this.compressed = new Counted(source);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (inflated == null) inflated = new GZIPInputStream(compressed, 8192);
        int n = inflated.read(buffer, offset, length);
        if (n > 0) out += n;
        if (out > FREE && out > compressed.count * RATIO) throw new IOException("compressed body expands too far");
        return n;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) count++;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) count += n;
            return n;
        }
    }
}
