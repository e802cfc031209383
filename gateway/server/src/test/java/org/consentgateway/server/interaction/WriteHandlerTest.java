package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NAMING;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write from its decision to its answer. */
class WriteHandlerTest {

    private static final Reference RESULT = new Reference("Observation", "o2");

    /** What the caller sees of the result that was derived from the note. */
    private static final String SEEN = POINTING.replaceAll(",'derivedFrom':.*", "}");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING, PLAIN);

    @Test
    void a_write_is_on_record_before_the_ehr_is_asked_for_it() {
        // Given
        hospital.trail.failing(true);

        // Then
        assertThat(status(answer("PUT Observation/o2", PLAIN))).isEqualTo(503);
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void what_was_written_is_answered_and_recorded_as_permitted() {
        // When
        Stage stage = answer("PUT Observation/o2", PLAIN.replace("final", "amended"));

        // Then
        assertThat(stage).isInstanceOf(Released.class);
        assertThat(hospital.ehr
                        .get("Observation/o2")
                        .orElseThrow()
                        .path("status")
                        .asText())
                .isEqualTo("amended");
        assertThat(hospital.trail.entries().get(0).body().toString()).contains("write-permit");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void where_what_was_withheld_is_marked_the_ehrs_refusal_of_a_merged_resource_is_told(int status) {
        // Given
        hospital.ehr.refuses("PUT Observation", status);

        // When
        Stage stage = answer(hospital.marking(), "PUT Observation/o1", SEEN.replace("final", "amended"));

        // Then
        assertThat(status(stage)).isEqualTo(status);
    }

    @Test
    void a_deletion_is_told_where_the_ehr_keeps_the_resource_for_a_hidden_notes_sake_alone() {
        // Given
        hospital.with(NAMING);
        hospital.ehr.refuses("DELETE Observation", 409);

        // Then
        assertThat(answer("DELETE Observation/o2", "")).isInstanceOf(Released.class);
        assertThat(hospital.deleted).containsKey(RESULT);
        assertThat(hospital.ehr.get("Observation/o2")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"409, 409", "422, 422", "500, 502"})
    void a_deletion_that_the_ehr_refuses_for_another_reason_is_refused(int upstream, int told) {
        // Given
        hospital.ehr.refuses("DELETE Observation", upstream);

        // Then
        assertThat(status(answer("DELETE Observation/o2", ""))).isEqualTo(told);
        assertThat(hospital.deleted).isEmpty();
    }

    @Test
    void what_holds_something_hidden_is_gone_for_its_deleter_and_stays_in_the_ehr() {
        // Then
        assertThat(answer("DELETE Observation/o1", "")).isInstanceOf(Released.class);
        assertThat(hospital.ehr.get("Observation/o1").orElseThrow().toString()).contains("DocumentReference/N1");
        assertThat(status(answer("DELETE Observation/o1", ""))).isEqualTo(404);
    }

    @Test
    void a_refusal_of_the_ehr_at_the_version_that_is_stored_is_the_callers_to_know_and_no_write_is_repeated() {
        // Given
        hospital.ehr.refuses("PUT Observation", 409);

        // When
        Stage stage = answer("PUT Observation/o2", PLAIN.replace("final", "amended"));

        // Then
        assertThat(status(stage)).isEqualTo(409);
        assertThat(hospital.ehr.asked().stream().filter(line -> line.startsWith("PUT")))
                .hasSize(1);
    }

    @Test
    void an_ehr_that_does_not_answer_is_told_as_such() {
        // Given
        hospital.ehr.refuses("GET Observation", 0);

        // Then
        assertThat(status(answer("PUT Observation/o2", PLAIN))).isEqualTo(502);
    }

    @Test
    void a_refusal_before_which_nothing_was_withheld_is_recorded_where_it_is_answered() {
        // When
        Refused refused = (Refused) answer("DELETE Observation/none", "");
        Refused hidden = (Refused) answer("DELETE DocumentReference/N1", "");

        // Then
        assertThat(refused.recorded()).isFalse();
        assertThat(hidden.recorded()).isTrue();
        assertThat(hidden.status()).isEqualTo(refused.status());
        assertThat(hospital.trail.entries()).extracting(Trail.Entry::kind).containsExactly(Trail.Kind.DECISION);
    }

    private Stage answer(String line, String body) {
        return answer(hospital.site, line, body);
    }

    private static Stage answer(Site site, String line, String body) {
        MemoryClient client = new MemoryClient(site, caller("Practitioner/dr-c"));
        Answered answered = body.isEmpty() ? client.asks(line) : client.writes(line, body);
        return new WriteHandler(site).answer(answered);
    }

    private static int status(Stage stage) {
        assertThat(stage).isInstanceOf(Refused.class);
        return ((Refused) stage).status();
    }
}
