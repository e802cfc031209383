package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7523 2.2, SMART Backend Services: an EHR that knows the gateway by its published keys, and by nothing else. */
class OwnKeysTest {

    private static final String JWKS = "/.well-known/jwks.json";

    private final TokenServer tokens = TokenServer.forgetful();
    private final FakeEhr ehr = new FakeEhr();

    @AfterEach
    void stop() {
        tokens.close();
    }

    private World world(Map<String, String> more) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "GATEWAY_UPSTREAM_AUTH",
                "client-credentials",
                "GATEWAY_UPSTREAM_AUTH_TOKEN_URL",
                tokens.url(),
                "GATEWAY_UPSTREAM_AUTH_CLIENT_ID",
                TokenServer.CLIENT));
        variables.putAll(more);
        World world = new World(ehr, ehr.url(), variables);
        tokens.register(URI.create("http://127.0.0.1:" + world.gateway.port() + JWKS));
        return world;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "ES384"})
    void a_client_without_secret_and_key_proves_itself_by_the_published_keys(String algorithm) throws Exception {
        try (World world = world(Map.of("GATEWAY_UPSTREAM_AUTH_ALGORITHM", algorithm))) {
            // When
            Reply reply = world.get("/fhir/Observation/O1", world.tokens.clinician());

            // Then
            assertThat(reply.status()).isEqualTo(200);
            assertThat(shown()).isNotEmpty().containsOnly("Bearer of-" + TokenServer.CLIENT);
            Map<String, String> form = tokens.granted.get(0);
            assertThat(form)
                    .containsEntry("grant_type", "client_credentials")
                    .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                    .doesNotContainKey("client_secret");
            assertThat(SignedJWT.parse(form.get("client_assertion")).getHeader().getAlgorithm())
                    .isEqualTo(JWSAlgorithm.parse(algorithm));
        }
    }

    @Test
    void the_keys_are_open_to_everybody_and_every_origin_and_show_no_private_part() throws Exception {
        try (World world = world(Map.of("GATEWAY_KEYS_OVERLAP", "10m"))) {
            // When
            Reply reply = Wire.ask(
                    world.gateway.port(),
                    "GET " + JWKS + " HTTP/1.1\r\nHost: x\r\nOrigin: https://elsewhere.example\r\n\r\n");

            // Then
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).contains("application/jwk-set+json");
            assertThat(reply.header("Access-Control-Allow-Origin")).contains("*");
            assertThat(reply.header("Cache-Control")).contains("public, max-age=300");
            assertThat(reply.header("Set-Cookie")).isEmpty();
            JWKSet published = JWKSet.parse(reply.text());
            assertThat(published.containsNonPublicKeys()).isFalse();
            assertThat(published.getAdditionalMembers()).isEmpty();
            assertThat(published.getKeys())
                    .extracting(JWK::getAlgorithm)
                    .map(Object::toString)
                    .containsExactly("RS384", "ES384");
            assertThat(published.getKeys())
                    .allSatisfy(key -> assertThat(key.toJSONObject().keySet())
                            .isSubsetOf("kty", "use", "kid", "alg", "n", "e", "crv", "x", "y"));
        }
    }

    private List<String> shown() {
        return ehr.wire().getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .filter(request -> request.getUrl().startsWith("/fhir/"))
                .map(request -> String.valueOf(request.getHeader("Authorization")))
                .toList();
    }
}
