package org.consentgateway.server.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.oauth.OAuthEndpoint.Kind;

/**
 * Passes a request to an endpoint of the EHR's authorization server and its answer back, each within bounds and with the
 * headers of a closed list. Nothing of it is stored or logged; no FHIR goes this way.
 */
public final class OAuthPass {

    /** Bytes of a form or a registration. */
    public static final int LARGEST_BODY = 64 * 1024;

    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int LARGEST_HEADERS = 16 * 1024;
    private static final int AT_ONCE = 64;
    private static final List<String> TO_EHR =
            List.of("accept", "accept-language", "authorization", "content-type", "cookie", "dpop", "user-agent");
    private static final List<String> TO_CLIENT = List.of(
            "Cache-Control",
            "Content-Security-Policy",
            "Content-Type",
            "DPoP-Nonce",
            "Location",
            "Pragma",
            "Referrer-Policy",
            "Retry-After",
            "Set-Cookie",
            "WWW-Authenticate",
            "X-Frame-Options");
    private static final Set<String> PAGES = Set.of("text/html", "text/plain", "application/json");

    private final HttpClient client;
    private final EhrDiscovery discovery;
    private final Duration patience;
    private final Closing closing;
    private final IntConsumer answered;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /** Takes pointers at hidden resources out of an answer. */
    public interface Closing {

        /**
         * Blocks.
         *
         * @param token the access token that the answer gives or is about; empty: nobody is known who may have anything
         */
        Json.Obj closed(Json.Obj answer, Optional<String> token, String requestId);
    }

    /**
     * To the EHR that the discovery is of.
     *
     * @param client   with the TLS and the proxy for the EHR; follows no redirect
     * @param answered told the status of each answer
     */
    public OAuthPass(
            HttpClient client, EhrDiscovery discovery, Duration patience, Closing closing, IntConsumer answered) {
        this.client = client;
        this.discovery = discovery;
        this.patience = patience;
        this.closing = closing;
        this.answered = answered;
    }

    /** The endpoint at a path; empty for every other path. */
    public Optional<OAuthEndpoint> at(String path) {
        return discovery.endpoints().map(OAuthEndpoints::byPath).flatMap(paths -> Optional.ofNullable(paths.get(path)));
    }

    /** What is wrong with the head of a request; empty where its body may be read. */
    public Optional<PassedAnswer> refusal(OAuthEndpoint endpoint, PassedRequest head) {
        Optional<PassedAnswer> refused = misfit(endpoint, head);
        refused.ifPresent(answer -> answered.accept(answer.status()));
        return refused;
    }

    private static Optional<PassedAnswer> misfit(OAuthEndpoint endpoint, PassedRequest head) {
        Kind kind = endpoint.kind();
        if (!kind.takes(head.method())) return refuse(405, "invalid_request", "the method is not served");
        if (speaksFhir(head.headers().getOrDefault("accept", List.of())))
            return refuse(406, "invalid_request", "FHIR is not served here");
        String type = head.header("content-type").orElse("");
        boolean fits =
                head.method().equals("GET") || media(type).equals(kind.body().mediaType());
        if (!fits || speaksFhir(List.of(type))) return refuse(415, "invalid_request", "the media type is not served");
        if (!kind.isPage() && !head.query().isEmpty())
            return refuse(400, "invalid_request", "parameters belong into the body");
        int size = TO_EHR.stream()
                .flatMap(name -> head.headers().getOrDefault(name, List.of()).stream())
                .mapToInt(String::length)
                .sum();
        return size > LARGEST_HEADERS ? refuse(431, "invalid_request", "headers too large") : Optional.empty();
    }

    private static Optional<PassedAnswer> refuse(int status, String error, String description) {
        return Optional.of(PassedAnswer.refused(status, error, description));
    }

    /** Passes it. Blocks. */
    public PassedAnswer pass(OAuthEndpoint endpoint, PassedRequest request) {
        PassedAnswer answer = passed(endpoint, request);
        answered.accept(answer.status());
        return answer;
    }

