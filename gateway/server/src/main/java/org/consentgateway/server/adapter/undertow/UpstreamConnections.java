package org.consentgateway.server.adapter.undertow;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.port.HttpTransport;
import org.consentgateway.server.port.HttpTransports;
import org.consentgateway.server.port.PeriodicTasks;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioIoThread;
import org.xnio.ssl.XnioSsl;

/**
 * The connections to one server. A request takes one that is kept, of its own thread where there is one, and gives it back
 * once its answer was read to the end; nothing is pipelined.
 */
final class UpstreamConnections implements HttpTransport {

    /** So long a connection is kept that nobody uses: not as long as servers keep theirs. */
    private static final long KEPT = TimeUnit.SECONDS.toNanos(15);

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final OptionMap OPTIONS =
            OptionMap.create(Options.TCP_NODELAY, true, UndertowOptions.ENABLE_STATISTICS, true); // how long a head is

    private final IoThreads threads;
    private final HttpTransports.Destination server;
    private final URI connected;
    private final Optional<XnioSsl> tls;
    private final Map<XnioIoThread, ConcurrentLinkedDeque<Kept>> kept = new ConcurrentHashMap<>();
    private final Set<UpstreamExchange> waiting = ConcurrentHashMap.newKeySet();

    UpstreamConnections(IoThreads threads, HttpTransports.Destination server) {
        this.threads = threads;
        this.server = server;
        boolean secured = "https".equals(server.base().getScheme());
        this.tls = secured ? Optional.of(UpstreamTls.of(threads, server)) : Optional.empty();
        this.connected = opened(
                secured
                        ? server.base()
                        : server.proxy().map(UpstreamTls::address).orElse(server.base()));
        var unused = PeriodicTasks.every(threads.clock(), "upstream connections", LOOK, LOOK, this::look);
    }

    /** The address in the form by which {@link WatchedOpening} is asked for a connection, in clear too. */
    private static URI opened(URI server) {
        int usual = "https".equals(server.getScheme()) ? 443 : 80;
        int port = server.getPort() < 0 ? usual : server.getPort();
        return URI.create("https://" + server.getHost() + ":" + port);
    }

    /** A connection at rest. */
    private record Kept(UpstreamConnection connection, long since) {}

    @Override
    public CompletionStage<Answer> send(Outgoing request) {
        UpstreamExchange exchange = new UpstreamExchange(this, server, request);
        waiting.add(exchange);
        Optional<UpstreamConnection> free = free();
        if (free.isPresent()) exchange.on(free.get(), true);
        else connect(exchange);
        return exchange.answer();
    }

    /** The exchange got its answer, or none. */
    void ended(UpstreamExchange exchange) {
        waiting.remove(exchange);
    }

    /**
     * Takes back a connection whose answer was read to its end. INVARIANT: not before its thread has come round to it:
     * where bytes came behind the answer Undertow closes it there, and they are the answer to nothing.
     */
    void keep(UpstreamConnection connection) {
        connection.thread().execute(() -> {
            if (connection.isClean())
                kept.computeIfAbsent(connection.thread(), fresh -> new ConcurrentLinkedDeque<>())
                        .addFirst(new Kept(connection, System.nanoTime()));
            else connection.drop();
        });
    }

    /** One of the calling thread if it can be, so that nothing has to be handed over. */
    private Optional<UpstreamConnection> free() {
        XnioIoThread own = XnioIoThread.currentThread();
        if (own != null) {
            Optional<UpstreamConnection> mine = first(kept.get(own));
            if (mine.isPresent()) return mine;
        }
        for (ConcurrentLinkedDeque<Kept> others : kept.values()) {
            Optional<UpstreamConnection> other = first(others);
            if (other.isPresent()) return other;
        }
        return Optional.empty();
    }

    private static Optional<UpstreamConnection> first(@Nullable ConcurrentLinkedDeque<Kept> some) {
        if (some == null) return Optional.empty();
        for (Kept one = some.pollFirst(); one != null; one = some.pollFirst())
            if (one.connection().isOpen()) return Optional.of(one.connection());
        return Optional.empty();
    }

    /** Begins a connection for the exchange. */
    void connect(UpstreamExchange exchange) {
        XnioIoThread own = XnioIoThread.currentThread();
        XnioIoThread thread = own == null ? threads.worker().getIoThread() : own;
        threads.connecting().execute(() -> {
            try {
                resolved();
                WatchedOpening opening = new WatchedOpening(threads, UpstreamTls.usual(), tls);
                UndertowClient.getInstance()
                        .connect(
                                new Connected(exchange, opening),
                                connected,
                                thread,
                                opening,
                                threads.buffers(),
                                OPTIONS);
            } catch (IOException e) {
                exchange.failed(e);
            } catch (RuntimeException e) {
                exchange.failed(new IOException(e));
            }
        });
    }

    /** A name that stands for no address is a server that takes no connection. */
    private void resolved() throws ConnectException {
        String host = server.proxy()
                .map(InetSocketAddress::getHostString)
                .orElse(server.base().getHost());
        try {
            var unused = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            ConnectException unconnected = new ConnectException("no such host");
            unconnected.initCause(e);
            throw unconnected;
        }
    }

    private static final class Connected implements ClientCallback<ClientConnection> {
        private final UpstreamExchange exchange;
        private final WatchedOpening opening;

        Connected(UpstreamExchange exchange, WatchedOpening opening) {
            this.exchange = exchange;
            this.opening = opening;
        }

        @Override
        public void completed(ClientConnection connection) {
            exchange.on(new UpstreamConnection(connection, opening.answers().orElseThrow()), false);
        }

        @Override
        public void failed(IOException e) {
            exchange.failed(e);
        }
    }

    /** Ends what takes too long, and what is kept for nothing. */
    private void look() {
        long now = System.nanoTime();
        waiting.forEach(exchange -> exchange.look(now));
        for (ConcurrentLinkedDeque<Kept> some : kept.values()) {
            some.removeIf(one -> {
                boolean old = now - one.since() > KEPT;
                if (old) one.connection().drop();
                return old || !one.connection().isOpen();
            });
        }
    }
}
