package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTokenTest {

    private static final long NOW = 1_780_000_000L;
    private static final String TARGET = "https://fhir.example.org/fhir/Patient/P1";
    private static final ECKey KEY = LocalIssuer.ec("client");

    private final AtomicLong nanos = new AtomicLong();
    private final Proofs proofs = new Proofs(nanos::get);

    @Test
    void a_token_bound_to_a_certificate_needs_that_certificate() throws Exception {
        Json.Obj claims = claims("{\"cnf\":{\"x5t#S256\":\"abc\"}}");

        assertThat(refusal(claims, certificate(Optional.of("abc")))).isEmpty();
        assertThat(refusal(claims, certificate(Optional.of("abd")))).contains("another certificate");
        assertThat(refusal(claims, certificate(Optional.empty()))).contains("no certificate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cnf\":{}}",
                "{\"cnf\":{\"kid\":\"x\"}}",
                "{\"cnf\":null}",
                "{\"cnf\":\"x\"}",
                "{\"cnf\":{\"jkt\":1}}"
            })
    void a_binding_that_is_not_understood_cannot_be_proven(String json) throws Exception {
        assertThat(refusal(claims(json), certificate(Optional.of("x")))).contains("unknown binding");
    }

    @Test
    void a_token_bound_to_a_key_needs_a_fresh_proof_for_this_very_request() throws Exception {
        Json.Obj claims = bound();

        assertThat(refusal(claims, dpop(proof("GET", TARGET, "token-1", NOW, "a", KEY))))
                .isEmpty();
        assertThat(refusal(claims, dpop(proof("POST", TARGET, "token-1", NOW, "b", KEY))))
                .contains("proof htm");
        assertThat(refusal(claims, dpop(proof("GET", TARGET + "2", "token-1", NOW, "c", KEY))))
                .contains("proof htu");
        assertThat(refusal(claims, dpop(proof("GET", TARGET, "token-2", NOW, "d", KEY))))
                .contains("proof ath");
        assertThat(refusal(claims, dpop(proof("GET", TARGET, "token-1", NOW - 61, "e", KEY))))
                .contains("proof time");
        assertThat(refusal(claims, dpop(proof("GET", TARGET, "token-1", NOW, "", KEY))))
                .contains("proof id");
        assertThat(refusal(claims, dpop(proof("GET", TARGET, "token-1", NOW, "f", LocalIssuer.ec("thief")))))
                .contains("another key");
        assertThat(refusal(claims, certificate(Optional.empty()))).contains("no proof");
    }

    @Test
    void a_proof_is_good_once() throws Exception {
        PresentedToken credentials = dpop(proof("GET", TARGET, "token-1", NOW, "once", KEY));

        assertThat(refusal(bound(), credentials)).isEmpty();
        assertThat(refusal(bound(), credentials)).contains("proof replayed");
    }

    private static Json.Obj bound() throws Exception {
        return claims("{\"cnf\":{\"jkt\":\"" + KEY.computeThumbprint() + "\"}}");
    }

    private static String proof(String method, String target, String token, long at, String id, ECKey key) {
        String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + key.toPublicJWK() + "}";
        String payload = "{\"htm\":\"" + method + "\",\"htu\":\"" + target + "\",\"ath\":\"" + Proofs.hash(token)
                + "\",\"iat\":" + at + ",\"jti\":\"" + id + "\"}";
        return LocalIssuer.sign(header, payload, key);
    }

    private Optional<String> refusal(Json.Obj claims, PresentedToken credentials) {
        TokenRefused refused = catchThrowableOfType(TokenRefused.class, () -> proofs.check(claims, credentials, NOW));
        return Optional.ofNullable(refused).map(TokenRefused::why);
    }

    private static PresentedToken certificate(Optional<String> thumbprint) {
        return new PresentedToken("token-1", Optional.empty(), thumbprint, Optional.empty(), Optional.empty());
    }

    private static PresentedToken dpop(String proof) {
        return new PresentedToken(
                "token-1",
                Optional.of(proof),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("GET"),
                Optional.of(TARGET),
                Map.of());
    }

    private static Json.Obj claims(String json) throws Exception {
        return JsonReader.object(json.getBytes(StandardCharsets.UTF_8));
    }
}