    private PassedAnswer passed(OAuthEndpoint endpoint, PassedRequest request) {
        if (request.body().length > LARGEST_BODY) return PassedAnswer.refused(413, "invalid_request", "too large");
        String form = new String(request.body(), StandardCharsets.UTF_8);
        Optional<FormFields> query = FormFields.of(request.query());
        boolean json = endpoint.kind().body() == OAuthEndpoint.Body.JSON;
        Optional<FormFields> fields = json ? FormFields.of("") : FormFields.of(form);
        if (query.isEmpty() || fields.isEmpty())
            return PassedAnswer.refused(400, "invalid_request", "a parameter is malformed or stands twice");
        if (endpoint.kind() == Kind.AUTHORIZE && (isPlain(query.get()) || isPlain(fields.get())))
            return PassedAnswer.refused(400, "invalid_request", "code_challenge_method must be S256");
        if (!room.tryAcquire()) return PassedAnswer.refused(503, "temporarily_unavailable", "try again later");
        try {
            HttpResponse<InputStream> response =
                    client.send(outgoing(endpoint, request), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return answer(endpoint, request, fields.get(), response, body.readNBytes(LARGEST_ANSWER + 1));
            }
        } catch (IOException e) {
            return PassedAnswer.refused(502, "temporarily_unavailable", "the authorization server cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return PassedAnswer.refused(503, "temporarily_unavailable", "try again later");
        } finally {
            room.release();
        }
    }

    /** RFC 7636 4.3: a challenge without a method is a plain one. */
    private static boolean isPlain(FormFields fields) {
        boolean challenged = fields.get("code_challenge").isPresent()
                || fields.get("code_challenge_method").isPresent();
        return challenged && !fields.get("code_challenge_method").equals(Optional.of("S256"));
    }

    private HttpRequest outgoing(OAuthEndpoint endpoint, PassedRequest request) {
        URI target =
                request.query().isEmpty() ? endpoint.target() : URI.create(endpoint.target() + "?" + request.query());
        HttpRequest.Builder outgoing = HttpRequest.newBuilder(target)
                .timeout(patience)
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()))
                .header("Accept-Encoding", "identity");
        for (String name : TO_EHR)
            for (String value : request.headers().getOrDefault(name, List.of())) {
                String passed = name.equals("cookie") ? foreign(value) : value;
                if (!passed.isEmpty()) outgoing.header(name, passed);
            }
        return outgoing.build();
    }

    /** Cookies of the gateway's own pages are for nobody else. */
    private static String foreign(String cookies) {
        return java.util.Arrays.stream(cookies.split(";", -1))
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty())
                .filter(cookie -> !cookie.startsWith("__Host-session=") && !cookie.startsWith("__Host-signin="))
                .collect(java.util.stream.Collectors.joining("; "));
    }

    private PassedAnswer answer(
            OAuthEndpoint endpoint,
            PassedRequest request,
            FormFields fields,
            HttpResponse<InputStream> response,
            byte[] body) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : TO_CLIENT) {
            List<String> values = response.headers().allValues(name);
            if (!values.isEmpty()) headers.put(name, values);
        }
        headers.computeIfPresent(
                "Location", (name, values) -> List.of(discovery.addresses().seen(values.get(0))));
        int size = headers.values().stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .sum();
        int status = response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean unusable = status < 200
                || status >= 500
                || size > LARGEST_HEADERS
                || body.length > LARGEST_ANSWER
                || response.headers()
                        .firstValue("Content-Encoding")
                        .filter(encoding -> !encoding.equals("identity"))
                        .isPresent()
                || speaksFhir(List.of(type));
        if (unusable) return unusable();
        if (status >= 300 && status < 400) return PassedAnswer.empty(status, headers);
        if (body.length == 0) return PassedAnswer.empty(status, headers);
        if (media(type).equals("application/json") || media(type).equals("application/jwk-set+json"))
            return json(endpoint, request, fields, status, headers, body);
        return endpoint.kind().isPage() && PAGES.contains(media(type))
                ? new PassedAnswer(status, headers, body)
                : unusable();
    }

    /** What is judged is what is sent: the answer is written anew from what was read of it. */
    private PassedAnswer json(
            OAuthEndpoint endpoint,
            PassedRequest request,
            FormFields fields,
            int status,
            Map<String, List<String>> headers,
            byte[] body) {
        try {
            Json.Obj read = JsonReader.object(body);
            if (read.get("resourceType").isPresent()) return unusable();
            if (endpoint.kind() == Kind.KEYS) return PassedAnswer.json(status, read, headers);
            Optional<String> token =
                    switch (endpoint.kind()) {
                        case TOKEN -> read.text("access_token");
                        case INTROSPECT -> fields.get("token");
                        case USERINFO ->
                            request.header("authorization")
                                    .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                                    .map(value -> value.substring(7).strip());
                        default -> Optional.empty();
                    };
            return PassedAnswer.json(status, closing.closed(read, token, request.id()), headers);
        } catch (MalformedJson e) {
            return unusable();
        }
    }

    private static PassedAnswer unusable() {
        return PassedAnswer.refused(502, "temporarily_unavailable", "the authorization server's answer is of no use");
    }

    private static boolean speaksFhir(List<String> types) {
        return types.stream().anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("fhir"));
    }

    private static String media(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
