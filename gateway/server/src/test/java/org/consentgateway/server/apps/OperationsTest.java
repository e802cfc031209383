package org.consentgateway.server.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that the EHR carries out: asked as apps ask them, and their answers judged. */
class OperationsTest {

    private static EhrWorld world;
    private static EhrWorld without;

    @BeforeAll
    static void start() {
        Map<String, String> settings = Map.of("GATEWAY_UPSTREAM_OPERATIONS", "Patient/$risk=RiskAssessment");
        world = EhrWorld.of(Habits.of("lenient"), settings);
        without = EhrWorld.of(Habits.of("lenient"), settings);
        without.ehr.remove("DocumentReference/N1");
        without.ehr.remove("Binary/N1b");
        without.ehr.remove("Procedure/PR1");
        without.ehr.put(Chart.parse(("{'resourceType':'Procedure','id':'PR1','status':'completed','code':{'coding':"
                        + "[{'system':'http://snomed.info/sct','code':'75516001'}]},'subject':{'reference':'Patient/P1'},"
                        + "'report':[{'reference':'DocumentReference/SUM1'}]}")
                .replace('\'', '"')));
    }

    @AfterAll
    static void stop() {
        world.close();
        without.close();
    }

    private static Reply post(EhrWorld in, String target, String json) throws Exception {
        return in.send("POST", target, in.tokens.clinician(), json);
    }

    private static String parameters(String... parameters) {
        return "{'resourceType':'Parameters','parameter':[" + String.join(",", parameters) + "]}";
    }

    private static List<String> ids(Reply reply) {
        return Chart.parse(reply.text()).path("entry").findValues("resource").stream()
                .map(resource -> resource.path("id").asText())
                .toList();
    }

