package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What anybody writes daily opens no note: for notes the strictest that they ever said of themselves decides. */
class StickyKindTest extends OneWorld {

    private static final String JSON_PATCH = "application/json-patch+json";

    @AfterEach
    void nothingOfTheseStays() {
        for (int i = 1; i <= 5; i++) world.ehr.remove("DocumentReference/K" + i);
    }

    /** A session note that bears no label: its type says what it is. */
    private static ObjectNode counselling(String id) {
        ObjectNode note = Chart.note(id, "P1", "Practitioner/dr-o", "CNRY_" + id);
        note.remove("meta");
        note.withObject("/content/0/attachment").remove("url");
        return note;
    }

    private int read(String target, String who) throws Exception {
        return world.get("/fhir/" + target, world.tokens.person(who)).status();
    }

    private Reply patch(String target, String operation, String token) throws Exception {
        return world.ask(
                "PATCH",
                "/fhir/" + target,
                token,
                Map.of("Content-Type", JSON_PATCH),
                "[" + operation.replace('\'', '"') + "]");
    }

    @Test
    void another_type_opens_no_note() throws Exception {
        world.ehr.put(counselling("K1"));
        assertThat(read("DocumentReference/K1", "dr-c")).isEqualTo(404);

        Reply changed = patch(
                "DocumentReference/K1",
                "{'op':'replace','path':'/type/coding/0/code','value':'11488-4'}",
                world.tokens.person("dr-o"));

        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(world.ehr
                        .get("DocumentReference/K1")
                        .at("/type/coding/0/code")
                        .asText())
                .isEqualTo("11488-4");
        assertThat(read("DocumentReference/K1", "dr-c")).isEqualTo(404);
        World.noCanary(world.get("/fhir/DocumentReference?patient=P1", world.tokens.person("dr-c"))
                .all());
        assertThat(world.get("/fhir/DocumentReference/K1", world.tokens.person("dr-o"))
                        .text())
                .contains("CNRY_K1");
    }

    @Test
    void nor_does_one_that_is_written_past_the_gateway() throws Exception {
        world.ehr.put(counselling("K2"));
        World.noCanary(world.get("/fhir/DocumentReference?patient=P1", world.tokens.person("dr-c"))
                .all());

        ObjectNode changed = counselling("K2");
        changed.withObject("/type").withArray("coding").removeAll();
        world.ehr.put(changed);

        assertThat(read("DocumentReference/K2", "dr-c")).isEqualTo(404);
    }

    @Test
    void nor_does_a_custody_tag() throws Exception {
        ObjectNode kept = Chart.document("K3", "P1", "11488-4");
        kept.withObject("/meta")
                .withArray("tag")
                .addObject()
                .put("system", "https://consentgateway.org/fhir/CodeSystem/custody")
                .put("code", "psychotherapy-store");
        kept.put("description", "CNRY_K3");
        world.ehr.put(kept);
        assertThat(read("DocumentReference/K3", "dr-x")).isEqualTo(404);

        ((ObjectNode) kept.path("meta")).remove("tag");
        world.ehr.put(kept);

        assertThat(read("DocumentReference/K3", "dr-x")).isEqualTo(404);
    }

    @Test
    void what_was_never_a_note_changes_freely() throws Exception {
        world.ehr.put(Chart.document("K4", "P1", "11488-4"));
        assertThat(read("DocumentReference/K4", "dr-c")).isEqualTo(200);

        patch(
                "DocumentReference/K4",
                "{'op':'replace','path':'/type/coding/0/code','value':'18842-5'}",
                world.tokens.person("dr-c"));

        assertThat(read("DocumentReference/K4", "dr-x")).isEqualTo(200);
    }

    @Test
    void two_people_who_say_that_it_is_ordinary_open_it() throws Exception {
        world.ehr.put(counselling("K5"));
        assertThat(read("DocumentReference/K5", "dr-c")).isEqualTo(404);
        ObjectNode changed = counselling("K5");
        changed.withObject("/type").withArray("coding").removeAll();
        world.ehr.put(changed);

        assertThat(answer("K5", world.tokens.person("l-1", "labeller"))).contains("unconfirmed");
        assertThat(read("DocumentReference/K5", "dr-c")).isEqualTo(404);
        assertThat(answer("K5", world.tokens.person("l-2", "labeller"))).contains("counts");

        assertThat(read("DocumentReference/K5", "dr-c")).isEqualTo(200);
        assertThat(read("DocumentReference/K5", "l-1")).isEqualTo(404);
        assertThat(read("DocumentReference/K5", "l-2")).isEqualTo(404);
    }

    private String answer(String id, String token) throws Exception {
        return world.ask(
                        "POST",
                        "/fhir/$label-review",
                        token,
                        Map.of("Content-Type", "application/fhir+json"),
                        ("{'resourceType':'Parameters','parameter':[{'name':'resource','valueReference':{'reference':"
                                        + "'DocumentReference/" + id + "'}},{'name':'answer','valueCode':'ordinary'}]}")
                                .replace('\'', '"'))
                .text();
    }

    @TestFactory
    Stream<DynamicTest> the_visit_is_anybodys_to_write_and_opens_no_note() {
        return Stream.of(
                        "{'op':'replace','path':'/class/code','value':'IMP'}",
                        "{'op':'add','path':'/type','value':[{'coding':[{'code':'x'}]}]}",
                        "{'op':'add','path':'/serviceType','value':{'coding':[{'code':'y'}]}}",
                        "{'op':'add','path':'/location','value':[{'location':{'reference':'Location/ward'}}]}",
                        "{'op':'add','path':'/participant','value':[{'individual':{'reference':'Practitioner/dr-c'}}]}")
                .map(operation -> DynamicTest.dynamicTest(operation, () -> {
                    Reply taken = patch("Encounter/E1", operation, world.tokens.person("dr-c"));
                    assertThat(taken.status()).as(taken.text()).isEqualTo(200);
                    assertThat(read("DocumentReference/N1", "dr-c")).isEqualTo(404);
                }));
    }

    @Test
    void what_is_sent_under_the_id_of_another_makes_no_note_of_that_one() throws Exception {
        ObjectNode sent = counselling("SUM1");
        Reply made = world.ask(
                "POST",
                "/fhir/DocumentReference",
                world.tokens.person("dr-c"),
                Map.of("Content-Type", "application/fhir+json"),
                sent.toString());
        assertThat(made.status()).isEqualTo(201);

        assertThat(read("DocumentReference/SUM1", "dr-x")).isEqualTo(200);
    }
}
