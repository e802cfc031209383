package org.consentgateway.server.edge;

import io.undertow.Undertow;
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
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/**
 * The socket: strict HTTP/1.1, bounded in every direction. It reads a request whole, checks its framing, and hands it on;
 * it never decodes a path.
 */
public final class Listener {

    static final int MAX_ENTITY = 10 << 20;
    // the last three are what a client lists that offers HTTP/2 in clear or takes trailers: neither is taken up
    private static final Set<String> CONNECTION = Set.of("close", "keep-alive", "", "upgrade", "http2-settings", "te");
    private static final List<HttpString> OVERRIDES = List.of(
            new HttpString("X-HTTP-Method-Override"),
            new HttpString("X-HTTP-Method"),
            new HttpString("X-Method-Override"));

    private final Undertow undertow;
    private final GracefulShutdownHandler graceful;

    /**
     * @param host    address to bind
     * @param port    port, 0 for any
     * @param tls     server TLS, null for plain HTTP
     * @param clientCertificates whether a client certificate is asked for
     * @param next    what a well-framed request is handed to, with its entity
     */
    Listener(
            String host,
            int port,
            @Nullable SSLContext tls,
            boolean clientCertificates,
            BiConsumer<HttpServerExchange, byte[]> next) {
        this.graceful = new GracefulShutdownHandler(framing(next));
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerThreads(2) // our own workers do what blocks
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 32 * 1024)
                .setServerOption(UndertowOptions.MAX_HEADERS, 100)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, 256)
                .setServerOption(UndertowOptions.MAX_COOKIES, 10)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) MAX_ENTITY)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 5_000)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, 60_000)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, false)
                .setServerOption(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, false)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
                .setSocketOption(Options.READ_TIMEOUT, 30_000)
                .setSocketOption(Options.WRITE_TIMEOUT, 30_000)
                .setHandler(graceful);
        if (tls == null) {
            builder.addHttpListener(port, host);
        } else {
            builder.addHttpsListener(port, host, tls);
            builder.setSocketOption(
                    Options.SSL_CLIENT_AUTH_MODE,
                    clientCertificates ? SslClientAuthMode.REQUESTED : SslClientAuthMode.NOT_REQUESTED);
        }
        this.undertow = builder.build();
    }

    void start() {
        undertow.start();
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    /** Takes no new request, lets the answers in flight end within the time, then closes. */
    void stop(Duration grace) {
        graceful.shutdown();
        try {
            graceful.awaitShutdown(grace.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        undertow.stop();
    }

    private static HttpHandler framing(BiConsumer<HttpServerExchange, byte[]> next) {
        return exchange -> {
            Optional<Integer> refused = misframed(exchange);
            if (refused.isPresent()) {
                exchange.setPersistent(false);
                Replies.refuse(exchange, refused.get());
                return;
            }
            exchange.getRequestReceiver()
                    .receiveFullBytes(
                            (whole, entity) ->
                                    whole.dispatch(SameThreadExecutor.INSTANCE, () -> next.accept(whole, entity)),
                            (broken, failure) -> {
                                // a body that is too large, too slow or badly chunked: nothing of it was used
                                broken.setPersistent(false);
                                Replies.refuse(
                                        broken,
                                        failure instanceof io.undertow.server.RequestTooBigException ? 413 : 400);
                            });
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
        // RFC 9110 7.8: an offer that a server may leave aside; any other protocol is refused
        if (headers.contains(Headers.UPGRADE)
                && !headers.getFirst(Headers.UPGRADE).equalsIgnoreCase("h2c")) return Optional.of(400);
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
