package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Origins whose web apps may call from a browser. Only these are answered, with fixed headers; a token travels in a header
 * of its own and never in a cookie, so that no credentials of the browser are asked for.
 *
 * @param allowed  origins as browsers write them, {@code https://app.example.org}, or {@code *} for any
 * @param headers  further request headers that an app may send
 * @param basePath where FHIR is served: what is open to everybody there is open to every origin
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, CORS protocol</a>
 */
public record Origins(Set<String> allowed, Set<String> headers, String basePath) {

    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");
    private static final String ANY = "*";

    /** Where the gateway's own public keys are, below the root of its own pages. */
    public static final String JWKS = "/.well-known/jwks.json";

    // what the gateway reads, and what libraries send besides
    private static final String USUAL_HEADERS =
            "Accept, Authorization, Cache-Control, Category, Content-Type, DPoP, If-Match, If-Modified-Since, "
                    + "If-None-Exist, If-None-Match, Pragma, Prefer, X-Break-Glass-Reason, X-Request-Id, X-Requested-With";

    public Origins {
        allowed = Set.copyOf(allowed);
        headers = Set.copyOf(headers);
    }

    /** Tells the browser that the app may read the answer, where it is one of ours. */
    void admit(HttpServerExchange exchange) {
        origin(exchange).ifPresent(origin -> {
            HeaderMap out = exchange.getResponseHeaders();
            out.put(Headers.VARY, "Origin");
            out.put(ALLOW_ORIGIN, anyMay(exchange) ? ANY : origin);
            out.put(EXPOSE_HEADERS, "ETag, Location, Content-Location, X-Request-Id, WWW-Authenticate, Retry-After");
        });
    }

    /** Answers a browser that asks before it lets an app call; nothing of it goes further. */
    boolean answered(HttpServerExchange exchange) {
        boolean asks = exchange.getRequestMethod().equalToString("OPTIONS")
                && exchange.getRequestHeaders().contains(REQUEST_METHOD)
                && origin(exchange).isPresent();
        if (!asks) return false;
        HeaderMap out = exchange.getResponseHeaders();
        out.put(ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE");
        out.put(
                ALLOW_HEADERS,
                String.join(
                        ", ",
                        Stream.concat(Stream.of(USUAL_HEADERS), headers.stream().sorted())
                                .toList()));
        out.put(MAX_AGE, "600");
        Replies.head(exchange, RequestIds.next(), 204, Map.of());
        exchange.endExchange();
        return true;
    }

    private Optional<String> origin(HttpServerExchange exchange) {
        HeaderMap sent = exchange.getRequestHeaders();
        return Optional.ofNullable(sent.getFirst(Headers.ORIGIN))
                .filter(origin -> sent.count(Headers.ORIGIN) == 1)
                .filter(origin -> anyMay(exchange) || allowed.contains(origin));
    }

    /** SMART App Launch 2.2, "Conformance": an app must find out where to sign in before it is anybody's. */
    private boolean anyMay(HttpServerExchange exchange) {
        String path = exchange.getRequestURI();
        return allowed.contains(ANY)
                || path.endsWith(JWKS) // below the root of our own pages
                || path.equals(basePath + "/metadata")
                || path.equals(basePath + "/.well-known/smart-configuration");
    }
}
