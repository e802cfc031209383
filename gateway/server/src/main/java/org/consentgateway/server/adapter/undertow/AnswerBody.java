package org.consentgateway.server.adapter.undertow;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of an answer. What came with the head is taken by the thread of the connection, so that a small answer is whole
 * before anyone reads it; the rest is read from the socket as fast as the reader reads.
 */
final class AnswerBody extends InputStream {

    private static final int AHEAD = 32 * 1024;
    /** Times the longest wait for the next bytes, in all: a server that sends a byte each time holds no worker for ever. */
    private static final int WAITS = 20;

    private static final byte[] NOTHING = {};

    private final StreamSourceChannel channel;
    private final UpstreamConnection connection;
    private final UpstreamConnections connections;
    private final long patience;
    private long waited;
    private byte[] ahead = NOTHING;
    private int taken;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException cut;

    /** @param patience longest wait for the next bytes */
    AnswerBody(
            StreamSourceChannel channel,
            UpstreamConnection connection,
            UpstreamConnections connections,
            Duration patience) {
        this.channel = channel;
        this.connection = connection;
        this.connections = connections;
        this.patience = patience.toNanos();
    }

    /** Takes what is there, a little at most; never waits. */
    void readAhead() {
        takeAhead();
        if (ended) giveBack();
    }

    private void takeAhead() {
        try (PooledByteBuffer pooled = connection.buffers().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            while (ahead.length < AHEAD) {
                int count = channel.read(buffer.clear());
                if (count < 0) end();
                if (count <= 0) break;
                int before = ahead.length;
                ahead = Arrays.copyOf(ahead, before + count);
                buffer.flip().get(ahead, before, count);
            }
        } catch (IOException e) {
            cut(e);
        }
    }

    /** Takes it as empty; the connection is kept where it is so by its head too. */
    void passOver() {
        takeAhead();
        boolean empty = ended && ahead.length == 0;
        ahead = NOTHING;
        cut = null;
        end();
        if (empty) giveBack();
        else close();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (taken < ahead.length) {
            int count = Math.min(length, ahead.length - taken);
            System.arraycopy(ahead, taken, into, offset, count);
            taken += count;
            return count;
        }
        if (cut != null) throw new IOException("the answer was cut", cut);
        if (ended) return -1;
        if (closed) throw new IOException("closed");
        try {
            int count = next(ByteBuffer.wrap(into, offset, length));
            if (count >= 0) return count;
        } catch (IOException e) {
            cut(e);
            throw e;
        }
        end();
        giveBack();
        return -1;
    }

    private int next(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        if (count != 0) return count;
        long began = System.nanoTime();
        long longest = Math.min(patience, WAITS * patience - waited);
        while (count == 0) {
            long left = longest - (System.nanoTime() - began);
            if (left <= 0) throw new HttpTimeoutException("no bytes in time");
            channel.awaitReadable(left, TimeUnit.NANOSECONDS);
            count = channel.read(into);
        }
        waited += System.nanoTime() - began;
        return count;
    }

    @Override
    public int available() {
        return ahead.length - taken;
    }

    private void end() {
        ended = true;
    }

    private void cut(IOException e) {
        cut = e;
        closed = true;
        connection.drop();
    }

    private void giveBack() {
        if (closed) return;
        closed = true;
        connections.keep(connection);
    }

    /** Drops the connection unless the body ended. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        connection.drop();
    }
}
