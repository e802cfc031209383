package org.consentgateway.server.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;

/**
 * The discovery document of the issuer that apps are sent to; once read, the last one holds while it cannot be read.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery 1.0</a>
 */
public final class IssuerDiscovery implements Supplier<Optional<Json.Obj>> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client;
    private final String issuer;
    private final LastKnown<Json.Obj> known = new LastKnown<>(this::read, Duration.ofSeconds(1));

    public IssuerDiscovery(HttpClient client, String issuer) {
        this.client = client;
        this.issuer = issuer;
    }

    /** Empty when the issuer was never reached. Blocks; called on a worker. */
    @Override
    public Optional<Json.Obj> get() {
        return known.get();
    }

    private Optional<Json.Obj> read() {
        URI discovery = URI.create((issuer.endsWith("/") ? issuer : issuer + "/") + ".well-known/openid-configuration");
        try {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(discovery).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? Optional.of(JsonReader.object(response.body())) : Optional.empty();
        } catch (IOException | MalformedJson e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
