package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.consentgateway.server.oauth.OAuthEndpoint;
import org.consentgateway.server.oauth.OAuthPass;
import org.consentgateway.server.oauth.PassedAnswer;
import org.consentgateway.server.oauth.PassedRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OAuth endpoints that are passed: bytes to {@link PassedRequest}, {@link PassedAnswer} to bytes. */
final class OAuthExchange {

    private static final Logger LOG = LoggerFactory.getLogger(OAuthExchange.class);
    private static final byte[] NOTHING = {};

    private final Optional<OAuthPass> pass;
    private final Entities entities;
    private final Executor threads;

    /** @param threads where it waits for the EHR: never a worker, for which it may have to wait itself */
    OAuthExchange(Optional<OAuthPass> pass, Entities entities, Executor threads) {
        this.pass = pass;
        this.entities = entities;
        this.threads = threads;
    }

    /** Whether the path is one of the closed list; if so, the request has been taken. */
    boolean takes(HttpServerExchange http, String id) {
        Optional<OAuthEndpoint> endpoint = pass.flatMap(known -> known.at(http.getRequestURI()));
        endpoint.ifPresent(at -> receive(http, id, at, pass.orElseThrow()));
        return endpoint.isPresent();
    }

    private void receive(HttpServerExchange http, String id, OAuthEndpoint endpoint, OAuthPass known) {
        PassedRequest head = request(http, id, NOTHING);
        Optional<PassedAnswer> refusal = known.refusal(endpoint, head);
        if (refusal.isPresent()) write(http, id, refusal.get());
        else if (http.isRequestComplete()) pass(http, endpoint, head, known);
        else if (http.getRequestContentLength() < 0) refuse(http, id, 411);
        else if (http.getRequestContentLength() > OAuthPass.LARGEST_BODY) refuse(http, id, 413);
        else
            entities.read(
                    http,
                    "oauth",
                    body -> pass(http, endpoint, request(http, id, body), known),
                    status -> refuse(http, id, status));
    }

    private static PassedRequest request(HttpServerExchange http, String id, byte[] body) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HeaderValues values : http.getRequestHeaders())
            headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), List.copyOf(values));
        return new PassedRequest(
                id, http.getRequestMethod().toString(), http.getRequestURI(), http.getQueryString(), headers, body);
    }

    private void pass(HttpServerExchange http, OAuthEndpoint endpoint, PassedRequest request, OAuthPass known) {
        try {
            threads.execute(() -> {
                try {
                    write(http, request.id(), known.pass(endpoint, request));
                } catch (RuntimeException e) {
                    LOG.error("passing failed: {}", e.getClass().getName());
                    if (!http.isResponseStarted()) refuse(http, request.id(), 500);
                }
            });
        } catch (RejectedExecutionException e) {
            refuse(http, request.id(), 503);
        }
    }

    private static void refuse(HttpServerExchange http, String id, int status) {
        write(http, id, new PassedAnswer(status, Map.of(), NOTHING));
    }

    private static void write(HttpServerExchange http, String id, PassedAnswer answer) {
        Replies.head(http, id, answer.status(), Map.of());
        answer.headers().keySet().forEach(name -> http.getResponseHeaders().remove(name));
        answer.fields()
                .forEach(field -> http.getResponseHeaders().add(new HttpString(field.getKey()), field.getValue()));
        if (!http.isRequestComplete()) http.setPersistent(false);
        http.setResponseContentLength(answer.body().length);
        http.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
