package org.consentgateway.server.adapter.undertow;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.server.port.HttpTransport;
import org.consentgateway.server.port.HttpTransport.Answer;
import org.consentgateway.server.port.HttpTransport.Field;
import org.consentgateway.server.port.HttpTransport.Outgoing;
import org.consentgateway.server.port.HttpTransports.Destination;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.channels.StreamSinkChannel;

/** One request on its way, until the head of its answer is there. All of it runs on the connection's thread. */
final class UpstreamExchange {

    private static final int MOST_HEAD = 512 * 1024;
    private static final String AGENT = "consentgateway";
    /** Requests that change nothing, and may be sent again. RFC 9110 9.2.1. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    /** Requests that have a length even where they have no body. RFC 9110 8.6. */
    private static final Set<String> WITH_LENGTH = Set.of("POST", "PUT", "PATCH");

    private final UpstreamConnections connections;
    private final Destination server;
    private final Outgoing request;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile long due;
    private volatile @Nullable UpstreamConnection connection;
    private volatile boolean kept;

    UpstreamExchange(UpstreamConnections connections, Destination server, Outgoing request) {
        this.connections = connections;
        this.server = server;
        this.request = request;
        this.due = System.nanoTime() + server.patience().connect().toNanos();
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    /**
     * Sends it there.
     *
     * @param again whether the connection was used before
     */
    void on(UpstreamConnection free, boolean again) {
        kept = again;
        due = System.nanoTime() + server.patience().head().toNanos();
        free.begin();
        connection = free;
        if (answer.isDone()) free.drop();
        else free.run(() -> begin(free, again));
    }

    /** Nothing was sent yet: what is no longer as it was left is left alone, whatever the request changes. */
    private void begin(UpstreamConnection free, boolean again) {
        if (!again || free.isSilent()) {
            free.send(written(), new Sent());
        } else {
            free.drop();
            anew();
        }
    }

    private void anew() {
        kept = false;
        due = System.nanoTime() + server.patience().connect().toNanos();
        connection = null;
        connections.connect(this);
    }

    /** No answer came. */
    void failed(IOException failure) {
        if (kept && !answer.isDone() && SAFE.contains(request.method())) {
            // a server may close what is kept just when it is used again. RFC 9112 9.3.1
            anew();
            return;
        }
        connections.ended(this);
        answer.completeExceptionally(failure);
    }

    /** Ends it if nobody waits for it, it is too late, or its head grows without end: Undertow's client reads one of any length. */
    void look(long now) {
        UpstreamConnection used = connection;
        if (request.unwanted().getAsBoolean()) {
            end(new HttpTransport.Unwanted(), Optional.ofNullable(used));
        } else if (used == null) {
            if (now - due >= 0) end(new HttpConnectTimeoutException("no connection in time"), Optional.empty());
        } else if (used.read() > MOST_HEAD) {
            end(new IOException("a head that is too long"), Optional.of(used));
        } else if (now - due >= 0) {
            end(new HttpTimeoutException("no answer in time"), Optional.of(used));
        }
    }

    private void end(IOException why, Optional<UpstreamConnection> used) {
        connections.ended(this);
        if (answer.completeExceptionally(why)) used.ifPresent(UpstreamConnection::drop);
    }

    private ClientRequest written() {
        ClientRequest written = new ClientRequest()
                .setMethod(HttpString.tryFromString(request.method()))
                .setPath(target());
        HeaderMap headers = written.getRequestHeaders();
        headers.put(Headers.HOST, host());
        headers.put(Headers.USER_AGENT, AGENT);
        for (Field field : request.fields()) headers.add(HttpString.tryFromString(field.name()), field.value());
        if (request.body().isPresent() || WITH_LENGTH.contains(request.method()))
            headers.put(
                    Headers.CONTENT_LENGTH,
                    request.body().map(body -> body.length).orElse(0));
        return written;
    }

    /** RFC 9112 3.2.1, 3.2.2: path and query, with the server before them where a proxy is asked in clear. */
    private String target() {
        String whole = request.target().toString();
        URI uri = whole.chars().allMatch(c -> c < 0x7f)
                ? request.target()
                : URI.create(request.target().toASCIIString());
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String origin = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        boolean proxied = server.proxy().isPresent() && "http".equals(uri.getScheme());
        return proxied ? "http://" + host() + origin : origin;
    }

    /** RFC 9110 7.2. */
    private String host() {
        URI uri = request.target();
        int usual = "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private final class Sent implements ClientCallback<ClientExchange> {

        @Override
        public void completed(ClientExchange exchange) {
            exchange.setResponseListener(new Answered());
            UpstreamConnection used = connection;
            if (used != null)
                request.body().filter(body -> body.length > 0).ifPresent(body -> {
                    used.writes(true);
                    StreamSinkChannel sink = exchange.getRequestChannel();
                    ByteBuffer left = ByteBuffer.wrap(body);
                    sink.getWriteSetter().set(channel -> write(used, channel, left));
                    write(used, sink, left);
                });
        }

        @Override
        public void failed(IOException e) {
            UpstreamExchange.this.failed(e);
        }
    }

    private void write(UpstreamConnection used, StreamSinkChannel sink, ByteBuffer left) {
        try {
            while (left.hasRemaining()) {
                if (sink.write(left) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            sink.shutdownWrites();
            if (sink.flush()) {
                used.writes(false);
                return;
            }
            sink.getWriteSetter()
                    .set(ChannelListeners.flushingChannelListener(
                            flushed -> used.writes(false), (channel, e) -> unsent(used, e)));
            sink.resumeWrites();
        } catch (IOException e) {
            sink.suspendWrites();
            unsent(used, e);
        }
    }

    /**
     * A server may answer before the whole was sent, and take no more: its answer lies behind the bytes that it does not take,
     * and is read first. RFC 9112 9.5
     */
    private void unsent(UpstreamConnection used, IOException e) {
        if (answer.isDone()) return;
        if (used.isOpen()) return; // the answer, or that there is none, is told by what is read
        failed(e);
    }

    private final class Answered implements ClientCallback<ClientExchange> {

        @Override
        public void completed(ClientExchange exchange) {
            UpstreamConnection used = connection;
            if (used == null) return; // given up
            ClientResponse response = exchange.getResponse();
            if (!UpstreamAnswer.isSound(response)) {
                kept = false;
                failed(new IOException("an answer that can be read in two ways"));
                used.drop();
                return;
            }
            AnswerBody body = new AnswerBody(
                    exchange.getResponseChannel(),
                    used,
                    connections,
                    server.patience().idle());
            if (UpstreamAnswer.hasContent(response)) body.readAhead();
            else body.passOver();
            connections.ended(UpstreamExchange.this);
            if (!answer.complete(new UpstreamAnswer(response, body))) body.close();
        }

        @Override
        public void failed(IOException e) {
            UpstreamExchange.this.failed(e);
        }
    }
}
