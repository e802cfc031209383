package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.MemoryHospital;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No validator tells whether what a resource points at is there. */
class ValidatedResourceTest {

    private static final String POINTING = "{'resourceType':'Observation','subject':{'reference':'%s'}}";

    private final MemoryHospital hospital = new MemoryHospital();

    @Test
    void it_comes_alone_or_as_a_parameter() {
        // Given
        String alone = POINTING.formatted("#a");
        String wrapped = "{'resourceType':'Parameters','parameter':[{'name':'mode','valueCode':'create'},"
                + "{'name':'resource','resource':" + alone + "}]}";

        // Then
        assertThat(of(wrapped)).isEqualTo(of(alone)).contains(json(alone));
    }

    @ParameterizedTest
    @CsvSource({
        "DocumentReference/N1, DocumentReference/validated-reference",
        "Patient/P1/_history/2, Patient/validated-reference",
        "#inner, #inner",
        "https://gateway.example/fhir/Patient/P1, urn:uuid:00000000-0000-4000-8000-000000000000",
        "urn:uuid:0b5a, urn:uuid:00000000-0000-4000-8000-000000000000",
        "Patient?name=x, urn:uuid:00000000-0000-4000-8000-000000000000"
    })
    void a_reference_names_nobody_and_keeps_its_type(String reference, String sent) {
        assertThat(of(POINTING.formatted(reference))).contains(json(POINTING.formatted(sent)));
    }

    @Test
    void references_within_lists_and_extensions_name_nobody_either() {
        assertThat(of("{'resourceType':'Observation','extension':[{'valueReference':{'reference':'Patient/P1'}}]}"))
                .contains(json("{'resourceType':'Observation','extension':[{'valueReference':"
                        + "{'reference':'Patient/validated-reference'}}]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{'resourceType':'Patient'}", "{'resourceType':'Parameters'}"})
    void what_is_no_such_resource_is_not_validated(String body) {
        assertThat(of(body)).isEmpty();
    }

    private Optional<Json.Obj> of(String body) {
        MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
        return new ValidatedResource(hospital.site.xml())
                .of(client.writes("POST Observation", body).ask());
    }
}