    @Test
    void documents_are_referred_to_by_get_and_by_post() throws Exception {
        Reply got = world.get("/fhir/DocumentReference/$docref?patient=P1", world.tokens.clinician());
        Reply posted = post(world, "/fhir/DocumentReference/$docref", parameters("{'name':'patient','valueId':'P1'}"));

        assertThat(got.status()).as(got.text()).isEqualTo(200);
        assertThat(posted.text()).isEqualTo(got.text());
        assertThat(ids(got)).containsExactly("SUM1");
        assertThat(world.get("/fhir/DocumentReference/$docref?patient=P1", world.tokens.author())
                        .text())
                .contains("CNRY_N1");
        assertThat(ids(world.get(
                        "/fhir/DocumentReference/$docref?patient=P1&type=http://loinc.org|34133-9",
                        world.tokens.clinician())))
                .isEmpty();
        // what an EHR writes from a chart bears no label of what went into it
        assertThat(world.get("/fhir/DocumentReference/$docref?patient=P1&on-demand=true", world.tokens.author())
                        .status())
                .isEqualTo(403);
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("$docref"));
    }

    @Test
    void a_patient_is_matched() throws Exception {
        Reply matched = post(
                world,
                "/fhir/Patient/$match",
                parameters("{'name':'resource','resource':{'resourceType':'Patient','birthDate':'1980-02-03'}}"));

        assertThat(matched.status()).as(matched.text()).isEqualTo(200);
        assertThat(ids(matched)).containsExactly("P1");
        assertThat(world.get("/fhir/Patient/$match", world.tokens.clinician()).status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void a_summary_names_what_may_be_seen_and_quotes_nothing(String method) throws Exception {
        Reply reply = world.ask(method, "/fhir/Patient/P1/$summary", world.tokens.clinician(), Map.of(), "");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode document = Chart.parse(reply.text());
        assertThat(document.path("type").asText()).isEqualTo("document");
        assertThat(document.has("timestamp") && document.path("identifier").has("value"))
                .isTrue();
        JsonNode composition = document.at("/entry/0/resource");
        assertThat(composition.path("resourceType").asText()).isEqualTo("Composition");
        assertThat(composition.path("section").findValuesAsText("title"))
                .containsExactly("DocumentReference", "Encounter", "Observation", "Procedure");
        assertThat(ids(reply)).contains("P1", "SUM1", "O1", "PR1").doesNotContain("N1", "N1b");
        assertThat(reply.text()).doesNotContain("CNRY_");
        assertThat(world.ask(method, "/fhir/Patient/none/$summary", world.tokens.clinician(), Map.of(), "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_summary_is_that_of_a_server_without_the_note() throws Exception {
        assertThat(plain(world.get("/fhir/Patient/P1/$summary", world.tokens.clinician())))
                .isEqualTo(plain(without.get("/fhir/Patient/P1/$summary", without.tokens.clinician())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET DocumentReference/$docref?patient=P1",
                "GET DocumentReference/$docref?patient=P1&type=http://loinc.org|34866-4",
                "POST Observation/$validate {'resourceType':'Observation','focus':[{'reference':'DocumentReference/N1'}]}",
                "POST Task/$validate {'resourceType':'Task','focus':{'reference':'DocumentReference/N1'}}",
                "POST Patient/$match {'resourceType':'Parameters','parameter':[{'name':'resource','resource':"
                        + "{'resourceType':'Patient','birthDate':'1980-02-03'}}]}",
                "POST  {'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'GET','url':"
                        + "'DocumentReference/N1'}}]}",
                "POST  {'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'GET','url':"
                        + "'DocumentReference?patient=P1'}},{'request':{'method':'GET','url':'Observation/O1'}}]}",
                "POST  {'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'POST','url':'Task'},"
                        + "'resource':{'resourceType':'Task','status':'draft','intent':'order','focus':{'reference':"
                        + "'DocumentReference?type=34866-4'}}}]}",
                "POST  {'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'POST','url':'Task'},"
                        + "'resource':{'resourceType':'Task','status':'draft','intent':'order','focus':{'reference':"
                        + "'Procedure?patient=P1&code=none'}}}]}"
            })
    void what_is_served_is_answered_as_by_a_server_without_the_note(String request) throws Exception {
        String[] part = request.split(" ", 3);
        String body = part.length == 3 ? part[2] : "";
        Reply has = world.send(part[0], "/fhir/" + part[1], world.tokens.clinician(), body);
        Reply hasNot = without.send(part[0], "/fhir/" + part[1], without.tokens.clinician(), body);

        assertThat(has.status()).isEqualTo(hasNot.status());
        assertThat(plain(has)).isEqualTo(plain(hasNot));
    }

    /** Without the document's own identifier and time, and versions, which are each EHR's. */
    private static String plain(Reply reply) {
        return reply.text()
                .replaceAll("\"value\":\"urn:uuid:[^\"]+\"", "")
                .replaceAll("\"timestamp\":\"[^\"]+\"", "")
                .replaceAll("\"versionId\":\"[^\"]+\"", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentReference/N1", "DocumentReference/none", "Observation/O1"})
    void a_validator_tells_of_the_form_and_of_nothing_that_is_referred_to(String target) throws Exception {
        Reply reply = post(
                world,
                "/fhir/Observation/$validate",
                "{'resourceType':'Observation','code':{'text':'a'},'focus':[{'reference':'" + target + "'}]}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(Chart.parse(reply.text()).path("issue").toString())
                .isEqualTo("[{\"severity\":\"error\",\"code\":\"required\",\"diagnostics\":\"required\","
                        + "\"expression\":[\"Observation.status\"]}]");
        assertThat(world.ehr.asked()).contains("POST Observation/$validate");
    }

    @Test
    void what_is_sent_to_be_validated_may_stand_in_parameters() throws Exception {
        Reply reply = post(
                world,
                "/fhir/Observation/$validate",
                parameters("{'name':'resource','resource':{'resourceType':'Observation','status':'final',"
                        + "'code':{'text':'a'}}}"));

        assertThat(Chart.parse(reply.text()).path("issue").findValuesAsText("severity"))
                .containsExactly("information");
        assertThat(post(world, "/fhir/Observation/$validate", "{'resourceType':'Patient'}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_operation_that_the_site_lists_is_judged_as_what_it_answers_with() throws Exception {
        Reply listed = world.get("/fhir/Patient/P1/$risk", world.tokens.clinician());

        assertThat(listed.status()).as(listed.text()).isEqualTo(200);
        assertThat(listed.text())
                .contains("RiskAssessment")
                .doesNotContain("CNRY_")
                .doesNotContain("N1");
        assertThat(post(world, "/fhir/Patient/P1/$risk", parameters()).text()).isEqualTo(listed.text());
        assertThat(world.get("/fhir/Patient/P1/$other", world.tokens.clinician())
                        .status())
                .isEqualTo(403);
        assertThat(world.get(
                                "/fhir/Patient/P1/$risk",
                                world.tokens.with(claims -> claims.put("scope", "user/Observation.rs")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_app_of_a_patient_gets_their_own_summary_alone() throws Exception {
        assertThat(world.get("/fhir/Patient/P1/$summary", world.tokens.patient("P1"))
                        .status())
                .isEqualTo(200);
        assertThat(world.get("/fhir/Patient/P2/$summary", world.tokens.patient("P1"))
                        .status())
                .isEqualTo(403);
    }
}
