package org.consentgateway.core.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The bytes of a document as they come, a part of them in memory. */
final class ByteSource implements Closeable {

    private static final int SIZE = 16 * 1024;

    private final InputStream source;
    private long budget;
    private long gone; // bytes before those in memory

    /** What is in memory; it is valid from {@link #at} to {@link #limit}. */
    byte[] bytes = new byte[SIZE];

    int at;
    int limit;

    /** @param budget bytes that the document may have, beside those that are {@link #passed} */
    ByteSource(InputStream source, long budget) {
        this.source = source;
        this.budget = budget;
    }

    /** Reads on; what stands from {@code keep} stays, and stands from 0 then. False at the end. */
    boolean more(int keep) throws IOException, MalformedJson {
        int kept = limit - keep;
        if (kept == bytes.length) bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, keep, bytes, 0, kept);
        gone += keep;
        at -= keep;
        limit = kept;
        int read = source.read(bytes, limit, bytes.length - limit);
        if (read == 0) read = one(); // some streams give nothing at times
        if (read < 0) return false;
        if (gone + limit == 0 && read > 0 && (bytes[0] & 0xFF) == 0xEF) throw new MalformedJson("a byte order mark");
        limit += read;
        if (gone + limit > budget) throw new MalformedJson("the document is too long");
        return true;
    }

    /** So many bytes of the document are kept elsewhere: they do not count. */
    void passed(int some) {
        budget += some;
    }

    private int one() throws IOException {
        int octet = source.read();
        bytes[limit] = (byte) octet;
        return octet < 0 ? -1 : 1;
    }

    /** Bytes of the document before {@link #at}. */
    long position() {
        return gone + at;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
