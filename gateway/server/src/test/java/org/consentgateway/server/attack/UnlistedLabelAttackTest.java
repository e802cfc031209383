package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A label hides a resource of any type. What points at one of a type that the pack does not list goes too, once the gateway
 * knows that such a label is there: it asks at start where the EHR searches by label, and remembers what it sees.
 */
class UnlistedLabelAttackTest {

    private static final String LABEL = "'meta':{'versionId':'1','security':[{'system':"
            + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]}";

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace("LABEL", LABEL).replace('\'', '"'));
    }

    private static ObjectNode labelled(String type) {
        return json(
                "{'resourceType':'%s','id':'L1',LABEL,'subject':{'reference':'Patient/P1'},'code':{'text':'CNRY_L1'}}"
                        .formatted(type));
    }

    private static ObjectNode pointing(String type) {
        return json(
                ("{'resourceType':'Encounter','id':'EP','meta':{'versionId':'1'},'status':'finished','class':{'code':'AMB'},"
                                + "'subject':{'reference':'Patient/P1'},'diagnosis':[{'condition':{'reference':'%s/L1'}},"
                                + "{'condition':{'reference':'%s/O1'}}]}")
                        .formatted(type, type));
    }

    private static ObjectNode ordinary(String type) {
        return json(
                "{'resourceType':'%s','id':'O1','meta':{'versionId':'1'},'subject':{'reference':'Patient/P1'},'code':{'text':'seen'}}"
                        .formatted(type));
    }

    @ParameterizedTest
    @CsvSource({
        "MedicationRequest, MedicationRequest/L1",
        "MedicationRequest, MedicationRequest?patient=P1",
        "Immunization, Immunization?patient=P1",
        "ServiceRequest, Patient/P1/$everything"
    })
    void what_points_at_a_type_that_was_seen_labelled_points_at_it_no_more(String type, String seen) throws Exception {
        try (World world = new World(Map.of())) {
            world.ehr.put(labelled(type));
            world.ehr.put(ordinary(type));
            world.ehr.put(pointing(type));

            Reply hidden = world.get("/fhir/" + seen, world.tokens.clinician());

            World.noCanary(hidden.all());
            Reply encounter = world.get("/fhir/Encounter/EP", world.tokens.clinician());
            assertThat(encounter.text()).contains(type + "/O1").doesNotContain("L1");
        }
    }

    @Test
    void no_request_is_judged_by_what_was_seen() throws Exception {
        try (World world = new World(Map.of())) {
            String update = ordinary("ServiceRequest").put("id", "new-1").toString();
            Map<String, String> json = Map.of("Content-Type", "application/fhir+json");
            Reply before = world.ask("PUT", "/fhir/ServiceRequest/new-1", world.tokens.clinician(), json, update);
            world.ehr.put(labelled("ServiceRequest"));
            world.get("/fhir/ServiceRequest/L1", world.tokens.clinician());

            Reply after = world.ask(
                    "PUT",
                    "/fhir/ServiceRequest/new-2",
                    world.tokens.clinician(),
                    json,
                    update.replace("new-1", "new-2"));

            assertThat(after.status()).isEqualTo(before.status()).isIn(200, 201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MedicationRequest", "ServiceRequest"})
    void an_ehr_that_searches_by_label_is_asked_at_start(String type) throws Exception {
        try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"))) {
            for (ObjectNode one : Chart.all()) ehr.put(one);
            ehr.put(labelled(type));
            ehr.put(ordinary(type));
            ehr.put(pointing(type));
            try (World world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_LABELS_PROBE", "at-start"))) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(world.get("/fhir/Encounter/EP", world.tokens.clinician())
                                        .text())
                                .contains(type + "/O1")
                                .doesNotContain("L1"));
            }
        }
    }

    /** As the pack lists them: problem, intervention, plan, goal, alert, task. */
    @ParameterizedTest
    @ValueSource(strings = {"Condition", "Procedure", "CarePlan", "Goal", "Flag", "Task"})
    void what_points_at_a_type_that_may_bear_a_label_is_closed_before_any_was_seen(String type) throws Exception {
        try (World world = new World(Map.of())) {
            // Given
            world.ehr.put(labelled(type));
            world.ehr.put(ordinary(type));
            world.ehr.put(pointing(type));
            Map<String, String> json = Map.of("Content-Type", "application/fhir+json");
            String token = world.tokens.clinician();

            // When
            Reply encounter = world.get("/fhir/Encounter/EP", token);
            Reply hidden = world.ask(
                    "PUT",
                    "/fhir/" + type + "/L1",
                    token,
                    json,
                    ordinary(type).put("id", "L1").toString());
            Reply missing = world.ask(
                    "PUT",
                    "/fhir/" + type + "/none",
                    token,
                    json,
                    ordinary(type).put("id", "none").toString());

            // Then
            assertThat(encounter.text()).contains(type + "/O1").doesNotContain("L1");
            assertThat(hidden.status()).isEqualTo(405);
            assertThat(hidden.text()).isEqualTo(missing.text());
            assertThat(world.ehr.get(type + "/L1").toString()).contains("CNRY_L1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Encounter?_has:Condition:encounter:clinical-status=active",
                "Encounter?diagnosis:Condition.clinical-status=active",
                "Patient?_has:Task:patient:status=draft"
            })
    void no_search_sees_through_a_type_that_may_bear_a_label(String search) throws Exception {
        try (World world = new World(Map.of())) {
            assertThat(world.get("/fhir/" + search, world.tokens.clinician()).status())
                    .isEqualTo(400);
        }
    }
}
