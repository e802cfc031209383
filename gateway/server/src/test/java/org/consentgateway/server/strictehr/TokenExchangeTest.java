package org.consentgateway.server.strictehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8693: the EHR sees the person who asks on what they ask, and the gateway on what it looks up. */
class TokenExchangeTest {

    private final FakeEhr ehr = new FakeEhr();

    private World world() throws Exception {
        return new World(
                ehr,
                ehr.url(),
                Map.of(
                        "GATEWAY_UPSTREAM_AUTH", "exchange",
                        "GATEWAY_UPSTREAM_AUTH_TOKEN_URL", ehr.url().replace("/fhir", "/token"),
                        "GATEWAY_UPSTREAM_AUTH_CLIENT_ID", "gateway",
                        "GATEWAY_UPSTREAM_AUTH_CLIENT_SECRET", "s3cret",
                        "GATEWAY_LOOKUP_AUTH", "basic",
                        "GATEWAY_LOOKUP_AUTH_USERNAME", FakeEhr.USER,
                        "GATEWAY_LOOKUP_AUTH_PASSWORD", FakeEhr.PASSWORD));
    }

    @Test
    void the_EHR_sees_each_caller_on_data_and_the_gateway_on_look_ups() throws Exception {
        try (World world = world()) {
            // Given
            String clinician = world.tokens.clinician();
            String author = world.tokens.author();
            token(clinician, "ehr-clinician", "Bearer");
            token(author, "ehr-author", "Bearer");

            // When
            for (int i = 0; i < 3; i++)
                assertThat(world.get("/fhir/Observation/O1", clinician).status())
                        .isEqualTo(200);
            assertThat(world.get("/fhir/DocumentReference/N1", author).text()).contains("CNRY_N1");

            // Then
            assertThat(shown("/fhir/Observation/O1")).isNotEmpty().containsOnly("Bearer ehr-clinician");
            assertThat(shown("/fhir/DocumentReference/N1")).contains("Bearer ehr-author");
            for (String looked : List.of("/fhir/Consent", "/fhir/Practitioner"))
                assertThat(shown(looked)).as(looked).isNotEmpty().allMatch(value -> value.startsWith("Basic "));
            assertThat(asked("/token")
                            .filter(request -> request.getBodyAsString().contains(clinician)))
                    .hasSize(1);
        }
    }

    @Test
    void an_exchanged_token_that_the_EHR_no_longer_takes_is_replaced_once() throws Exception {
        try (World world = world()) {
            String clinician = world.tokens.clinician();
            token(clinician, "first", "Bearer");
            assertThat(world.get("/fhir/Observation/O1", clinician).status()).isEqualTo(200);

            // Given
            token(clinician, "second", "Bearer");
            ehr.wire()
                    .stubFor(any(urlPathMatching("/fhir/.*"))
                            .withHeader("Authorization", equalTo("Bearer first"))
                            .willReturn(aResponse().withStatus(401)));

            // When, Then
            assertThat(world.get("/fhir/Observation/O1", clinician).status()).isEqualTo(200);
            assertThat(asked("/token")).hasSize(2);
        }
    }

    @Test
    void who_gets_no_token_of_the_EHR_gets_no_data_of_it_by_another_credential() throws Exception {
        try (World world = world()) {
            refusing("invalid_request", 400);
            assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician())
                            .status())
                    .isEqualTo(403);

            String author = world.tokens.author();
            token(author, "other", "N_A"); // RFC 8693 2.2.1: no access token
            assertThat(world.get("/fhir/Observation/O1", author).status()).isEqualTo(503);
            assertThat(shown("/fhir/Observation/O1")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // what is wrong is who asks: RFC 8693 2.2.2, and as Keycloak says it
        "400, invalid_request, 403",
        "400, invalid_token, 403",
        "400, invalid_grant, 403",
        "403, access_denied, 403",
        // what is wrong is how the gateway is set up, or the server
        "401, invalid_client, 503",
        "400, unauthorized_client, 503",
        "400, invalid_scope, 503",
        "500, server_error, 503"
    })
    void a_refusal_is_told_as_what_it_is_about(int status, String error, int told) throws Exception {
        try (World world = world()) {
            refusing(error, status);
            Reply note = world.get("/fhir/DocumentReference/N1", world.tokens.clinician());
            Reply none = world.get("/fhir/DocumentReference/NONE", world.tokens.clinician());
            assertThat(note.status()).isEqualTo(told);
            assertThat(note.text()).isEqualTo(none.text()).doesNotContain(error);
        }
    }

    @Test
    void who_is_refused_is_not_asked_about_again_for_a_moment_and_takes_nobody_along() throws Exception {
        try (World world = world()) {
            // Given
            refusing("invalid_request", 400);
            String clinician = world.tokens.clinician();
            String author = world.tokens.author();
            token(author, "ehr-author", "Bearer");

            // When: more than any breaker looks at
            for (int i = 0; i < 60; i++)
                assertThat(world.get("/fhir/Observation/O1", clinician).status())
                        .isEqualTo(403);
            for (int i = 0; i < 60; i++)
                assertThat(world.get("/fhir/Observation/O1", world.tokens.person("stranger-" + i))
                                .status())
                        .isEqualTo(403);

            // Then
            assertThat(world.get("/fhir/Observation/O1", author).status()).isEqualTo(200);
            assertThat(asked("/token")
                            .filter(request -> request.getBodyAsString().contains(clinician)))
                    .hasSizeLessThan(20);
        }
    }

    @Test
    void while_the_token_endpoint_is_down_those_who_have_a_token_go_on() throws Exception {
        try (World world = world()) {
            // Given
            String author = world.tokens.author();
            token(author, "ehr-author", "Bearer");
            assertThat(world.get("/fhir/Observation/O1", author).status()).isEqualTo(200);
            ehr.wire()
                    .stubFor(post(urlPathEqualTo("/token"))
                            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

            // When
            for (int i = 0; i < 60; i++)
                assertThat(world.get("/fhir/Observation/O1", world.tokens.person("late-" + i))
                                .status())
                        .isEqualTo(503);

            // Then
            assertThat(world.get("/fhir/Observation/O1", author).status()).isEqualTo(200);
        }
    }

    private void refusing(String error, int status) {
        ehr.wire()
                .stubFor(post(urlPathEqualTo("/token"))
                        .willReturn(aResponse()
                                .withStatus(status)
                                .withHeader("Content-Type", "application/json")
                                .withBody("{\"error\":\"" + error + "\"}")));
    }

    private void token(String caller, String value, String type) {
        ehr.wire()
                .stubFor(post(urlPathEqualTo("/token"))
                        .withRequestBody(
                                containing("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"))
                        .withRequestBody(containing("subject_token=" + caller))
                        .willReturn(okJson("{\"access_token\":\"" + value + "\",\"token_type\":\"" + type
                                + "\",\"expires_in\":3600}")));
    }

    private Stream<Request> asked(String path) {
        return ehr.wire().getAllServeEvents().stream()
                .map(ServeEvent::getRequest)
                .map(Request.class::cast)
                .filter(request -> request.getUrl().startsWith(path));
    }

    private List<String> shown(String path) {
        return asked(path)
                .map(request -> String.valueOf(request.getHeader("Authorization")))
                .toList();
    }
}
