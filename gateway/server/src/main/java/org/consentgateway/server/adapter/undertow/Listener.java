package org.consentgateway.server.adapter.undertow;

import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import io.undertow.util.SameThreadExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.xnio.OptionMap;
import org.xnio.Options;

/**
 * The socket: strict HTTP/1.1, bounded in every direction. It reads the head of a request, checks its framing, and hands it
 * on with its body unread; it never decodes a path.
 */
public final class Listener {

    static final int MAX_ENTITY = 10 << 20;
    /** How long a read or a write may wait for the client. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    // the last three are what a client lists that offers HTTP/2 in clear or takes trailers: neither is taken up
    private static final Set<String> CONNECTION = Set.of("close", "keep-alive", "", "upgrade", "http2-settings", "te");
    private static final List<HttpString> OVERRIDES = List.of(
            new HttpString("X-HTTP-Method-Override"),
            new HttpString("X-HTTP-Method"),
            new HttpString("X-Method-Override"));

    private final ListenPort port;
    private final GracefulShutdownHandler graceful;
    private volatile boolean stopping;

    /**
     * @param threads what moves the bytes
     * @param host    address to bind
     * @param port    port, 0 for any
     * @param tls     empty for plain HTTP
     * @param origins whose web apps may call from a browser
     * @param connections those of the port
     * @param next    what a well-framed request is handed to; nothing of its body is read yet
     */
    Listener(
            IoThreads threads,
            String host,
            int port,
            Optional<ServerTls> tls,
            Origins origins,
            Connections connections,
            Consumer<HttpServerExchange> next) {
        this.graceful = new GracefulShutdownHandler(framing(origins, next));
        OptionMap server = OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, 32 * 1024)
                .set(UndertowOptions.MAX_HEADERS, 100)
                .set(UndertowOptions.MAX_PARAMETERS, 256)
                .set(UndertowOptions.MAX_COOKIES, 10)
                .set(UndertowOptions.MAX_ENTITY_SIZE, (long) MAX_ENTITY)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, 5_000)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
                .set(UndertowOptions.IDLE_TIMEOUT, 60_000)
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true) // browsers send `|` bare; ours refuses
                .set(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, false)
                .set(UndertowOptions.ALWAYS_SET_DATE, true)
                .getMap();
        OptionMap.Builder socket = OptionMap.builder().set(Options.READ_TIMEOUT, Math.toIntExact(PATIENCE.toMillis()));
        tls.ifPresent(secured -> socket.set(Options.SSL_CLIENT_AUTH_MODE, secured.clients().mode));
        this.port = new ListenPort(
                threads,
                new InetSocketAddress(host, port),
                tls.map(ServerTls::context),
                connections,
                this::admit,
                server,
                socket.getMap());
    }

    void start() {
        port.open();
    }

    int port() {
        return port.number();
    }

    /** Whether new requests are taken. */
    boolean taking() {
        return !stopping;
    }

    private void admit(HttpServerExchange exchange) throws Exception {
        if (!stopping) {
            graceful.handleRequest(exchange);
            return;
        }
        exchange.setPersistent(false);
        Replies.refuse(exchange, 503);
    }

    /** Takes no new request, lets the answers in flight end within the time, then closes. */
    void stop(Duration grace) {
        stopping = true;
        graceful.shutdown();
        try {
            graceful.awaitShutdown(grace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.close();
    }

    private static HttpHandler framing(Origins origins, Consumer<HttpServerExchange> next) {
        return exchange -> {
            origins.admit(exchange);
            Optional<Integer> refused = misframed(exchange);
            if (refused.isPresent()) {
                exchange.setPersistent(false);
                Replies.refuse(exchange, refused.get());
                return;
            }
            if (origins.answered(exchange)) return;
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> next.accept(exchange));
        };
    }

    /** The status for a request whose framing allows two readings, empty for a sound one. RFC 9112 6, 7, 9. */
    private static Optional<Integer> misframed(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        boolean http11 = exchange.getProtocol().equals(Protocols.HTTP_1_1);
        if (!http11 && !exchange.getProtocol().equals(Protocols.HTTP_1_0)) return Optional.of(400);
        if (exchange.isHostIncludedInRequestURI()) return Optional.of(400);
        if (headers.count(Headers.HOST) > 1) return Optional.of(400);
        if (headers.contains(Headers.TRANSFER_ENCODING)) {
            boolean chunked = http11
                    && headers.count(Headers.TRANSFER_ENCODING) == 1
                    && headers.getFirst(Headers.TRANSFER_ENCODING).equalsIgnoreCase("chunked");
            if (!chunked || headers.contains(Headers.CONTENT_LENGTH)) return Optional.of(400);
        }
        for (HttpString override : OVERRIDES) if (headers.contains(override)) return Optional.of(400);
        if (headers.contains(Headers.EXPECT)
                && !headers.getFirst(Headers.EXPECT).equalsIgnoreCase("100-continue")) return Optional.of(400);
        if (headers.contains(Headers.CONNECTION)) {
            for (String value : headers.get(Headers.CONNECTION))
                for (String option : value.split(",", -1))
                    if (!CONNECTION.contains(option.strip().toLowerCase(Locale.ROOT))) return Optional.of(400);
        }
        if (exchange.getRequestContentLength() > MAX_ENTITY) return Optional.of(413);
        return Optional.empty();
    }
}
