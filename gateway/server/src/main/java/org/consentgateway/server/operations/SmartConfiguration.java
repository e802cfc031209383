package org.consentgateway.server.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;

/**
 * {@code .well-known/smart-configuration}: where apps get their tokens, as the issuer's discovery document says.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/conformance.html">SMART App Launch 2.2 conformance</a>
 */
public final class SmartConfiguration {

    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final List<String> FROM_ISSUER = List.of(
            "issuer",
            "jwks_uri",
            "authorization_endpoint",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "grant_types_supported",
            "code_challenge_methods_supported",
            "token_endpoint_auth_methods_supported");

    private final HttpClient client;
    private final String issuer;
    private Optional<Json.Obj> known = Optional.empty();
    private long readAt;

    public SmartConfiguration(HttpClient client, String issuer) {
        this.client = client;
        this.issuer = issuer;
    }

    /** The document; empty when the issuer was never reached. Blocks; called on a worker. */
    public synchronized Optional<Json.Obj> document() {
        boolean due = known.isEmpty() || System.nanoTime() - readAt > FRESH.toNanos();
        if (due) {
            Optional<Json.Obj> read = read();
            if (read.isPresent()) {
                known = read;
                readAt = System.nanoTime();
            }
        }
        return known;
    }

    private Optional<Json.Obj> read() {
        URI discovery = URI.create((issuer.endsWith("/") ? issuer : issuer + "/") + ".well-known/openid-configuration");
        try {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(discovery)
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) return Optional.empty();
            Json.Obj discovered = JsonReader.object(response.body());
            Map<String, Json> document = new LinkedHashMap<>();
            for (String name : FROM_ISSUER) discovered.get(name).ifPresent(value -> document.put(name, value));
            document.put(
                    "capabilities",
                    texts(
                            "client-confidential-asymmetric",
                            "context-standalone-patient",
                            "permission-patient",
                            "permission-user",
                            "permission-v1",
                            "permission-v2",
                            "authorize-post"));
            document.put(
                    "scopes_supported", texts("openid", "fhirUser", "patient/*.rs", "user/*.cruds", "system/*.rs"));
            document.putIfAbsent("code_challenge_methods_supported", texts("S256"));
            return Optional.of(new Json.Obj(document));
        } catch (IOException | MalformedJson e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Json texts(String... values) {
        return new Json.Arr(
                java.util.Arrays.stream(values).<Json>map(Json.Text::new).toList());
    }
}
