package org.consentgateway.server.adapter.oidc;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.Dependencies;

/**
 * Asks the issuer whether a token is active and what it says, RFC 7662. The answer about a lightweight or opaque token is
 * kept for at most thirty seconds; where every token is introspected, nothing is kept, so that a logout counts at once.
 */
final class Introspection {

    static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MOST_KEPT = 10_000;

    private final Issuer issuer;
    private final FhirVersion fhir;
    private final GatewayConfig.Introspection when;
    private final IssuerKeys keys;
    private final IssuerHttp http;
    private final LongSupplier nanoTime;
    private final Dependencies.Dependency self;
    /** By the hash of the token. */
    private final Map<String, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Kept(Json.Obj answer, long since) {}

    Introspection(
            Issuer issuer,
            FhirVersion fhir,
            IssuerKeys keys,
            IssuerHttp http,
            LongSupplier nanoTime,
            Dependencies dependencies) {
        this.issuer = issuer;
        this.fhir = fhir;
        this.when = issuer.asking().introspection();
        this.keys = keys;
        this.http = http;
        this.nanoTime = nanoTime;
        this.self = dependencies.of(Dependencies.Kind.INTROSPECTION, "introspection at the issuer " + issuer.url());
    }

    /** Whether the issuer must be asked about these claims. */
    boolean needed(Json.Obj claims) {
        return switch (when) {
            case OFF, OPAQUE -> false;
            case ALWAYS -> true;
            case LIGHTWEIGHT -> leavesOut(claims);
        };
    }

    /** Whether the issuer is asked about what is no JWT. */
    boolean takesOpaque() {
        return when == GatewayConfig.Introspection.OPAQUE || when == GatewayConfig.Introspection.ALWAYS;
    }

    private boolean leavesOut(Json.Obj claims) {
        Issuer.ClaimNames names = issuer.shape().names();
        List<Json> scopes = ClaimValues.all(claims, names.scopes());
        boolean user = ScopeClaims.of(fhir, claims, names.scopes())
                .map(ScopeClaims::speaksOfUser)
                .orElse(false);
        return scopes.isEmpty()
                || (!issuer.audiences().isEmpty() && claims.get("aud").isEmpty())
                || ClaimValues.all(claims, names.subject()).isEmpty()
                || (user && ClaimValues.all(claims, names.user()).isEmpty());
    }

    /** What the issuer answers; fails when it cannot be asked. */
    CompletableFuture<Json.Obj> ask(String token) {
        return answer(token).exceptionallyCompose(fault -> {
            self.failed("cannot be asked: it "
                    + IssuerFaults.meaning(
                            fault, "`client-id` and `client-secret` of the issuer", "`introspection` of the issuer"));
            return CompletableFuture.failedFuture(new IssuerUnavailable("introspection", fault));
        });
    }

    /** The claims with what the issuer answered laid over them; of another subject it is about another token. */
    static Json.Obj enriched(Json.Obj claims, Json.Obj answer) throws TokenRefused {
        boolean both = claims.get("sub").isPresent() && answer.get("sub").isPresent();
        if (both && !claims.get("sub").equals(answer.get("sub"))) throw new TokenRefused("two subjects");
        Map<String, Json> merged = new LinkedHashMap<>(claims.members());
        merged.putAll(answer.members());
        return new Json.Obj(merged);
    }

    private CompletableFuture<Json.Obj> answer(String token) {
        String key = Proofs.hash(token);
        Optional<Json.Obj> recent = recent(key);
        if (recent.isPresent()) return CompletableFuture.completedFuture(recent.get());
        Optional<Client> client = issuer.asking().client();
        if (client.isEmpty())
            return CompletableFuture.failedFuture(
                    new IssuerFaults.Unusable("wants to know who asks: set `client-id` of the issuer"));
        return keys.known().thenCompose(known -> {
            if (known.introspection().isEmpty())
                return CompletableFuture.failedFuture(new IssuerFaults.Unusable(
                        "names no `introspection_endpoint`: see `introspection` of the issuer"));
            URI endpoint = known.introspection().get();
            long asked = nanoTime.getAsLong();
            return http.postForm(
                            endpoint, "token=" + encode(token) + "&token_type_hint=access_token", basic(client.get()))
                    .thenApply(answer -> {
                        keep(key, answer, asked);
                        self.usable();
                        return answer;
                    });
        });
    }

    private synchronized Optional<Json.Obj> recent(String key) {
        return Optional.ofNullable(kept.get(key))
                .filter(entry -> nanoTime.getAsLong() - entry.since() <= KEPT.toNanos())
                .map(Kept::answer);
    }

    private synchronized void keep(String key, Json.Obj answer, long asked) {
        if (when != GatewayConfig.Introspection.ALWAYS) kept.put(key, new Kept(answer, asked));
    }

    /** RFC 6749 2.3.1: id and secret are form-encoded before they become Basic. */
    private static String basic(Client client) {
        String pair = encode(client.id()) + ":" + encode(client.secret().reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
