import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.client.UndertowClient;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * An open-loop generator: requests are due at fixed times whatever was answered, and a latency counts from when its request was due.
 *
 * <p>A generator that waits for answers asks less of a slow server, and so hides what its clients would see. Where no connection is
 * free and {@value #CONNECTIONS} are open, a request waits for one, and its latency grows. Everything is done by one I/O thread.
 */
final class Load {

    private static final int CONNECTIONS = 4_000;
    private static final int PATIENCE_SECONDS = 30; // for what was asked and is not yet answered at the end

    private final URI target;
    private final String authorization;
    private final int expected;
    private final XnioIoThread io;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
    private final Deque<ClientConnection> idle = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final List<Long> released = new ArrayList<>();
    private final List<Long> refused = new ArrayList<>();
    private final List<Long> late = new ArrayList<>();
    private final CountDownLatch open;
    private volatile long counted; // what was due earlier warms up
    private int connections;
    private int failed;

    private Load(URI target, String authorization, int expected, XnioIoThread io, int requests) {
        this.target = target;
        this.authorization = authorization;
        this.expected = expected;
        this.io = io;
        this.open = new CountDownLatch(requests);
    }

    /**
     * Arguments: the URL, the bearer token, the status that answers should have, requests a second, seconds to warm up, and seconds
     * that count.
     *
     * <p>Prints one line: answers of that status a second; p50, p90 and p99 of these in milliseconds; how many were 503 with Retry-After
     * instead, and p50 and p99 of these; how many had any other answer or none; by how much the generator itself was late, p99 in
     * milliseconds.
     */
    public static void main(String[] arguments) throws Exception {
        int expected = Integer.parseInt(arguments[2]);
        int rate = Integer.parseInt(arguments[3]);
        int warming = Integer.parseInt(arguments[4]);
        int seconds = Integer.parseInt(arguments[5]);
        XnioWorker worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        int requests = rate * (warming + seconds);
        Load load = new Load(URI.create(arguments[0]), "Bearer " + arguments[1], expected, worker.getIoThread(), requests);
        load.run(rate, requests, warming);
        boolean ended = load.open.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        CountDownLatch printed = new CountDownLatch(1);
        load.io.execute(() -> {
            load.print(seconds, ended ? 0 : load.open.getCount());
            printed.countDown();
        });
        printed.await();
        System.exit(0);
    }

    private void run(int rate, int requests, int warming) {
        long begun = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        counted = begun + TimeUnit.SECONDS.toNanos(warming);
        for (int i = 0; i < requests; i++) {
            long due = begun + i * TimeUnit.SECONDS.toNanos(1) / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) LockSupport.parkNanos(left);
            io.execute(() -> send(due));
        }
    }

    private void send(long due) {
        if (due >= counted) late.add(System.nanoTime() - due);
        waiting.add(due);
        next();
    }

    private void next() {
        while (!waiting.isEmpty() && !idle.isEmpty()) {
            ClientConnection connection = idle.pop();
            if (connection.isOpen()) ask(connection, waiting.poll());
            else connections--;
        }
        if (waiting.isEmpty() || connections >= CONNECTIONS) return;
        connections++;
        long due = waiting.poll();
        UndertowClient.getInstance()
                .connect(callback(null, connection -> ask(connection, due)), target, io, buffers, OptionMap.create(Options.TCP_NODELAY, true));
    }

    private void ask(ClientConnection connection, long due) {
        ClientRequest request = new ClientRequest()
                .setMethod(Methods.GET)
                .setProtocol(Protocols.HTTP_1_1)
                .setPath(target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()));
        request.getRequestHeaders().put(Headers.HOST, target.getAuthority()).put(Headers.AUTHORIZATION, authorization);
        connection.sendRequest(request, callback(connection, exchange -> {
            exchange.setResponseListener(callback(connection, answered -> drain(answered.getResponseChannel(), answered, due)));
            try {
                StreamSinkChannel body = exchange.getRequestChannel();
                body.shutdownWrites();
                if (!body.flush()) {
                    body.getWriteSetter().set(ChannelListeners.flushingChannelListener(null, null));
                    body.resumeWrites();
                }
            } catch (IOException e) {
                fail(connection);
            }
        }));
    }

    private void drain(StreamSourceChannel body, ClientExchange exchange, long due) {
        try {
            int read;
            do {
                scratch.clear();
                read = body.read(scratch);
            } while (read > 0);
            if (read < 0) {
                answered(exchange, due);
            } else {
                body.getReadSetter().set(more -> drain(more, exchange, due));
                body.resumeReads();
            }
        } catch (IOException e) {
            fail(exchange.getConnection());
        }
    }

    private void answered(ClientExchange exchange, long due) {
        long took = System.nanoTime() - due;
        ClientResponse response = exchange.getResponse();
        boolean retry = response.getResponseCode() == 503 && response.getResponseHeaders().contains(Headers.RETRY_AFTER);
        if (due >= counted) {
            if (response.getResponseCode() == expected) released.add(took);
            else if (retry) refused.add(took);
            else failed++;
        }
        open.countDown();
        if (exchange.getConnection().isOpen()) idle.push(exchange.getConnection());
        else connections--;
        io.execute(this::next);
    }

    /** What came to nothing counts as failed, and its connection, if there was one, is not used again. */
    private void fail(ClientConnection connection) {
        failed++;
        connections--;
        open.countDown();
        if (connection != null) IoUtils.safeClose(connection);
        io.execute(this::next);
    }

    private interface Then<T> {
        void accept(T result);
    }

    private <T> ClientCallback<T> callback(ClientConnection connection, Then<T> then) {
        return new ClientCallback<>() {
            @Override
            public void completed(T result) {
                then.accept(result);
            }

            @Override
            public void failed(IOException e) {
                fail(connection);
            }
        };
    }

    private void print(int seconds, long unanswered) {
        System.out.printf(
                "%.0f %.2f %.2f %.2f %d %.2f %.2f %d %.2f%n",
                (double) released.size() / seconds, at(released, 0.5), at(released, 0.9), at(released, 0.99),
                refused.size(), at(refused, 0.5), at(refused, 0.99), failed + unanswered, at(late, 0.99));
    }

    private static double at(List<Long> nanoseconds, double share) {
        if (nanoseconds.isEmpty()) return 0;
        Collections.sort(nanoseconds);
        return nanoseconds.get((int) Math.ceil(share * nanoseconds.size()) - 1) / 1e6;
    }
}
