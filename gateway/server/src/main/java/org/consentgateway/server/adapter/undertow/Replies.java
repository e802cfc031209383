package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Reply;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/** Writes answers: only these headers, no others, whatever the EHR sent. */
final class Replies {

    static final HttpString REQUEST_ID = new HttpString("X-Request-Id");
    private static final HttpString NOSNIFF = new HttpString("X-Content-Type-Options");
    private static final AttachmentKey<AtomicBoolean> GONE = AttachmentKey.create(AtomicBoolean.class);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Set<String> OWN = Set.of(
            "Content-Type",
            "ETag",
            "Location",
            "Content-Location",
            "WWW-Authenticate",
            "Retry-After",
            "Allow",
            "Content-Disposition",
            "Content-Security-Policy",
            // of pages for people
            "Referrer-Policy",
            "X-Frame-Options",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "Cache-Control"); // of what is open to anyone; all else is `no-store`

    private Replies() {}

    /** An answer to a request that was not even read. */
    static void refuse(HttpServerExchange exchange, int status) {
        head(exchange, RequestIds.next(), status, Map.of("Content-Type", "application/fhir+json;charset=utf-8"));
        send(exchange, JsonWriter.bytes(Outcomes.of(status).toJson()));
    }

    static void refuse(HttpServerExchange exchange, String id, int status, Map<String, String> headers, byte[] body) {
        head(exchange, id, status, headers);
        send(exchange, body);
    }

    private static void send(HttpServerExchange exchange, byte[] body) {
        if (!exchange.isRequestComplete()) leaveUnread(exchange);
        exchange.setResponseContentLength(body.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    /**
     * What is left of the body is not waited for. RFC 9112 9.6: what comes for a moment is passed over, so that the client
     * can read the answer, then the connection is closed.
     */
    private static void leaveUnread(HttpServerExchange exchange) {
        exchange.setPersistent(false);
        var unused = exchange.getIoThread()
                .executeAfter(
                        () -> IoUtils.safeClose(exchange.getConnection()), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    static void head(HttpServerExchange exchange, String id, int status, Map<String, String> headers) {
        exchange.setStatusCode(status);
        HeaderMap out = exchange.getResponseHeaders();
        OWN.forEach(out::remove); // of an answer that was begun, and of which nothing left
        out.put(REQUEST_ID, id);
        out.put(Headers.CACHE_CONTROL, "no-store");
        out.put(NOSNIFF, "nosniff");
        headers.forEach((name, value) -> {
            if (!OWN.contains(name)) throw new IllegalArgumentException("not a header of ours: `" + name + "`");
            out.put(new HttpString(name), value);
        });
    }

    static Optional<InetAddress> client(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getConnection().getPeerAddress(InetSocketAddress.class))
                .map(InetSocketAddress::getAddress);
    }

    /** The client has closed while its request was under way. */
    static void left(HttpServerExchange exchange) {
        Optional.ofNullable(exchange.getAttachment(GONE)).ifPresent(gone -> gone.set(true));
    }

    /** The way back of one exchange. */
    static Reply to(HttpServerExchange exchange, String id, SlowReaders slow) {
        AtomicBoolean gone = new AtomicBoolean();
        exchange.putAttachment(GONE, gone);
        return new Reply() {
            private volatile @Nullable AnswerStream body;

            @Override
            public OutputStream start(int status, Map<String, String> headers) {
                if (!exchange.isRequestComplete()) leaveUnread(exchange);
                head(exchange, id, status, headers);
                AnswerStream begun = new AnswerStream(exchange, slow);
                body = begun;
                return begun;
            }

            @Override
            public boolean started() {
                AnswerStream begun = body;
                return begun != null && begun.hasLeft();
            }

            @Override
            public boolean gone() {
                return gone.get();
            }

            @Override
            public Optional<InetAddress> client() {
                return Replies.client(exchange);
            }

            @Override
            public void cut() {
                AnswerStream.reset(exchange);
            }
        };
    }
}
