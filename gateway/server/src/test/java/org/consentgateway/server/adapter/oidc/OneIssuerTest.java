package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One issuer, and a verifier that believes it and nobody else. */
@SuppressWarnings("NullAway.Init") // JUnit calls open()
abstract class OneIssuerTest {

    static final long NOW = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}";

    final AtomicLong nanos = new AtomicLong();
    LocalIssuer issuer;
    TokenVerifier verifier;

    @BeforeEach
    void open() throws IOException {
        issuer = new LocalIssuer();
        verifier = verifier(Introspection.OFF, Set.of());
    }

    @AfterEach
    void close() {
        verifier.close();
        issuer.close();
    }

    TokenVerifier verifier(Introspection introspection, Set<String> clients) {
        Issuer config = Issuer.of(
                issuer.url(),
                "gateway",
                new Issuer.Asking(introspection, Optional.of(new Client("gw", new Secret("s&cret"))), false),
                clients);
        return new TokenVerifier(
                config,
                new ReferenceResolver(
                        FhirVersion.R4, List.of("https://fhir.example.org/fhir", "https://ehr.example.org/r4")),
                () -> Instant.ofEpochSecond(NOW),
                nanos::get);
    }

    Verdict verify(String token) throws Exception {
        return verify(credentials(token));
    }

    Verdict verify(PresentedToken credentials) throws Exception {
        return join(verifier.verify(credentials));
    }

    static PresentedToken credentials(String token) {
        return new PresentedToken(token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static <T> T join(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static Verdict lacking(String what) {
        return new Verdict.Invalid(what, false, Optional.of(what));
    }

    static Caller valid(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Valid.class);
        return ((Verdict.Valid) verdict).caller();
    }

    static String token(String payload) {
        return LocalIssuer.sign(HEADER, payload, LocalIssuer.RSA);
    }

    static String header(String algorithm, String kid) {
        return "{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
    }

    static String flipLast(String token) {
        int place = token.length() - 20;
        return token.substring(0, place) + (token.charAt(place) == 'A' ? 'B' : 'A') + token.substring(place + 1);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Payload claims() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("iss", "\"" + issuer.url() + "\"");
        all.put("aud", "\"gateway\"");
        all.put("sub", "\"u-1\"");
        all.put("azp", "\"portal\"");
        all.put("typ", "\"Bearer\"");
        all.put("exp", String.valueOf(NOW + 300));
        all.put("iat", String.valueOf(NOW - 10));
        all.put("scope", "\"user/*.rs\"");
        all.put("fhirUser", "\"Practitioner/dr-o\"");
        return new Payload(all);
    }

    /** Claims by name, as JSON texts. */
    record Payload(Map<String, String> texts) {
        Payload with(String name, String json) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.put(name, json);
            return new Payload(changed);
        }

        Payload without(String name) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.remove(name);
            return new Payload(changed);
        }

        String json() {
            StringBuilder json = new StringBuilder("{");
            texts.forEach((name, text) -> json.append(json.length() == 1 ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(text));
            return json.append('}').toString();
        }
    }
}
