package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.FhirServer.Broken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the EHR says to a reference to nobody. */
class DanglingReferenceTest {

    private static final Reference MISSING = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital();

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 412, 422})
    void an_ehr_that_keeps_to_what_is_there_refuses_with_its_own_status(int status) throws Exception {
        hospital.ehr.refuses("POST Basic", status);
        assertThat(refusal()).contains(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 500, 503})
    void what_an_ehr_refuses_for_another_reason_tells_nothing_of_references(int status) throws Exception {
        hospital.ehr.refuses("POST Basic", status);
        assertThat(refusal()).isEmpty();
    }

    @Test
    void what_was_made_to_find_out_is_taken_away_again_and_not_made_twice() throws Exception {
        // When
        assertThat(refusal()).isEmpty();
        assertThat(refusal()).isEmpty();

        // Then
        assertThat(hospital.ehr.asked()).containsExactly("POST Basic", "DELETE Basic/made-1");
        assertThat(hospital.ehr.get("Basic/made-1")).isEmpty();
    }

    @Test
    void an_ehr_that_refuses_is_asked_each_time_for_it_may_learn_to_take_one() throws Exception {
        // Given
        hospital.ehr.refuses("POST Basic", 422);

        // When
        refusal();
        refusal();

        // Then
        assertThat(hospital.ehr.asked()).containsExactly("POST Basic", "POST Basic");
    }

    @Test
    void an_ehr_that_does_not_answer_settles_nothing() {
        hospital.ehr.refuses("POST Basic", 0);
        assertThatThrownBy(this::refusal).isInstanceOf(Broken.class);
    }

    private Optional<Integer> refusal() throws Broken {
        MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
        return new DanglingReference(hospital.site)
                .refusal(client.writes("POST Observation", "{'resourceType':'Observation'}"), MISSING);
    }
}
