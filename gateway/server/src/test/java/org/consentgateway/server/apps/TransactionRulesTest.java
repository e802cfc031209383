package org.consentgateway.server.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction is linked, conditioned and ordered as FHIR R4 says, and what is hidden stays hidden in it. */
class TransactionRulesTest extends LenientEhrTest {

    @BeforeEach
    void patientWithRecordNumber() {
        world.ehr.put(json("{'resourceType':'Patient','id':'PX','identifier':[{'system':'urn:mrn','value':'7'}]}"));
    }

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    private static Reply transaction(String... entries) throws Exception {
        return world.send(
                "POST",
                "/fhir",
                world.tokens.clinician(),
                "{'resourceType':'Bundle','type':'transaction','entry':[" + String.join(",", entries) + "]}");
    }

    private static String post(String fullUrl, String resource) {
        String type = resource.replaceAll("^\\{'resourceType':'([A-Za-z]+)'.*", "$1");
        return "{'fullUrl':'" + fullUrl + "','resource':" + resource + ",'request':{'method':'POST','url':'" + type
                + "'}}";
    }

    private static final String ENCOUNTER =
            "{'resourceType':'Encounter','id':'E1','status':'planned','class':{'code':'AMB'},"
                    + "'subject':{'reference':'Patient/P2'}}";

    private static String observation(String encounter) {
        return "{'resourceType':'Observation','status':'final','code':{'text':'linked'},'subject':{'reference':"
                + "'Patient/P2'},'encounter':{'reference':'" + encounter + "'}}";
    }

    private static String linked() {
        JsonNode observation = world.all("Observation").stream()
                .filter(one -> one.path("code").path("text").asText().equals("linked"))
                .findFirst()
                .orElseThrow();
        return observation.path("encounter").path("reference").asText();
    }

