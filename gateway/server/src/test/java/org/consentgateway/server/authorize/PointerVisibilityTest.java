package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a caller may know of what something outside FHIR points at. */
class PointerVisibilityTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Caller AUTHOR = caller("Practitioner/dr-o");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final PointerVisibility pointers = new PointerVisibility(hospital.site);

    @Test
    void its_author_may_know_of_a_note_and_nothing_is_recorded() {
        assertThat(hidden(AUTHOR, "DocumentReference/N1")).isFalse();
        assertThat(hospital.trail.entries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DocumentReference, true",
        "Observation, true",
        "Condition, true",
        "Binary, true",
        "Patient, false",
        "Encounter, false",
        "Practitioner, false"
    })
    void some_types_may_be_hidden_and_of_the_others_everything_may_be_pointed_at(String type, boolean mayHide) {
        assertThat(pointers.mayHide(type)).isEqualTo(mayHide);
        if (!mayHide) assertThat(hidden(CLINICIAN, type + "/none")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"DocumentReference/N1, true", "DocumentReference/none, true", "Observation/o2, false"})
    void what_is_hidden_is_as_what_is_not_there(String resource, boolean hidden) {
        assertThat(hidden(CLINICIAN, resource)).isEqualTo(hidden);
    }

    @Test
    void nobody_in_particular_may_know_of_nothing_that_may_be_hidden() {
        assertThat(pointers.isHidden(Optional.empty(), new Reference("Observation", "o2"), "r"))
                .isTrue();
    }

    @Test
    void what_cannot_be_read_is_hidden() {
        hospital.ehr.refuses("GET Observation", 0);
        assertThat(hidden(CLINICIAN, "Observation/o2")).isTrue();
    }

    private boolean hidden(Caller caller, String resource) {
        return pointers.isHidden(Optional.of(caller), Reference.parse(resource).orElseThrow(), "r");
    }
}
