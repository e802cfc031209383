package org.consentgateway.server.apps;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Habits of client libraries that a FHIR server puts up with: the gateway does too, and hides what it hides all the same. */
class AppHabitsTest {

    private static final Map<String, String> FHIR = Map.of("Content-Type", "application/fhir+json");

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of());
        world.ehr.put(Chart.binary("OB", "Observation/O1", "plain text"));
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @BeforeEach
    void fresh() {
        world.ehr.reset();
    }

    private static Reply ask(String method, String target, Map<String, String> headers, String body) throws Exception {
        return world.ask(method, target, world.tokens.clinician(), headers, body);
    }

    private static List<String> ids(Reply reply) {
        return Chart.parse(reply.text()).path("entry").findValues("resource").stream()
                .map(resource -> resource.path("id").asText())
                .toList();
    }

    @Test
    void everything_by_post_is_everything_by_get() throws Exception {
        // When
        Reply posted = ask(
                "POST",
                "/fhir/Patient/P1/$everything",
                FHIR,
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"_count\",\"valueInteger\":50}]}");
        Reply got = ask("GET", "/fhir/Patient/P1/$everything?_count=50", Map.of(), "");

        // Then
        assertThat(posted.status()).isEqualTo(200);
        assertThat(posted.text()).isEqualTo(got.text());
        assertThat(ids(posted)).contains("P1", "O1").doesNotContain("N1");
        assertThat(ask("POST", "/fhir/Patient/P1/$everything", Map.of(), "").text())
                .isEqualTo(
                        ask("GET", "/fhir/Patient/P1/$everything", Map.of(), "").text());
    }

    @Test
    void a_code_system_is_asked_by_post() throws Exception {
        // Given
        world.ehr
                .wire()
                .stubFor(get(urlPathEqualTo("/fhir/ValueSet/$validate-code"))
                        .willReturn(aResponse()
                                .withHeader("Content-Type", "application/fhir+json")
                                .withBody("{\"resourceType\":\"Parameters\",\"parameter\":"
                                        + "[{\"name\":\"result\",\"valueBoolean\":true}]}")));

        // When
        Reply reply = ask(
                "POST",
                "/fhir/ValueSet/$validate-code",
                FHIR,
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\"http://v\"},"
                        + "{\"name\":\"coding\",\"valueCoding\":{\"system\":\"http://s\",\"code\":\"a\"}}]}");

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(Chart.parse(reply.text())
                        .path("parameter")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("result");
        assertThat(world.ehr.asked())
                .contains("GET /fhir/ValueSet/$validate-code?url=http%3A%2F%2Fv&system=http%3A%2F%2Fs&code=a");
    }

    @Test
    void a_body_that_no_query_could_carry_is_refused_by_name() throws Exception {
        // When
        Reply reply = ask(
                "POST",
                "/fhir/ValueSet/$expand",
                FHIR,
                "{\"resourceType\":\"Parameters\",\"parameter\":"
                        + "[{\"name\":\"valueSet\",\"resource\":{\"resourceType\":\"ValueSet\"}}]}");

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("`valueSet`");
        assertThat(ask("POST", "/fhir/Patient/P1/$everything", FHIR, "{\"resourceType\":\"Patient\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void raw_bytes_make_a_binary_and_come_back_as_what_they_are() throws Exception {
        // When
        Reply created = ask("POST", "/fhir/Binary", Map.of("Content-Type", "application/pdf"), "%PDF-1.7");

        // Then
        assertThat(created.status()).isEqualTo(201);
        String id = created.header("Location")
                .orElseThrow()
                .replaceAll(".*/Binary/", "")
                .replaceAll("/.*", "");
        JsonNode stored = world.ehr.get("Binary/" + id);
        assertThat(stored.path("contentType").asText()).isEqualTo("application/pdf");
        assertThat(stored.path("data").asText()).isEqualTo("JVBERi0xLjc=");
    }

    @Test
    void a_binary_comes_in_its_own_media_type_unless_fhir_is_asked_for() throws Exception {
        for (Map<String, String> accept : List.of(Map.<String, String>of(), Map.of("Accept", "*/*"))) {
            Reply raw = ask("GET", "/fhir/Binary/OB", accept, "");
            assertThat(raw.status()).isEqualTo(200);
            assertThat(raw.header("Content-Type")).contains("text/plain");
            assertThat(raw.text()).isEqualTo("plain text");
        }
        Reply fhir = ask("GET", "/fhir/Binary/OB", Map.of("Accept", "application/fhir+json"), "");
        assertThat(Chart.parse(fhir.text()).path("resourceType").asText()).isEqualTo("Binary");
        Reply hidden = ask("GET", "/fhir/Binary/N1b", Map.of(), "");
        Reply missing = ask("GET", "/fhir/Binary/none", Map.of(), "");
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.text()).isEqualTo(missing.text());
    }

    @Test
    void what_is_not_known_is_left_out_where_the_client_prefers_that() throws Exception {
        // When
        Reply lenient =
                ask("GET", "/fhir/Observation?patient=P1&ah-practice=7", Map.of("Prefer", "handling=lenient"), "");

        // Then
        assertThat(lenient.status()).isEqualTo(200);
        assertThat(lenient.text()).contains("/fhir/Observation?patient=P1\"").doesNotContain("ah-practice");
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("ah-practice"));
        assertThat(ask("GET", "/fhir/Observation?patient=P1&ah-practice=7", Map.of(), "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_offer_to_speak_another_protocol_is_left_aside() throws Exception {
        // HttpClient 5.4 and later offer TLS on a plain connection: RFC 2817
        Reply reply = ask("GET", "/fhir/Patient/P1", Map.of("Upgrade", "TLS/1.2", "Connection", "Upgrade"), "");
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void an_entry_may_begin_with_a_slash() throws Exception {
        // When
        Reply reply = ask(
                "POST",
                "/fhir",
                FHIR,
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                        + "{\"request\":{\"method\":\"GET\",\"url\":\"/Patient/P1\"}},"
                        + "{\"request\":{\"method\":\"GET\",\"url\":\"/DocumentReference/N1\"}}]}");

        // Then
        assertThat(Chart.parse(reply.text()).findValuesAsText("status")).containsExactly("200", "404");
    }
}
