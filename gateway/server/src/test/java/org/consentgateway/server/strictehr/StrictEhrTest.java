package org.consentgateway.server.strictehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.FakeEhr.Manner;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** An EHR that does no more than it must: credentials asked for, no history, few searches, no totals, odd links. */
class StrictEhrTest {

    private static final Map<String, String> BASIC = Map.of(
            "GATEWAY_UPSTREAM_AUTH", "basic",
            "GATEWAY_UPSTREAM_AUTH_USERNAME", FakeEhr.USER,
            "GATEWAY_UPSTREAM_AUTH_PASSWORD", FakeEhr.PASSWORD,
            "GATEWAY_CONSENT_AUTH", "basic",
            "GATEWAY_CONSENT_AUTH_USERNAME", FakeEhr.USER,
            "GATEWAY_CONSENT_AUTH_PASSWORD", FakeEhr.PASSWORD);

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(
                BASIC,
                Manner.WANTS_BASIC,
                Manner.NO_HISTORY,
                Manner.NO_LABEL_SEARCH,
                Manner.NO_LOCATION_SEARCH,
                Manner.NO_TOTAL,
                Manner.RELATIVE_NEXT);
        ObjectNode role = Chart.parse("{\"resourceType\":\"PractitionerRole\",\"id\":\"dr-o-role\",\"practitioner\":"
                + "{\"reference\":\"Practitioner/dr-o\"},\"code\":[{\"coding\":[{\"system\":"
                + "\"http://nucc.org/provider-taxonomy\",\"code\":\"103TC0700X\"}]}]}");
        world.ehr.put(role);
        world.ehr.put(Chart.note("NR", "P1", "PractitionerRole/dr-o-role", "CNRY_NR"));
        // nothing says whose it is but the link of the note
        world.ehr.put(Chart.binary("NRb", "", "CNRY_NRB"));
        world.ehr.put(Chart.authorization("C-AUTH"));
        for (int i = 10; i < 40; i++) world.ehr.put(Chart.observation("O" + i, "P1", "1"));
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

    @Test
    void the_gateway_brings_its_own_credential_and_never_the_callers() throws Exception {
        assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician()).status())
                .isEqualTo(200);
        assertThat(world.ehr.wire().getAllServeEvents()).isNotEmpty().allSatisfy(event -> assertThat(
                        event.getRequest().getHeader("Authorization"))
                .startsWith("Basic "));
    }

    @Test
    void a_note_is_hidden_by_its_label_alone() throws Exception {
        Reply note = world.get("/fhir/DocumentReference/N1", world.tokens.clinician());
        Reply none = world.get("/fhir/DocumentReference/N777", world.tokens.clinician());
        assertThat(note.status()).isEqualTo(404);
        assertThat(note.text()).isEqualTo(none.text());
        assertThat(world.get("/fhir/DocumentReference/SUM1", world.tokens.clinician())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void an_author_is_known_through_their_role_and_without_history() throws Exception {
        assertThat(world.get("/fhir/DocumentReference/NR", world.tokens.author())
                        .text())
                .contains("CNRY_NR");
        assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.author())
                        .text())
                .contains("CNRY_N1");
    }

    @Test
    void a_search_without_totals_yields_what_the_caller_may_see() throws Exception {
        Reply reply = world.get("/fhir/DocumentReference?patient=P1", world.tokens.clinician());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(ids(reply)).containsExactly("SUM1");
        assertThat(reply.text()).doesNotContain("CNRY_");
    }

    @Test
    void pages_are_followed_over_relative_links() throws Exception {
        assertThat(walked(world)).hasSize(31);
    }

    @Test
    void pages_are_followed_where_the_links_name_another_host() throws Exception {
        try (World other = new World(Map.of(), Manner.OTHER_HOST_NEXT, Manner.NO_TOTAL)) {
            for (int i = 10; i < 40; i++) other.ehr.put(Chart.observation("O" + i, "P1", "1"));
            assertThat(walked(other)).hasSize(31);
        }
    }

    private static Set<String> walked(World in) throws Exception {
        Set<String> ids = new TreeSet<>();
        String target = "/fhir/Observation?patient=P1&_count=7";
        for (int pages = 0; !target.isEmpty(); pages++) {
            assertThat(pages).isLessThan(12);
            Reply reply = in.get(target, in.tokens.clinician());
            assertThat(reply.status()).isEqualTo(200);
            ids.addAll(ids(reply));
            target = next(reply);
        }
        return ids;
    }

    private static String next(Reply reply) {
        return StreamSupport.stream(Chart.parse(reply.text()).path("link").spliterator(), false)
                .filter(link -> link.path("relation").asText().equals("next"))
                .map(link -> link.path("url").asText().replace("https://gateway.example", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void everything_of_a_patient_leaves_the_notes_out() throws Exception {
        Reply reply = world.get("/fhir/Patient/P1/$everything", world.tokens.clinician());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(ids(reply)).contains("P1", "SUM1", "O1", "PR1").doesNotContain("N1", "NR");
        assertThat(reply.text()).doesNotContain("CNRY_").doesNotContain("DocumentReference/N1");
    }

    @Test
    void a_binary_that_only_a_link_tells_of_is_reached_by_that_link_alone() throws Exception {
        // Given: the author has read the note through the gateway
        JsonNode note = Chart.parse(
                world.get("/fhir/DocumentReference/NR", world.tokens.author()).text());
        String link =
                note.path("content").path(0).path("attachment").path("url").asText();

        // When
        Reply attached = world.ask(
                "GET",
                link.startsWith("https://gateway.example")
                        ? link.substring("https://gateway.example".length())
                        : "/fhir/" + link,
                world.tokens.author(),
                Map.of("Accept", "application/fhir+json"),
                "");

        // Then
        assertThat(attached.status()).isEqualTo(200);
        assertThat(world.get("/fhir/Binary/NRb", world.tokens.clinician()).status())
                .isEqualTo(404);
        assertThat(world.get("/fhir/Binary/N1b", world.tokens.clinician()).status())
                .isEqualTo(404);
        assertThat(world.get(
                                link.startsWith("https://gateway.example")
                                        ? link.substring("https://gateway.example".length())
                                        : "/fhir/" + link,
                                world.tokens.clinician())
                        .status())
                .isEqualTo(404);
    }

    @TestFactory
    Stream<DynamicTest> an_EHR_that_has_enough_says_so_to_the_client() {
        return List.of("/fhir/Observation/O1", "/fhir/Observation?patient=P1", "/fhir/Patient/P1/$everything").stream()
                .map(target -> DynamicTest.dynamicTest(target, () -> {
                    world.ehr.reset();
                    world.ehr
                            .wire()
                            .stubFor(any(urlPathMatching("/fhir/(Observation|Patient).*"))
                                    .willReturn(aResponse()
                                            .withStatus(429)
                                            .withHeader("Retry-After", "7")
                                            .withBody("slow down CNRY_429")));
                    Reply reply = world.get(target, world.tokens.clinician());
                    assertThat(reply.status()).isIn(429, 503);
                    assertThat(reply.header("Retry-After")).contains("7");
                    assertThat(reply.text()).doesNotContain("CNRY_");
                }));
    }

    private static List<String> ids(Reply reply) {
        return StreamSupport.stream(Chart.parse(reply.text()).path("entry").spliterator(), false)
                .map(entry -> entry.path("resource").path("id").asText())
                .toList();
    }
}
