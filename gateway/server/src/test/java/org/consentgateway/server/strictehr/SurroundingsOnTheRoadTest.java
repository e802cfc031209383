package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that ask where a note was made ask the EHR alike whether a note is there or not, and open nothing unasked. */
class SurroundingsOnTheRoadTest {

    private static final String SEARCH = "/fhir/DocumentReference?patient=Patient/P1&_count=50";

    private final HardPairs site = HardPairs.of("epic");
    private final HardPairs.Pair pair = site.pairs.stream()
            .filter(one -> one.how().startsWith("department"))
            .findFirst()
            .orElseThrow();
    private EhrWorld world;

    @BeforeEach
    void before() {
        world = EhrWorld.of(Habits.of("lenient"), Map.of("GATEWAY_POLICY", site.policy()));
        site.around.values().forEach(world.ehr::put);
        world.ehr.put(ofP1(pair.ordinary()));
    }

    @AfterEach
    void after() {
        world.close();
    }

    @Test
    void where_encounters_cannot_be_asked_for_the_answer_is_502_with_a_note_and_without() throws Exception {
        // Given
        world.ehr.failing("Encounter");

        // When
        List<Reply> without = answers();
        world.ehr.put(ofP1(pair.note()));
        List<Reply> with = answers();

        // Then
        assertThat(without).extracting(Reply::status).containsOnly(502);
        assertThat(with).extracting(Reply::status).containsOnly(502);
    }

    @Test
    void a_note_in_an_encounter_that_is_not_there_stays_shut_and_the_others_are_shown() throws Exception {
        // Given
        world.ehr.put(ofP1(pair.note()));
        world.ehr.remove("Encounter/" + encounter(pair.note()));

        // When
        Reply found = world.get(SEARCH, world.tokens.clinician());

        // Then
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.text()).contains(id(pair.ordinary()) + "\"").doesNotContain(id(pair.note()) + "\"");
    }

    @Test
    void a_note_is_not_opened_by_moving_its_encounter_elsewhere() throws Exception {
        // Given
        world.ehr.put(ofP1(pair.note()));
        assertThat(world.get("/fhir/" + id(pair.note()), world.tokens.clinician())
                        .status())
                .isEqualTo(404);

        // When
        ObjectNode moved = site.around("Encounter/" + encounter(pair.note())).deepCopy();
        moved.set(
                "location",
                site.around("Encounter/" + encounter(pair.ordinary()))
                        .path("location")
                        .deepCopy());
        world.ehr.put(moved);

        // Then
        assertThat(world.get("/fhir/" + id(pair.note()), world.tokens.clinician())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void many_documents_of_a_window_cost_one_call_a_type_and_step() throws Exception {
        // Given
        for (int i = 0; i < 20; i++) {
            ObjectNode encounter =
                    site.around("Encounter/" + encounter(pair.ordinary())).deepCopy();
            encounter.put("id", "more-" + i);
            world.ehr.put(encounter);
            ObjectNode document = ofP1(pair.ordinary()).put("id", "more-" + i);
            document.withObject("/context")
                    .withArray("encounter")
                    .removeAll()
                    .addObject()
                    .put("reference", "Encounter/more-" + i);
            world.ehr.put(document);
        }
        int before = world.ehr.asked().size();

        // When
        Reply found = world.get(SEARCH, world.tokens.clinician());

        // Then
        List<String> asked = world.ehr.asked().subList(before, world.ehr.asked().size());
        assertThat(found.text()).contains("DocumentReference/more-19\"");
        assertThat(asked.stream().filter(one -> one.contains("Encounter")).toList())
                .hasSize(2);
        assertThat(asked.stream().filter(one -> one.contains("Location")).toList())
                .hasSizeLessThanOrEqualTo(3);
    }

    private List<Reply> answers() throws Exception {
        List<Reply> answers = new ArrayList<>();
        for (String target : List.of(SEARCH, "/fhir/" + id(pair.note()), "/fhir/" + id(pair.ordinary())))
            answers.add(world.get(target, world.tokens.clinician()));
        return answers;
    }

    private static String id(ObjectNode document) {
        return "DocumentReference/" + document.path("id").asText();
    }

    private static String encounter(ObjectNode document) {
        return document.at("/context/encounter/0/reference").asText().replace("Encounter/", "");
    }

    private static ObjectNode ofP1(ObjectNode document) {
        ObjectNode copy = document.deepCopy();
        copy.withObject("/subject").put("reference", "Patient/P1");
        return copy;
    }
}
