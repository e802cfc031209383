package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.stage.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that the EHR wrote, as far as a caller may see it. */
class PatientDocumentTest {

    private static final String CANARY = "canary-c410";

    private static final String DOCUMENT = "{'resourceType':'Bundle','type':'document','entry':[{'resource':"
            + "{'resourceType':'Composition','id':'c','title':'Summary','text':{'div':'" + CANARY
            + "'},'event':[{'detail':'" + CANARY + "'}],'section':["
            + "{'title':'Results','text':{'div':'" + CANARY + "'},'entry':[{'reference':'urn:uuid:1'}]},"
            + "{'title':'Notes','text':{'div':'" + CANARY + "'},'entry':[{'reference':'DocumentReference/N1'}]},"
            + "{'title':'Both','entry':[{'reference':'Observation/o2'},{'reference':'DocumentReference/N1'}]},"
            + "{'title':'Empty','section':[{'title':'Inner','entry':[{'reference':'DocumentReference/N1'}]}]}]}},"
            + "{'fullUrl':'urn:uuid:1','resource':" + PLAIN.replace("'final'", "'" + CANARY + "'")
            + "},{'resource':" + NOTE + "}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);

    @Test
    void entries_that_are_visible_stand_there_as_they_are_stored() throws Exception {
        // When
        Json.Obj seen = visible(DOCUMENT).orElseThrow();

        // Then
        assertThat(seen.objects("entry"))
                .extracting(entry -> Chart.self(entry.object("resource").orElseThrow())
                        .orElseThrow()
                        .toString())
                .containsExactly("Composition/c", "Observation/o2");
        assertThat(seen.objects("entry").get(1).object("resource")).contains(json(PLAIN));
    }

    @Test
    void no_word_of_the_ehrs_goes_with_them() throws Exception {
        assertThat(JsonWriter.text(visible(DOCUMENT).orElseThrow())).doesNotContain(CANARY, "N1");
    }

    @Test
    void a_section_that_is_empty_for_the_caller_was_never_there() throws Exception {
        // When
        List<Json.Obj> sections = visible(DOCUMENT)
                .orElseThrow()
                .objects("entry")
                .get(0)
                .object("resource")
                .orElseThrow()
                .objects("section");

        // Then
        assertThat(sections)
                .extracting(section -> section.text("title").orElseThrow())
                .containsExactly("Results", "Both");
        assertThat(sections.get(1).objects("entry")).containsExactly(json("{'reference':'Observation/o2'}"));
    }

    @Test
    void what_is_of_the_patient_by_what_is_hidden_in_it_alone_is_not_in_it() throws Exception {
        // Given
        String holding =
                "{'resourceType':'Bundle','id':'b','type':'collection','entry':[{'fullUrl':'urn:uuid:1','resource':"
                        + NOTE + "}]}";
        hospital.with(holding);
        String document =
                "{'resourceType':'Bundle','type':'document','entry':[{'resource':{'resourceType':'Composition','id':'c',"
                        + "'subject':{'reference':'Patient/P1'},'section':[{'title':'All','entry':[{'reference':'Bundle/b'},"
                        + "{'reference':'Observation/o2'}]}]}},{'resource':" + holding + "},{'resource':" + PLAIN
                        + "}]}";

        // When
        Json.Obj seen = visible(document).orElseThrow();

        // Then
        assertThat(JsonWriter.text(seen)).doesNotContain("Bundle/b").contains("Observation/o2");
        assertThat(seen.objects("entry")).hasSize(2);
    }

    @Test
    void what_the_ehr_does_not_have_any_more_is_not_in_it() throws Exception {
        // When
        Json.Obj seen = visible(DOCUMENT.replace("'o2'", "'o3'")).orElseThrow();

        // Then
        assertThat(seen.objects("entry")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'type':'searchset'", "'type':'document'", "'type':'document','entry':[{'resource':{}}]"})
    void what_is_no_document_is_none(String elements) throws Exception {
        assertThat(visible("{'resourceType':'Bundle'," + elements + "}")).isEmpty();
    }

    private Optional<Json.Obj> visible(String bundle) throws Exception {
        MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
        Answered answered = client.asks("GET Observation/o2");
        return new PatientDocument(hospital.site).visible(json(bundle), client.authorizer(answered), "r");
    }
}
