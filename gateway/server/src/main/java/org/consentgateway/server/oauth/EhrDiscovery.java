package org.consentgateway.server.oauth;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.Dependencies;

/**
 * What the EHR says of its authorization server, read again from time to time; while it cannot be read the last known
 * holds.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/conformance.html">SMART App Launch 2.2, conformance</a>
 */
public final class EhrDiscovery {

    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST = 1 << 20;

    private final HttpClient client;
    private final OAuthEndpoints.Addresses addresses;
    private final LongSupplier nanoTime;
    private volatile Optional<OAuthEndpoints> known = Optional.empty();
    private volatile long readAt;
    private final Dependencies.Dependency self;

    /** @param client with the TLS and the proxy for the EHR; follows no redirect */
    public EhrDiscovery(
            HttpClient client, OAuthEndpoints.Addresses addresses, LongSupplier nanoTime, Dependencies dependencies) {
        this.client = client;
        this.addresses = addresses;
        this.nanoTime = nanoTime;
        this.self = dependencies.of(Dependencies.Kind.EHR_DISCOVERY, "the EHR's `.well-known/smart-configuration`");
    }

    /** What is known; empty where the EHR was never heard. */
    public Optional<OAuthEndpoints> endpoints() {
        return known;
    }

    OAuthEndpoints.Addresses addresses() {
        return addresses;
    }

    /** Reads it where that is due; never fails. To be called every few seconds. */
    public CompletionStage<Void> refresh() {
        boolean due = known.isEmpty() || nanoTime.getAsLong() - readAt > FRESH.toNanos();
        if (!due) return CompletableFuture.completedFuture(null);
        return read("/.well-known/smart-configuration")
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : read("/.well-known/openid-configuration"))
                .thenAccept(this::learn);
    }

    private void learn(Optional<Json.Obj> found) {
        if (found.isPresent()) {
            known = Optional.of(OAuthEndpoints.of(found.get(), addresses));
            readAt = nanoTime.getAsLong();
            self.usable();
        } else {
            self.failed("cannot be read: `public.oauth: pass` passes "
                    + (known.isPresent() ? "what it said last" : "nothing yet")
                    + "; see the path of `upstream.url`, and whether the EHR has one");
        }
    }

    private CompletionStage<Optional<Json.Obj>> read(String wellKnown) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(addresses.upstream() + wellKnown))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(EhrDiscovery::document)
                .exceptionally(down -> Optional.empty());
    }

    private static Optional<Json.Obj> document(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200 || response.body().length > MOST) return Optional.empty();
        try {
            return Optional.of(JsonReader.object(response.body()))
                    .filter(document -> document.text("token_endpoint").isPresent());
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
