package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client writes, before anything is decided about it. */
class SubmittedResourceTest {

    private static final String LABEL = "'meta':{'security':[{'system':'http://s','code':'R'}]}";
    private static final String PROCESS_NOTE = "{'resourceType':'DocumentReference','status':'current',"
            + "'subject':{'reference':'Patient/P1'},"
            + "'type':{'coding':[{'system':'http://loinc.org','code':'34866-4'}]}}";

    private final MemoryHospital hospital = new MemoryHospital();
    private final SubmittedResource submissions = new SubmittedResource(hospital.site);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void what_was_written_with_the_base_that_clients_see_the_ehr_gets_with_its_own() {
        // When
        Json.Obj sent = of(PLAIN.replace("Patient/P1", "https://gateway.example/fhir/Patient/P1"))
                .orElseThrow();

        // Then
        assertThat(sent.object("subject").flatMap(subject -> subject.text("reference")))
                .contains("http://ehr.invalid/fhir/Patient/P1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{} {}", "{'resourceType':'Patient','resourceType':'Observation'}"})
    void what_can_be_read_in_two_ways_is_not_read(String body) {
        assertThat(of(body)).isEmpty();
    }

    @Test
    void nobody_writes_the_mark_of_a_deletion() {
        // When
        Json.Obj marked = DeletionMark.on(json(PLAIN));

        // Then
        assertThat(of(JsonWriter.text(marked))).contains(json(PLAIN));
    }

    @Test
    void bytes_in_a_media_type_of_their_own_are_the_data_of_a_binary() {
        // When
        Answered answered =
                client.asks("POST Binary", "hello", "Content-Type: text/plain", "X-Security-Context: Patient/P1");

        // Then
        assertThat(submissions.of(answered.ask()).map(JsonWriter::text))
                .contains("{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\","
                        + "\"securityContext\":{\"reference\":\"Patient/P1\"},\"data\":\"aGVsbG8=\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'subject':{'reference':'Patient?name=x'}} | true",
                "{'a':[{'b':{'reference':'Patient?'}}]} | true",
                "{'subject':{'reference':'Patient/x'}} | false",
                "{'text':{'div':'Patient?name=x'}} | false"
            })
    void a_reference_by_criteria_is_found_at_any_depth(String resource, boolean has) {
        assertThat(SubmittedResource.hasCriteria(json(resource))).isEqualTo(has);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resourceType':'Observation'} | true",
                "{'resourceType':'Observation','meta':{}} | false",
                "{'resourceType':'Observation','meta':{'tag':[]}} | false"
            })
    void who_says_nothing_of_labels_keeps_those_that_they_saw(String submitted, boolean keeps) {
        // When
        Json.Obj kept =
                submissions.keepingLabels(json("{'resourceType':'Observation'," + LABEL + "}"), json(submitted));

        // Then
        assertThat(kept.object("meta").filter(meta -> meta.get("security").isPresent()))
                .isEqualTo(keeps ? json("{" + LABEL + "}").object("meta") : Optional.empty());
    }

    @Test
    void who_leaves_out_that_it_is_a_psychotherapy_note_is_told_and_does_not_keep_it_unawares() {
        // Given
        Json.Obj bare = json("{'resourceType':'DocumentReference','id':'N1'}");

        // Then
        assertThat(submissions.keepingLabels(json(NOTE), bare)).isEqualTo(bare);
    }

    @Test
    void a_note_that_comes_in_without_a_label_gets_one_beside_its_own_whoever_stands_under_its_id() throws Exception {
        // Given
        Answered answered = client.writes("POST DocumentReference", PROCESS_NOTE);
        Json.Obj sent = json(PROCESS_NOTE.replace("'status'", "'id':'N1'," + LABEL + ",'status'"));

        // When
        Json.Obj labelled = submissions.labelOnIngest(sent, client.authorizer(answered));

        // Then
        assertThat(JsonWriter.text(labelled)).contains("\"http://s\"", "PSYTHPN", "HIPAAPsyNotes");
        assertThat(labelled.text("id")).contains("N1");
        assertThat(submissions.labelOnIngest(json(PLAIN), client.authorizer(answered)))
                .isEqualTo(json(PLAIN));
        assertThat(submissions.labelOnIngest(json(NOTE), client.authorizer(answered)))
                .isEqualTo(json(NOTE));
    }

    private Optional<Json.Obj> of(String body) {
        return submissions.of(client.writes("POST Observation", body).ask());
    }
}
