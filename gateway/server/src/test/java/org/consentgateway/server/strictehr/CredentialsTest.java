package org.consentgateway.server.strictehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the EHR asks of who calls it: a credential for each kind of call, and an answer to what it refuses. */
class CredentialsTest {

    @Test
    void the_callers_token_goes_with_what_the_caller_asks_and_the_gateways_own_credential_with_the_rest()
            throws Exception {
        try (World world = new World(Map.of(
                "GATEWAY_UPSTREAM_AUTH", "forward",
                "GATEWAY_LOOKUP_AUTH", "basic",
                "GATEWAY_LOOKUP_AUTH_USERNAME", FakeEhr.USER,
                "GATEWAY_LOOKUP_AUTH_PASSWORD", FakeEhr.PASSWORD,
                "GATEWAY_CONSENT_MAX_AGE", "0s"))) {
            // Given: an EHR that lets nobody ask for consents but the gateway
            world.ehr.put(Chart.denial("DENY", "P2"));
            world.ehr.put(Chart.observation("O2", "P2", "1"));
            world.ehr
                    .wire()
                    .stubFor(any(urlPathEqualTo("/fhir/Consent"))
                            .withHeader("Authorization", equalTo("none"))
                            .willReturn(aResponse().withStatus(401)));

            // When
            Reply denied = world.get("/fhir/Observation/O2", world.tokens.clinician());
            Reply own = world.get("/fhir/DocumentReference/N1", world.tokens.author());

            // Then
            assertThat(denied.status()).isEqualTo(404);
            assertThat(own.text()).contains("CNRY_N1");
            assertThat(shown(world, "/fhir/Observation/O2")).allMatch(value -> value.startsWith("Bearer "));
            for (String looked : List.of("/fhir/Consent", "/fhir/Practitioner", "/fhir/Patient"))
                assertThat(shown(world, looked)).as(looked).isNotEmpty().allMatch(value -> value.startsWith("Basic "));
        }
    }

    @Test
    void histories_bear_the_callers_token_and_look_ups_for_attachments_the_gateways_credential() throws Exception {
        try (World world = new World(
                Map.of(
                        "GATEWAY_UPSTREAM_AUTH",
                        "forward",
                        "GATEWAY_LOOKUP_AUTH",
                        "basic",
                        "GATEWAY_LOOKUP_AUTH_USERNAME",
                        FakeEhr.USER,
                        "GATEWAY_LOOKUP_AUTH_PASSWORD",
                        FakeEhr.PASSWORD),
                FakeEhr.Manner.KEEPS_HISTORY)) {
            // Given: an EHR that takes no call without a credential
            world.ehr
                    .wire()
                    .stubFor(any(urlPathMatching("/fhir/.*"))
                            .withHeader("Authorization", absent())
                            .willReturn(aResponse().withStatus(401)));

            // When
            Reply history = world.get("/fhir/Observation/O1/_history", world.tokens.clinician());
            Reply attachment = world.get("/fhir/Binary/N1b", world.tokens.author());

            // Then
            assertThat(history.status()).isEqualTo(200);
            assertThat(attachment.text()).contains("CNRY_N1B");
            assertThat(shown(world, "/fhir/Observation/O1/_history")).allMatch(value -> value.startsWith("Bearer "));
            assertThat(shown(world, "/fhir/")).noneMatch("null"::equals);
        }
    }

    private static List<String> shown(World world, String path) {
        return world.ehr.wire().getAllServeEvents().stream()
                .map(ServeEvent::getRequest)
                .filter(request -> request.getUrl().startsWith(path))
                .map(request -> String.valueOf(request.getHeader("Authorization")))
                .toList();
    }

    @Test
    void a_token_that_the_EHR_no_longer_takes_is_replaced_once() throws Exception {
        FakeEhr ehr = new FakeEhr();
        token(ehr, "first");
        try (World world = new World(
                ehr,
                ehr.url(),
                Map.of(
                        "GATEWAY_UPSTREAM_AUTH", "client-credentials",
                        "GATEWAY_UPSTREAM_AUTH_TOKEN_URL", ehr.url().replace("/fhir", "/token"),
                        "GATEWAY_UPSTREAM_AUTH_CLIENT_ID", "gateway",
                        "GATEWAY_UPSTREAM_AUTH_CLIENT_SECRET", "s3cret"))) {
            // Given: the first token is revoked
            token(ehr, "second");
            ehr.wire()
                    .stubFor(any(urlPathMatching("/fhir/.*"))
                            .withHeader("Authorization", equalTo("Bearer first"))
                            .willReturn(aResponse().withStatus(401)));

            // When, Then
            assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician())
                            .status())
                    .isEqualTo(200);

            // Given: it takes none
            ehr.wire()
                    .stubFor(any(urlPathMatching("/fhir/.*"))
                            .willReturn(aResponse().withStatus(401)));
            ehr.wire().resetRequests();

            // When, Then
            assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician())
                            .status())
                    .isEqualTo(502);
            assertThat(ehr.asked().stream().filter(asked -> asked.contains("/fhir/Observation/O1")))
                    .hasSize(2);
        }
    }

    private static void token(FakeEhr ehr, String value) {
        ehr.wire()
                .stubFor(post(urlPathEqualTo("/token"))
                        .willReturn(okJson("{\"access_token\":\"" + value + "\",\"expires_in\":3600}")));
    }

    @Test
    void what_the_EHR_forbids_is_told_where_nothing_can_be_hidden() throws Exception {
        try (World world = new World(Map.of())) {
            String none = world.get("/fhir/DocumentReference/NONE", world.tokens.clinician())
                    .text();
            world.ehr
                    .wire()
                    .stubFor(any(urlPathMatching("/fhir/(Practitioner|DocumentReference|Observation|Organization).*"))
                            .willReturn(aResponse().withStatus(403).withBody("CNRY_403")));
            for (String target : List.of(
                    "Observation?patient=P1",
                    "DocumentReference?patient=P1",
                    "Practitioner?name=x",
                    "Organization/org-a"))
                assertThat(world.get("/fhir/" + target, world.tokens.clinician())
                                .status())
                        .as(target)
                        .isEqualTo(403);
            Reply note = world.get("/fhir/DocumentReference/N1", world.tokens.clinician());
            assertThat(note.status()).isEqualTo(404);
            assertThat(note.text()).isEqualTo(none);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void the_EHRs_wish_to_be_left_alone_is_passed_on_as_seconds_though_it_names_a_date(int status) throws Exception {
        try (World world = new World(Map.of())) {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
            world.ehr
                    .wire()
                    .stubFor(any(urlPathMatching("/fhir/Observation.*"))
                            .willReturn(aResponse().withStatus(status).withHeader("Retry-After", date)));
            Reply reply = world.get("/fhir/Observation?patient=P1", world.tokens.clinician());
            assertThat(reply.status()).isEqualTo(status);
            assertThat(Stream.of(reply.header("Retry-After").orElse("")).mapToInt(Integer::parseInt))
                    .allMatch(seconds -> seconds > 60 && seconds <= 91);
        }
    }
}
