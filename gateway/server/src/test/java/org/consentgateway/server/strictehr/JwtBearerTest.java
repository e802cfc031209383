package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 7523 2.1: the gateway asserts to the EHR who the user is, and gets a token for them. */
class JwtBearerTest {

    private final TokenServer tokens = TokenServer.forgetful();
    private final FakeEhr ehr = new FakeEhr();

    @AfterEach
    void stop() {
        tokens.close();
    }

    private World world(Map<String, String> more) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "GATEWAY_UPSTREAM_AUTH",
                "jwt-bearer",
                "GATEWAY_UPSTREAM_AUTH_TOKEN_URL",
                tokens.url(),
                "GATEWAY_UPSTREAM_AUTH_CLIENT_ID",
                TokenServer.CLIENT,
                "GATEWAY_UPSTREAM_AUTH_SCOPE",
                "user/*.rs",
                "GATEWAY_LOOKUP_AUTH",
                "basic",
                "GATEWAY_LOOKUP_AUTH_USERNAME",
                FakeEhr.USER,
                "GATEWAY_LOOKUP_AUTH_PASSWORD",
                FakeEhr.PASSWORD));
        variables.putAll(more);
        World world = new World(ehr, ehr.url(), variables);
        tokens.register(URI.create("http://127.0.0.1:" + world.gateway.port() + "/.well-known/jwks.json"));
        return world;
    }

    @Test
    void the_EHR_sees_each_user_on_data_and_the_gateway_on_look_ups() throws Exception {
        try (World world = world(Map.of("GATEWAY_UPSTREAM_AUTH_SUBJECT", "fhirUser"))) {
            // When
            for (int i = 0; i < 3; i++)
                assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician())
                                .status())
                        .isEqualTo(200);
            assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.author())
                            .text())
                    .contains("CNRY_N1");

            // Then
            assertThat(shown("/fhir/Observation/O1")).isNotEmpty().containsOnly("Bearer of-Practitioner/dr-c");
            assertThat(shown("/fhir/DocumentReference/N1")).contains("Bearer of-Practitioner/dr-o");
            for (String looked : List.of("/fhir/Consent", "/fhir/Practitioner"))
                assertThat(shown(looked)).as(looked).isNotEmpty().allMatch(value -> value.startsWith("Basic "));
            // one for each user, though a token of theirs is new each time
            assertThat(tokens.granted).hasSize(2);
        }
    }

    @Test
    void the_assertion_says_who_the_user_is_for_this_server_and_two_minutes() throws Exception {
        try (World world = world(Map.of())) {
            // When
            world.get("/fhir/Observation/O1", world.tokens.clinician());

            // Then
            Map<String, String> form = tokens.granted.get(0);
            assertThat(form)
                    .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                    .containsEntry("scope", "user/*.rs");
            JWTClaimsSet claims = TokenServer.assertion(form).orElseThrow();
            assertThat(claims.getIssuer()).isEqualTo(TokenServer.CLIENT);
            assertThat(claims.getSubject()).isEqualTo("u-1");
            assertThat(claims.getAudience()).containsExactly(tokens.url());
            assertThat(claims.getStringClaim("fhirUser")).isEqualTo("Practitioner/dr-c");
            assertThat(Duration.between(
                            claims.getIssueTime().toInstant(),
                            claims.getExpirationTime().toInstant()))
                    .isEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void a_token_that_has_ended_is_asked_for_anew() throws Exception {
        try (World world = world(Map.of())) {
            tokens.expiresIn = 1;
            for (int i = 0; i < 3; i++) world.get("/fhir/Observation/O1", world.tokens.clinician());
            assertThat(tokens.granted).hasSize(3);
        }
    }

    @Test
    void what_is_no_user_of_the_EHR_gets_none_of_its_data_by_another_credential() throws Exception {
        try (World world = world(Map.of("GATEWAY_UPSTREAM_AUTH_SUBJECT", "fhirUser"))) {
            String system = world.tokens.with(claims -> {
                claims.remove("fhirUser");
                claims.put("scope", "system/*.rs");
            });
            assertThat(world.get("/fhir/Observation/O1", system).status()).isEqualTo(403);
            assertThat(shown("/fhir/Observation/O1")).isEmpty();
        }
    }

    private List<String> shown(String path) {
        return ehr.wire().getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .filter(request -> request.getUrl().startsWith(path))
                .map(request -> String.valueOf(request.getHeader("Authorization")))
                .toList();
    }
}
