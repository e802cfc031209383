package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.XnioExecutor;

/**
 * The body of an answer, its head being set. A small one that is closed before it was flushed, such as a refusal, leaves as
 * a whole on the connection's thread, so that its worker neither waits for the socket nor meets the next request of the
 * connection. One that is flushed, as what was released is, or that grows longer, flows from the worker.
 */
final class AnswerStream extends OutputStream {

    private static final int SMALL = 16 * 1024;
    private static final int USUAL = 4 * 1024;

    private final HttpServerExchange exchange;
    private final SlowReaders slow;
    private final ByteArrayOutputStream small = new ByteArrayOutputStream(USUAL);
    private volatile @Nullable OutputStream flowing;
    private volatile boolean closed;

    /** @param slow ends the write of one that flows and is not taken */
    AnswerStream(HttpServerExchange exchange, SlowReaders slow) {
        this.exchange = exchange;
        this.slow = slow;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (flowing == null && small.size() + length <= SMALL) small.write(bytes, offset, length);
        else flow().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        flow().flush();
    }

    /** Whether some of it is on its way: until then another answer may be given. */
    boolean hasLeft() {
        return flowing != null || closed;
    }

    private OutputStream flow() throws IOException {
        OutputStream begun = flowing;
        if (begun != null) return begun;
        exchange.startBlocking();
        // until it is ended, whoever closes the connection resets it
        aborts(exchange, true);
        OutputStream flow = slow.watch(exchange.getOutputStream());
        flowing = flow;
        small.writeTo(flow);
        return flow;
    }

    /** Ends it politely. */
    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        OutputStream flow = flowing;
        if (flow == null) {
            leave();
            return;
        }
        try {
            aborts(exchange, false);
        } finally {
            flow.close();
        }
    }

    private void leave() throws IOException {
        if (!exchange.getConnection().isOpen()) throw new IOException("the client has gone");
        ByteBuffer whole = ByteBuffer.wrap(small.toByteArray());
        exchange.setResponseContentLength(whole.remaining());
        exchange.getIoThread().execute(() -> {
            if (exchange.isComplete()) return;
            exchange.getResponseSender().send(whole);
            if (!exchange.isComplete()) await();
        });
    }

    /** A client that takes nothing for too long is not waited for. */
    private void await() {
        XnioExecutor.Key late = exchange.getIoThread()
                .executeAfter(
                        () -> {
                            if (!exchange.isComplete()) reset(exchange);
                        },
                        Listener.PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
        exchange.addExchangeCompleteListener((ended, next) -> {
            late.remove();
            next.proceed();
        });
    }

    /**
     * Breaks the connection. {@code endExchange()} would end a partial answer politely, and a close alone leaves what is in the
     * socket's buffer to be read for as long as the client likes.
     */
    static void reset(HttpServerExchange exchange) {
        try {
            aborts(exchange, true);
        } catch (IOException e) {
            // already closed
        }
        IoUtils.safeClose(exchange.getConnection());
    }

    /** Whether closing the connection resets it. */
    private static void aborts(HttpServerExchange exchange, boolean abort) throws IOException {
        exchange.getConnection().setOption(Options.CLOSE_ABORT, abort);
    }
}
