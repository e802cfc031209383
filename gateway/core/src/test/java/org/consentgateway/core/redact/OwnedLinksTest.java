package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedLinksTest {

    private static final Bases BASES =
            new Bases(FhirVersion.R4, "https://gw.example/fhir", List.of("http://ehr:8080/fhir"));
    private static final OwnedLinks LINKS =
            new OwnedLinks(BASES, (binary, owner) -> Optional.of(owner.type() + "%2F" + owner.id() + "~s"));

    @ParameterizedTest
    @ValueSource(strings = {"Binary/b1", "http://ehr:8080/fhir/Binary/b1", "https://gw.example/fhir/Binary/b1"})
    void the_link_to_a_report_s_attachment_tells_whose_it_is(String url) throws Exception {
        // When
        String shown = JsonWriter.text(LINKS.in(report(url)));

        // Then
        assertThat(shown).contains("\"https://gw.example/fhir/Binary/b1?_owner=DiagnosticReport%2Fd1~s\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.example/Binary/b1", "Patient/b1", "Binary/b1?a=b", "urn:oid:1.2.3"})
    void any_other_url_stays_as_it_is(String url) throws Exception {
        // Given
        Json.Obj report = report(url);

        // Then
        assertThat(LINKS.in(report)).isSameAs(report);
    }

    @Test
    void the_link_of_a_document_and_of_what_is_inside_it_tells_the_document() throws Exception {
        // Given
        Json.Obj document = read(
                "{\"resourceType\":\"DocumentReference\",\"id\":\"d1\",\"contained\":[{\"resourceType\":\"Media\","
                        + "\"id\":\"m\",\"content\":{\"url\":\"Binary/b2\"}}],\"content\":[{\"attachment\":{\"url\":\"Binary/b1\"}}]}");

        // Then
        assertThat(JsonWriter.text(LINKS.in(document)))
                .contains("Binary/b1?_owner=DocumentReference%2Fd1~s", "Binary/b2?_owner=DocumentReference%2Fd1~s");
    }

    @Test
    void a_call_in_a_stored_bundle_is_no_attachment() throws Exception {
        // Given
        Json.Obj bundle = read(
                "{\"resourceType\":\"Bundle\",\"id\":\"d1\",\"entry\":[{\"request\":{\"method\":\"PUT\",\"url\":\"Binary/b1\"}}]}");

        // Then
        assertThat(LINKS.in(bundle)).isSameAs(bundle);
    }

    @Test
    void what_a_client_sends_back_is_what_was_stored() throws Exception {
        assertThat(OwnedLinks.without(BASES, LINKS.in(report("Binary/b1")))).isEqualTo(report("Binary/b1"));
    }

    private static Json.Obj report(String url) throws Exception {
        return read(
                "{\"resourceType\":\"DiagnosticReport\",\"id\":\"d1\",\"presentedForm\":[{\"url\":\"" + url + "\"}]}");
    }

    private static Json.Obj read(String json) throws Exception {
        return JsonReader.object(json.getBytes(StandardCharsets.UTF_8));
    }
}
