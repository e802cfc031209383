package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.server.port.Chart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents the EHR finds by an attachment's location. */
class AttachmentsTest {

    private static final String FOREIGN = "https://files.example/a,b?x=1";

    private static final String HOLDER = "{'resourceType':'DocumentReference','id':'D1','content':[{'attachment':"
            + "{'contentType':'text/plain','url':'" + FOREIGN + "'}}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, HOLDER);
    private final Attachments attachments = new Attachments(hospital.site, "r");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'content':[{'attachment':{'url':'https://x/a'}}]} | https://x/a",
                "{'content':[{'attachment':{'url':'https://x/a','size':'7','hash':'h'}}]} | https://x/a",
                "{'photo':[{'url':'Binary/p'}]} | Binary/p",
                "{'extension':[{'url':'http://x/definition'}]} | ",
                "{'extension':[{'url':'http://x/d','valueAttachment':{'url':'https://x/a'}}]} | https://x/a",
                "{'link':[{'relation':'next','url':'https://x/page'}]} | ",
                "{'link':[{'relation':'next','url':'https://x/Binary/p'}]} | https://x/Binary/p"
            })
    void a_url_is_an_attachments_where_an_attachment_says_it_or_it_leads_to_a_binary(
            String resource, @Nullable String url) {
        assertThat(Attachments.urls(json(resource))).isEqualTo(url == null ? Set.of() : Set.of(url));
    }

    @ParameterizedTest
    @CsvSource({
        "Binary/n1, DocumentReference/N1",
        "http://ehr.invalid/fhir/Binary/n1, DocumentReference/N1",
        "'https://files.example/a,b?x=1', DocumentReference/D1"
    })
    void a_document_holds_an_attachment_by_whatever_form_of_its_place(String url, String holder) {
        assertThat(holders(url)).contains(List.of(holder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Binary/none", "Patient/P1", "#contained", "urn:uuid:1"})
    void what_no_document_holds_or_is_no_place_has_no_holder(String url) {
        assertThat(holders(url)).contains(List.of());
    }

    @Test
    void an_ehr_that_ignores_the_location_tells_nothing() {
        // Given
        hospital.ehr.answers(search("Binary/n1") + "&_count=200", bundle(HOLDER));
        hospital.ehr.answers(search("Binary/n1"), bundle(HOLDER));

        // Then
        assertThat(holders("Binary/n1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400, 500})
    void an_ehr_that_does_not_answer_tells_nothing(int status) {
        hospital.ehr.refuses("GET DocumentReference?location", status);
        assertThat(holders("Binary/n1")).isEmpty();
    }

    @Test
    void an_ehr_without_such_a_search_is_not_asked_again_for_a_while() {
        // Given
        hospital.ehr.refuses("GET DocumentReference?location", 400);
        holders("Binary/n1");
        int asked = hospital.ehr.asked().size();

        // Then
        assertThat(new Attachments(hospital.site, "s").holders("Binary/x")).isEmpty();
        assertThat(hospital.ehr.asked()).hasSize(asked);
    }

    @Test
    void those_of_a_window_are_asked_for_together_and_once() {
        // When
        attachments.resolve(List.of(json(NOTE), json(HOLDER), json(NOTE)));
        attachments.resolve(List.of(json(NOTE)));

        // Then
        assertThat(holders("Binary/n1")).contains(List.of("DocumentReference/N1"));
        assertThat(holders(FOREIGN)).contains(List.of("DocumentReference/D1"));
        assertThat(hospital.ehr.asked()).hasSize(1);
    }

    private Optional<List<String>> holders(String url) {
        return attachments.holders(url).map(all -> all.stream()
                .map(document -> Chart.self(document).orElseThrow().toString())
                .toList());
    }

    private static String search(String binary) {
        String id = binary.replace("/", "%2F");
        return "DocumentReference?location=" + id + "%2Chttp%3A%2F%2Fehr.invalid%2Ffhir%2F" + id + "%2C%2F" + id;
    }

    private static String bundle(String resource) {
        return "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':" + resource + "}]}";
    }
}