    private static String planned() {
        return world.all("Encounter").stream()
                .filter(one -> one.path("status").asText().equals("planned"))
                .map(one -> "Encounter/" + one.path("id").asText())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                "urn:oid:1.2.3.4",
                "https://app.example/base/Encounter/E1",
                "http://localhost:9/Encounter/E1"
            })
    void a_reference_to_an_entry_is_linked_to_what_the_entry_becomes(String fullUrl) throws Exception {
        // When: E1 is somebody's visit here
        Reply reply = transaction(post(fullUrl, ENCOUNTER), post("urn:uuid:1", observation(fullUrl)));

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(linked()).isEqualTo(planned()).isNotEqualTo("Encounter/E1");
    }

    @Test
    void a_relative_reference_is_of_the_base_of_the_entry_that_holds_it() throws Exception {
        // When
        Reply reply = transaction(
                post("https://app.example/base/Encounter/E1", ENCOUNTER),
                post("https://app.example/base/Observation/1", observation("Encounter/E1")));

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(linked()).isEqualTo(planned()).isNotEqualTo("Encounter/E1");
    }

    @Test
    void a_relative_reference_of_an_entry_without_base_is_of_this_server() throws Exception {
        // When
        Reply reply = transaction(
                post("https://app.example/base/Encounter/E1", ENCOUNTER),
                post("urn:uuid:1", observation("Encounter/E1")));

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(linked()).isEqualTo("Encounter/E1");
    }

    @Test
    void a_reference_to_an_entry_that_updates_is_of_what_it_updates() throws Exception {
        // When
        Reply reply = transaction(
                "{'fullUrl':'https://app.example/base/Encounter/77','resource':" + ENCOUNTER.replace("P2", "P1")
                        + ",'request':{'method':'PUT','url':'Encounter/E1'}}",
                post("urn:uuid:1", observation("https://app.example/base/Encounter/77")));

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(linked()).isEqualTo("Encounter/E1");
    }

    @Test
    void a_reference_by_criteria_is_to_the_only_match() throws Exception {
        // When
        Reply reply = transaction(post(
                "urn:uuid:1",
                "{'resourceType':'Observation','status':'final','code':{'text':'linked'},'subject':"
                        + "{'reference':'Patient?identifier=urn:mrn|7'}}"));

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(world.all("Observation"))
                .anyMatch(one -> one.path("subject").path("reference").asText().equals("Patient/PX"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Patient?identifier=urn:mrn|none", "Patient?birthdate=gt1900-01-01"})
    void a_reference_by_criteria_that_has_not_one_match_fails_the_whole(String criteria) throws Exception {
        // When
        Reply reply = transaction(post(
                "urn:uuid:1",
                "{'resourceType':'Observation','status':'final','code':{'text':'linked'},'subject':{'reference':'"
                        + criteria + "'}}"));

        // Then
        assertThat(reply.status()).isEqualTo(412);
        assertThat(world.all("Observation")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DocumentReference?type=34866-4",
                "Patient?_has:DocumentReference:patient:type=34866-4",
                "Condition?evidence-detail=DocumentReference/N1"
            })
    void criteria_that_could_see_a_note_are_refused_in_a_reference_too(String criteria) throws Exception {
        Reply reply = transaction(post(
                "urn:uuid:1",
                "{'resourceType':'Observation','status':'final','code':{'text':'linked'},'focus':[{'reference':'"
                        + criteria + "'}]}"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(world.ehr.asked()).noneMatch(asked -> asked.contains("34866"));
    }

    @Test
    void an_update_that_must_find_nothing_replaces_nothing() throws Exception {
        // When
        Reply reply = transaction(
                "{'resource':" + ENCOUNTER + ",'request':{'method':'PUT','url':'Encounter/E1','ifNoneMatch':'*'}}");

        // Then: RFC 9110 13.1.2
        assertThat(reply.status()).isEqualTo(412);
        assertThat(world.ehr.get("Encounter/E1").orElseThrow().path("status").asText())
                .isEqualTo("finished");
    }

    @Test
    void a_deletion_of_another_version_is_a_failed_precondition() throws Exception {
        Reply within = transaction(
                "{'request':{'method':'DELETE','url':'Encounter/E1','ifMatch':'W/\\'9\\''}}".replace("\\'", "\\\""));
        Reply alone = world.ask(
                "DELETE", "/fhir/Encounter/E1", world.tokens.clinician(), java.util.Map.of("If-Match", "W/\"9\""), "");

        // RFC 9110 13.1.1
        assertThat(List.of(within.status(), alone.status())).containsExactly(412, 412);
        assertThat(world.ehr.get("Encounter/E1")).isPresent();
    }

    @Test
    void a_condition_of_an_entry_may_name_type_and_base() throws Exception {
        for (String criteria : List.of(
                "identifier=urn:visit|1",
                "Encounter?identifier=urn:visit|1",
                "https://gateway.example/fhir/Encounter?identifier=urn:visit|1")) {
            Reply reply = transaction("{'fullUrl':'urn:uuid:1','resource':"
                    + ENCOUNTER.replace("'id':'E1'", "'identifier':[{'system':'urn:visit','value':'1'}]")
                    + ",'request':{'method':'POST','url':'Encounter','ifNoneExist':'" + criteria + "'}}");
            assertThat(reply.status()).as(criteria + reply.text()).isEqualTo(200);
        }
        assertThat(world.all("Encounter").stream().filter(one -> one.has("identifier")))
                .hasSize(1);
    }

    @Test
    void an_entry_that_creates_may_leave_its_url_out() throws Exception {
        // When
        Reply reply = transaction("{'resource':" + ENCOUNTER + ",'request':{'method':'POST'}}");

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(planned()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resource':{'resourceType':'Encounter','id':'E1'},'request':{'method':'PUT'}}",
                "{'resource':{'resourceType':'Encounter'},'request':{'method':'POST','url':5}}",
                "{'resource':{'resourceType':'Patient/P1/$everything'},'request':{'method':'POST'}}",
                "{'resource':{'resourceType':'Encounter'}}"
            })
    void no_other_entry_may(String entry) throws Exception {
        assertThat(transaction(entry).status()).isEqualTo(400);
    }

    @Test
    void reads_of_a_transaction_are_answered_after_its_writes() throws Exception {
        // When
        Reply reply = transaction(
                "{'request':{'method':'GET','url':'Encounter/E1'}}",
                "{'request':{'method':'GET','url':'DocumentReference?patient=P1'}}",
                "{'resource':" + ENCOUNTER.replace("P2", "P1") + ",'request':{'method':'PUT','url':'/Encounter/E1'}}");

        // Then
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode entries = Chart.parse(reply.text()).path("entry");
        assertThat(Chart.parse(reply.text()).path("type").asText()).isEqualTo("transaction-response");
        assertThat(entries.path(0).path("resource").path("status").asText()).isEqualTo("planned");
        assertThat(entries.path(1).path("resource").path("entry")).hasSize(1);
        assertThat(entries.path(2).path("response").path("status").asText()).isEqualTo("200");
        assertThat(reply.text()).doesNotContain("CNRY_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentReference/N1", "DocumentReference/none"})
    void a_read_of_what_is_hidden_or_missing_fails_the_whole_before_anything_is_written(String target)
            throws Exception {
        Reply reply = transaction(
                post("urn:uuid:1", observation("Encounter/E1")), "{'request':{'method':'GET','url':'" + target + "'}}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(world.all("Observation")).hasSize(1);
    }

    @Test
    void a_chart_as_Synthea_writes_it_is_filed() throws Exception {
        // Given
        world.ehr.put(
                json("{'resourceType':'Practitioner','id':'npi9','identifier':[{'system':'urn:npi','value':'9'}]}"));
        String patient = "urn:uuid:b426b062-8273-4b93-a907-de3176c0567d";
        String encounter =
                "{'resourceType':'Encounter','status':'planned','class':{'code':'AMB'},'subject':{'reference':'"
                        + patient
                        + "'},'participant':[{'individual':{'reference':'Practitioner?identifier=urn:npi|9'}}],"
                        + "'serviceProvider':{'reference':'Organization?name=Riverside'}}";

        // When
        Reply reply = world.send(
                "POST",
                "/fhir",
                world.tokens.person("dr-c", "registrar"),
                "{'resourceType':'Bundle','type':'transaction','entry':["
                        + post(patient, "{'resourceType':'Patient','name':[{'family':'Synth'}]}") + ","
                        + post("urn:uuid:2", encounter) + "," + post("urn:uuid:3", encounter) + "]}");

        // Then: each criterion was searched for once
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode filed = world.ehr.get(planned()).orElseThrow();
        assertThat(filed.at("/participant/0/individual/reference").asText()).isEqualTo("Practitioner/npi9");
        assertThat(filed.at("/serviceProvider/reference").asText()).isEqualTo("Organization/org-a");
        assertThat(filed.at("/subject/reference").asText()).startsWith("Patient/world-");
        assertThat(world.ehr.asked().stream().filter(asked -> asked.contains("npi")))
                .hasSize(1);
    }
}
