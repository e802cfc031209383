package org.consentgateway.server.authorize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** An EHR without history in this process, without a wire: reads, and searches by {@code _id}, patient and practitioner. */
final class MemoryEhr extends HttpClient {

    static final String BASE = "http://ehr.invalid/fhir";

    private final Map<String, ObjectNode> resources = new TreeMap<>();

    void put(ObjectNode resource) {
        resources.put(
                resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText(),
                resource);
    }

    Optional<ObjectNode> get(String reference) {
        return Optional.ofNullable(resources.get(reference)).map(ObjectNode::deepCopy);
    }

    void remove(String reference) {
        resources.remove(reference);
    }

    void clear() {
        resources.clear();
    }

    /** The answer to a read or a search; empty: it is not there, or there is no such interaction. */
    Optional<String> answer(URI uri) {
        String relative = uri.toString().substring(BASE.length() + 1);
        String[] both = relative.split("\\?", 2);
        if (both.length == 1) return get(both[0]).map(ObjectNode::toString);
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.put("resourceType", "Bundle").put("type", "searchset");
        ArrayNode entries = bundle.putArray("entry");
        resources.forEach((reference, resource) -> {
            if (reference.startsWith(both[0] + "/") && matches(resource, both[1]))
                entries.addObject().set("resource", resource);
        });
        return Optional.of(bundle.toString());
    }

    private static boolean matches(ObjectNode resource, String query) {
        return Arrays.stream(query.split("&")).allMatch(pair -> {
            String[] both = pair.split("=", 2);
            List<String> values =
                    List.of(URLDecoder.decode(both[1], StandardCharsets.UTF_8).split(","));
            return switch (both[0]) {
                case "_id" -> values.contains(resource.path("id").asText());
                case "patient", "practitioner" ->
                    values.stream().anyMatch(value -> {
                        String found = resource.path(both[0]).path("reference").asText();
                        return found.equals(value) || found.endsWith("/" + value);
                    });
                case "link" -> values.stream().anyMatch(resource.path("link").toString()::contains);
                default -> true;
            };
        });
    }

    @Override
    @SuppressWarnings("unchecked") // the one kind of body that is asked for
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        Optional<String> found = answer(request.uri());
        InputStream body = new ByteArrayInputStream(found.orElse("").getBytes(StandardCharsets.UTF_8));
        HttpResponse<T> answer = (HttpResponse<T>) new Answer(request, found.isPresent() ? 200 : 404, body);
        return CompletableFuture.completedFuture(answer);
    }

    private record Answer(HttpRequest request, int statusCode, InputStream body) implements HttpResponse<InputStream> {
        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of("Content-Type", List.of("application/fhir+json")), (name, value) -> true);
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return sendAsync(request, handler).join();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> push) {
        return sendAsync(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException("no wire");
    }

    @Override
    public SSLParameters sslParameters() {
        throw new UnsupportedOperationException("no wire");
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
