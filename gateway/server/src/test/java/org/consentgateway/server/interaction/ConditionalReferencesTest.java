package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reference by criteria becomes one to the only match that its writer may see. */
class ConditionalReferencesTest {

    private static final String PERSON = "{'resourceType':'Patient','id':'%s','identifier':[{'value':'%s'}]}";
    private static final String WRITTEN =
            "{'resourceType':'Observation','subject':{'reference':'%s'},'focus':[{'reference':'%s'}]}";

    private final MemoryHospital hospital = new MemoryHospital()
            .with(PERSON.formatted("P1", "one"), PERSON.formatted("P2", "two"), PERSON.formatted("P3", "two"));
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void the_only_match_is_what_is_referred_to_and_is_searched_for_once() throws Exception {
        // When
        ConditionalReferences.Resolved resolved = resolve("Patient?identifier=one", "Patient?identifier=one");

        // Then
        assertThat(resolved.refused()).isEmpty();
        assertThat(new String(resolved.ask().body(), StandardCharsets.UTF_8))
                .isEqualTo(WRITTEN.formatted("Patient/P1", "Patient/P1").replace('\'', '"'));
        assertThat(hospital.ehr.asked())
                .filteredOn(line -> line.startsWith("GET Patient?identifier"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Patient?identifier=two, 412",
        "Patient?identifier=none, 412",
        "DocumentReference?identifier=one, 400",
        "Patient?nonsense=one, 400"
    })
    void without_one_match_that_is_seen_the_whole_is_refused(String criteria, int status) throws Exception {
        // When
        Optional<Refused> refused = resolve(criteria, "Patient/P1").refused();

        // Then
        assertThat(refused).isPresent();
        assertThat(refused).map(Refused::status).contains(status);
    }

    @Test
    void what_refers_to_nothing_by_criteria_stays_byte_for_byte() throws Exception {
        // When
        ConditionalReferences.Resolved resolved = resolve("Patient/P1", "Patient/P2");

        // Then
        assertThat(new String(resolved.ask().body(), StandardCharsets.UTF_8))
                .isEqualTo(WRITTEN.formatted("Patient/P1", "Patient/P2").replace('\'', '"'));
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    private ConditionalReferences.Resolved resolve(String subject, String focus) throws Exception {
        Answered answered = client.writes("POST Observation", WRITTEN.formatted(subject, focus));
        return new ConditionalReferences(hospital.site, new RequestParser(FhirVersion.R4, "/fhir"))
                .resolve(answered, client.authorizer(answered));
    }
}
