package org.consentgateway.server.strictehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr.Manner;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Habits of EHRs, one at a time: what a caller may have comes whole, and what a patient denied does not come. */
class HabitsTest {

    private static final int MANY = 60;
    private static final Map<String, String> FRESH = Map.of("GATEWAY_CONSENT_MAX_AGE", "0s");

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"FIRST_ID_ONLY", "ONE_ID_REFUSED", "ID_IGNORED", "SEARCH_FORBIDDEN", "NO_COUNT", "NO_TOTAL"})
    void sixty_results_are_shown_whatever_way_they_must_be_asked_for(Manner manner) throws Exception {
        try (World world = new World(Map.of(), manner)) {
            // Given: a report, a list and a series that point at sixty each, and at one note
            for (int i = 0; i < MANY; i++) world.ehr.put(Chart.document("D" + i, "P1", "11488-4"));
            world.ehr.put(pointing("Composition", "RESULTS", "section", "entry"));
            world.ehr.put(pointing("List", "LIST", "entry", "item"));
            world.ehr.put(pointing("DocumentManifest", "SERIES", "content", ""));

            for (String target : List.of(
                    "Composition/RESULTS",
                    "List/LIST",
                    "DocumentManifest/SERIES",
                    "List?patient=P1",
                    "Composition?patient=P1")) {
                // When
                world.ehr.wire().resetRequests();
                Reply reply = world.get("/fhir/" + target, world.tokens.clinician());

                // Then
                assertThat(reply.status()).as(target).isEqualTo(200);
                List<String> shown = pointers(reply);
                assertThat(shown).as(target).hasSize(MANY).doesNotContain("DocumentReference/N1");
            }
            // what the EHR cannot do is not asked again
            if (manner != Manner.NO_TOTAL && manner != Manner.NO_COUNT)
                assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("_id=") && asked.contains("%2C"));
            assertThat(world.ehr.asked()).hasSizeLessThan(MANY + 20);
            world.nothingLeftBehind();
        }
    }

    private static ObjectNode pointing(String type, String id, String list, String item) {
        ObjectNode resource = Chart.parse("{\"resourceType\":\"" + type + "\",\"id\":\"" + id
                + "\",\"status\":\"current\",\"subject\":{\"reference\":\"Patient/P1\"}}");
        ArrayNode all = resource.putArray(list);
        List<String> ids = new ArrayList<>(List.of("N1"));
        for (int i = 0; i < MANY; i++) ids.add("D" + i);
        for (String one : ids) {
            ObjectNode reference = Chart.parse("{\"reference\":\"DocumentReference/" + one + "\"}");
            if (item.isEmpty()) all.add(reference);
            else if (item.equals("entry")) all.addObject().putArray("entry").add(reference);
            else all.addObject().set(item, reference);
        }
        return resource;
    }

    private static List<String> pointers(Reply reply) {
        return Chart.parse(reply.text()).findValuesAsText("reference").stream()
                .map(reference -> reference.replaceAll(".*/(DocumentReference/)", "$1"))
                .filter(reference -> reference.startsWith("DocumentReference/"))
                .toList();
    }

    @Test
    void one_result_that_cannot_be_read_costs_no_other() throws Exception {
        try (World world = new World(Map.of(), Manner.ONE_ID_REFUSED)) {
            for (int i = 0; i < MANY; i++) world.ehr.put(Chart.document("D" + i, "P1", "11488-4"));
            world.ehr.put(pointing("List", "LIST", "entry", "item"));
            world.ehr
                    .wire()
                    .stubFor(any(urlPathMatching("/fhir/DocumentReference/D7"))
                            .willReturn(aResponse().withStatus(500)));

            Reply reply = world.get("/fhir/List/LIST", world.tokens.clinician());

            assertThat(reply.status()).isEqualTo(200);
            assertThat(pointers(reply)).hasSize(MANY - 1).doesNotContain("DocumentReference/D7");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {
                "ONE_PATIENT_A_SEARCH",
                "FIRST_PATIENT_ONLY",
                "NO_COUNT",
                "ESTIMATED_TOTAL",
                "OTHER_HOST_NEXT",
                "RELATIVE_NEXT",
                "BARE_NEXT"
            })
    void a_denial_is_heard_whatever_way_consents_must_be_asked_for(Manner manner) throws Exception {
        try (World world = new World(FRESH, manner)) {
            world.ehr.put(Chart.denial("Z-DENY", "P2"));
            world.ehr.put(Chart.observation("O2", "P2", "1"));
            world.ehr.largestPage(1); // so that the denial comes on a later page, beside P1's Consents
            world.ehr.put(Chart.denial("A-OTHER", "P3"));
            for (int i = 0; i < 3; i++) {
                ObjectNode draft = Chart.denial("M" + i, "P2");
                world.ehr.put(draft.put("status", "draft"));
            }
            for (String target :
                    List.of("/fhir/Observation?_id=O1,O2", "/fhir/Observation/O2", "/fhir/Observation?_id=O2,O1")) {
                Reply reply = world.get(target, world.tokens.clinician());
                assertThat(reply.text()).as(target).doesNotContain("\"O2\"");
            }
            assertThat(world.get("/fhir/Observation/O1", world.tokens.clinician())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_denial_on_the_record_that_a_patient_replaces_is_followed_from_the_patient() throws Exception {
        // Given: an EHR that ignores `link`, and five hundred patients
        try (World world = new World(FRESH, Manner.LINK_IGNORED)) {
            for (int i = 0; i < 500; i++)
                world.ehr.put(Chart.parse("{\"resourceType\":\"Patient\",\"id\":\"X" + i + "\"}"));
            world.ehr.largestPage(10);
            world.ehr.put(Chart.parse("{\"resourceType\":\"Patient\",\"id\":\"P2\",\"link\":[{\"type\":\"replaces\","
                    + "\"other\":{\"reference\":\"Patient/P2old\"}}]}"));
            world.ehr.put(Chart.parse("{\"resourceType\":\"Patient\",\"id\":\"P2old\"}"));
            world.ehr.put(Chart.denial("OLD-DENY", "P2old"));

            // When, Then
            assertThat(world.get("/fhir/DocumentReference/SUM2", world.tokens.clinician())
                            .status())
                    .isEqualTo(404);
            // and the therapist has her own note
            assertThat(world.get("/fhir/DocumentReference/N1", world.tokens.author())
                            .text())
                    .contains("CNRY_N1");
            assertThat(world.ehr.asked()).hasSizeLessThan(40);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"RELATIVE_NEXT", "OTHER_HOST_NEXT", "BARE_NEXT", "ESTIMATED_TOTAL"})
    void every_page_is_reached_whatever_its_link_looks_like(Manner manner) throws Exception {
        try (World world = new World(Map.of(), manner)) {
            for (int i = 10; i < 40; i++) world.ehr.put(Chart.observation("O" + i, "P1", "1"));
            List<String> ids = new ArrayList<>();
            String target = "/fhir/Observation?patient=P1&_count=7";
            for (int pages = 0; !target.isEmpty() && pages < 12; pages++) {
                Reply reply = world.get(target, world.tokens.clinician());
                assertThat(reply.status()).isEqualTo(200);
                Chart.parse(reply.text())
                        .path("entry")
                        .forEach(entry ->
                                ids.add(entry.path("resource").path("id").asText()));
                target = StreamSupport.stream(
                                Chart.parse(reply.text()).path("link").spliterator(), false)
                        .filter(link -> link.path("relation").asText().equals("next"))
                        .map(link -> link.path("url").asText().replace("https://gateway.example", ""))
                        .findFirst()
                        .orElse("");
            }
            assertThat(ids).hasSize(31).doesNotHaveDuplicates();
        }
    }
}
