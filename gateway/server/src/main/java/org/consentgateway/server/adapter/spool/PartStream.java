package org.consentgateway.server.adapter.spool;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;

/** Reads a part of a file, deciphered. */
final class PartStream extends InputStream {

    private static final int STAGE = 16 * 1024;

    private final FileChannel channel;
    private final Cipher cipher;
    private final byte[] plain = new byte[STAGE];
    private final ByteBuffer hidden = ByteBuffer.allocate(STAGE);
    private long position;
    private long left;
    private int at;
    private int limit;

    /** @param cipher of a mode that gives as many bytes as it takes */
    PartStream(FileChannel channel, long begin, long size, Cipher cipher) {
        this.channel = channel;
        this.cipher = cipher;
        this.position = begin;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        return at < limit || more() ? plain[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (at == limit && !more()) return -1;
        int some = Math.min(length, limit - at);
        System.arraycopy(plain, at, target, offset, some);
        at += some;
        return some;
    }

    private boolean more() throws IOException {
        if (left == 0) return false;
        hidden.clear().limit((int) Math.min(STAGE, left));
        int read = channel.read(hidden, position);
        if (read <= 0) throw new EOFException("the spool is cut");
        position += read;
        left -= read;
        try {
            limit = cipher.update(hidden.array(), 0, read, plain, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a stream cipher gives what it takes", e);
        }
        at = 0;
        return limit > 0 || more();
    }
}
