package org.consentgateway.server.adapter.undertow;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.connector.ByteBufferPool;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/** One connection to a server, with at most one request under way. */
final class UpstreamConnection {

    private final ClientConnection connection;
    private final InterimAnswers answers;
    private volatile boolean writing;
    private volatile long before;

    /**
     * @param connection Undertow's own, used from its thread
     * @param answers    looks at what is read of it
     */
    UpstreamConnection(ClientConnection connection, InterimAnswers answers) {
        this.connection = connection;
        this.answers = answers;
    }

    ByteBufferPool buffers() {
        return connection.getBufferPool();
    }

    XnioIoThread thread() {
        return connection.getIoThread();
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** A request goes out; what is read from now on is its answer. */
    void begin() {
        before = connection.getStatistics().getRead();
    }

    /**
     * Whether nothing is there that was sent before the request, and would be taken for its answer. To be called on the
     * connection's own thread.
     */
    boolean isSilent() {
        return answers.isSilent();
    }

    /** Sends the request that begins; on the connection's own thread. */
    void send(ClientRequest request, ClientCallback<ClientExchange> sent) {
        answers.begin();
        connection.sendRequest(request, sent);
    }

    /** Bytes read of the answer so far; a number that a longer one may wrap round. */
    int read() {
        return (int) (connection.getStatistics().getRead() - before);
    }

    /** Whether a body is on its way. */
    void writes(boolean begun) {
        writing = begun;
    }

    /** Whether it may be used again: it stands, and the request left whole. */
    boolean isClean() {
        return connection.isOpen() && !writing;
    }

    /** Runs on the connection's own thread, at once where that is the caller's. */
    void run(Runnable task) {
        if (XnioIoThread.currentThread() == thread()) task.run();
        else thread().execute(task);
    }

    /** Closes it, whatever is under way. */
    void drop() {
        run(() -> IoUtils.safeClose(connection));
    }
}
