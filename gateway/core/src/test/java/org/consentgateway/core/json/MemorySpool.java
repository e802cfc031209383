package org.consentgateway.core.json;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A spool whose contents a test can look at. */
public final class MemorySpool implements Spool {

    private final List<ByteArrayOutputStream> contents = new ArrayList<>();
    private int read;
    private boolean closed;

    /** Contents that are kept. */
    public int kept() {
        return contents.size();
    }

    /** How often one was read. */
    public int read() {
        return read;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public Content begin() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        contents.add(bytes);
        return new Content() {
            @Override
            public void add(byte[] source, int from, int to) {
                bytes.write(source, from, to - from);
            }

            @Override
            public long size() {
                return bytes.size();
            }

            @Override
            public InputStream read() throws IOException {
                if (closed) throw new IOException("closed");
                read++;
                return new ByteArrayInputStream(bytes.toByteArray());
            }

            @Override
            public void drop() {
                contents.remove(bytes);
            }
        };
    }

    @Override
    public void close() {
        closed = true;
    }
}
