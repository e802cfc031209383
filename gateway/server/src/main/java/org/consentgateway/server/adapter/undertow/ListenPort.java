package org.consentgateway.server.adapter.undertow;

import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import javax.net.ssl.SSLContext;
import org.consentgateway.server.port.PeriodicTasks;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/**
 * The listening port: what {@link io.undertow.Undertow} sets up for HTTP/1.1, with {@link StrictBytes} between the socket
 * and Undertow's parser, for which it has no place.
 */
final class ListenPort {

    /** Connections that may wait to be accepted, as long as the system lets them: a burst is no reason to try again. */
    private static final int BACKLOG = 4_096;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final IoThreads threads;
    private final InetSocketAddress address;
    private final Optional<SSLContext> tls;
    private final Connections connections;
    private final HttpHandler handler;
    private final OptionMap server;
    private final OptionMap socket;
    private @Nullable ScheduledFuture<?> looking;
    private @Nullable AcceptingChannel<? extends StreamConnection> accepting;

    /**
     * @param threads     what moves the bytes
     * @param connections those that are open
     * @param server Undertow's own options
     * @param socket options of the sockets
     */
    ListenPort(
            IoThreads threads,
            InetSocketAddress address,
            Optional<SSLContext> tls,
            Connections connections,
            HttpHandler handler,
            OptionMap server,
            OptionMap socket) {
        this.threads = threads;
        this.address = address;
        this.tls = tls;
        this.connections = connections;
        this.handler = handler;
        this.server = server;
        this.socket = OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BALANCING_TOKENS, 1)
                .set(Options.BALANCING_CONNECTIONS, 2)
                .set(Options.BACKLOG, BACKLOG)
                .addAll(socket)
                .getMap();
    }

    void open() {
        try {
            HttpOpenListener http = new HttpOpenListener(threads.buffers(), options(server));
            http.setRootHandler(handler);
            ChannelListener<AcceptingChannel<StreamConnection>> accept =
                    ChannelListeners.openListenerAdapter(connection -> {
                        if (!connections.take(connection, StrictBytes.guard(connection))) {
                            IoUtils.safeClose(connection);
                            return;
                        }
                        http.handleEvent(connection);
                        connections.watch(connection);
                    });
            accepting = tls.isPresent()
                    ? secured(tls.get(), accept)
                    : threads.worker().createStreamConnectionServer(address, accept, socket);
            accepting.resumeAccepts();
            looking = PeriodicTasks.every(threads.clock(), "connections", LOOK, LOOK, connections::look);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port `" + address.getPort() + "`", e);
        }
    }

    private static OptionMap options(OptionMap given) {
        return OptionMap.builder()
                .addAll(given)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .getMap();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Undertow's own signature: an SslConnection is a StreamConnection
    private AcceptingChannel<? extends StreamConnection> secured(
            SSLContext context, ChannelListener<AcceptingChannel<StreamConnection>> accept) throws IOException {
        UndertowXnioSsl ssl =
                new UndertowXnioSsl(threads.xnio(), OptionMap.create(Options.USE_DIRECT_BUFFERS, true), context);
        return ssl.createSslConnectionServer(threads.worker(), address, (ChannelListener) accept, socket);
    }

    /** The port that was bound. */
    int number() {
        if (accepting == null) throw new IllegalStateException("not open");
        return ((InetSocketAddress) accepting.getLocalAddress()).getPort();
    }

    void close() {
        IoUtils.safeClose(accepting);
        if (looking != null) looking.cancel(false);
        connections.close();
    }
}
