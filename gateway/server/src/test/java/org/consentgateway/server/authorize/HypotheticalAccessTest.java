package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryGrants.NOW;
import static org.consentgateway.server.authorize.MemoryGrants.grant;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would be decided, were it asked. */
class HypotheticalAccessTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference RESULT = new Reference("Observation", "o2");
    private static final Reference BOARD = new Reference("Organization", "board");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final HypotheticalAccess whatIf = new HypotheticalAccess(hospital.site);

    @Test
    void a_note_would_be_withheld_and_an_ordinary_result_released_and_nothing_is_recorded() {
        assertThat(decided(NOTED)).get().isInstanceOf(Decision.Withhold.class);
        assertThat(decided(RESULT)).get().isInstanceOf(Decision.Release.class);
        assertThat(hospital.trail.entries()).isEmpty();
    }

    @Test
    void of_what_is_not_there_or_another_patients_nothing_is_decided() {
        // Given
        hospital.with(PLAIN.replace("'o2'", "'o3'").replace("Patient/P1", "Patient/P2"));

        // Then
        assertThat(decided(new Reference("Observation", "o3"))).isEmpty();
        assertThat(decided(new Reference("Observation", "none"))).isEmpty();
    }

    @Test
    void while_the_ehr_does_not_answer_nothing_is_decided() {
        // Given
        hospital.ehr.refuses("GET Observation", 0);

        // Then
        assertThat(decided(RESULT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "-3601, false", "3601, false"})
    void a_grant_that_is_not_filed_yet_would_open_a_note_within_its_time_to_its_recipient(int seconds, boolean opens) {
        // When
        Optional<Decision> decided = granted(NOW.plusSeconds(seconds), caller("Practitioner/officer"));

        // Then
        assertThat(decided.orElseThrow() instanceof Decision.Release).isEqualTo(opens);
    }

    @Test
    void a_grant_of_its_own_recipient_would_open_nothing() {
        // Given
        Grant own = grant("g", new Reference("Practitioner", "officer"));

        // When
        Optional<Decision> decided = whatIf.decide("r", own, caller("Practitioner/officer"), NOTED, NOW);

        // Then
        assertThat(decided).get().isInstanceOf(Decision.Withhold.class);
    }

    @Test
    void a_grant_that_is_supposed_opens_nothing_where_it_is_not_supposed() {
        // When
        granted(NOW, caller("Practitioner/officer"));

        // Then
        assertThat(hospital.site.grants().of(Set.of(PATIENT))).isEmpty();
        assertThat(decided(NOTED).orElseThrow().grounds())
                .extracting(Decision.Ground::reason)
                .doesNotContain(Reason.ORIGINATOR_OVERSIGHT);
    }

    @ParameterizedTest
    @CsvSource({"dr-o, N1, true", "dr-c, N1, false", "dr-o, none, false"})
    void somebody_recorded_notes_where_the_ehr_says_so_of_every_one(String who, String note, boolean recorded) {
        assertThat(whatIf.recorded(
                        new Reference("Practitioner", who), List.of(NOTED, new Reference("DocumentReference", note))))
                .isEqualTo(recorded);
    }

    @Test
    void nobody_recorded_no_notes() {
        assertThat(whatIf.recorded(new Reference("Practitioner", "dr-o"), List.of()))
                .isFalse();
    }

    @Test
    void what_a_resource_says_of_itself_is_read_now() {
        assertThat(whatIf.today(RESULT).orElseThrow().subjects()).containsExactly(PATIENT);
        assertThat(whatIf.today(new Reference("Observation", "none"))).isEmpty();
    }

    private Optional<Decision> decided(Reference resource) {
        return whatIf.decide("r", CLINICIAN, PATIENT, resource, NOW);
    }

    private Optional<Decision> granted(Instant at, Caller maker) {
        hospital.with(
                "{'resourceType':'PractitionerRole','id':'pr','practitioner':{'reference':'Practitioner/officer'},"
                        + "'organization':{'reference':'Organization/org-a'}}",
                "{'resourceType':'Organization','id':'org-a'}");
        return whatIf.decide("r", grant("g", BOARD), maker, NOTED, at);
    }
}
