package org.consentgateway.server.port;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One request to a server behind the gateway, made from parsed values only; its headers are a closed list.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param uri    absolute, under the server's base
 * @param headers Content-Type, Prefer, If-Match and the like; Accept, Accept-Encoding, Cache-Control and credentials are ours
 * @param body   bytes to send, empty for none
 * @param requestId sent as {@code X-Request-Id}
 * @param caller on whose behalf it is made; empty: the gateway asks for itself
 * @param unwanted whether nobody waits for the answer any more; never of what changes something
 */
public record HttpCall(
        String method,
        URI uri,
        Map<String, String> headers,
        Optional<byte[]> body,
        String requestId,
        Optional<CallerCredential> caller,
        BooleanSupplier unwanted) {

    public HttpCall {
        headers = Map.copyOf(headers);
    }

    /** One that is wanted to its end. */
    public HttpCall(
            String method,
            URI uri,
            Map<String, String> headers,
            Optional<byte[]> body,
            String requestId,
            Optional<CallerCredential> caller) {
        this(method, uri, headers, body, requestId, caller, () -> false);
    }

    /** The same, to be given up once nobody waits for its answer. */
    public HttpCall until(BooleanSupplier gone) {
        return new HttpCall(method, uri, headers, body, requestId, caller, gone);
    }

    /** A plain read by the gateway for itself. */
    public static HttpCall get(URI uri, String requestId) {
        return get(uri, requestId, Optional.empty());
    }

    /** A plain read for a caller. */
    public static HttpCall get(URI uri, String requestId, Optional<CallerCredential> caller) {
        return new HttpCall("GET", uri, Map.of(), Optional.empty(), requestId, caller);
    }

    @Override
    public String toString() {
        return "HttpCall " + method; // a query holds identifiers
    }
}
