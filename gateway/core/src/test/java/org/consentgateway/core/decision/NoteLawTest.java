package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** 45 CFR 164.508(a)(2) is a closed list, and all of it is asked. */
class NoteLawTest {

    @Test
    void every_legal_basis_is_asked_once() {
        List<LegalBasis> asked = new ArrayList<>(NoteLaw.UNSTOPPABLE);
        asked.addAll(NoteLaw.STOPPABLE);

        assertThat(asked).containsExactlyInAnyOrder(LegalBasis.values());
    }

    @Test
    void who_wrote_that_a_patient_is_linked_to_another_has_no_note_by_what_a_denial_could_stop() {
        // Given: what was denied where the patient was linked before is not known
        Access treating = linkedByCaller("", "caller: DrO, purpose: TREAT, resource: N1");
        Access ordered = linkedByCaller("grants: [order]", "caller: Court1, purpose: HLEGAL, resource: N1");

        // Then
        assertThat(Decide.decide(treating).grounds().get(0).reason()).isEqualTo(Reason.CONSENT_UNAVAILABLE);
        assertThat(Decide.decide(ordered).grounds().get(0).reason()).isEqualTo(Reason.REQUIRED_BY_LAW);
    }

    @Test
    void who_may_break_the_glass_loses_no_note_by_saying_so_and_wins_none() {
        String asked = ", breakGlassReason: unconscious, resource: N1, purpose: ";
        String entitled = "caller: {like: Law1, roles: [break-glass]}" + asked;
        String other = "caller: Law1" + asked;

        // Then: 164.508(a)(2)(i)(C), "to defend itself", and a purpose that no basis has
        assertThat(word("grants: [defence]", entitled + "HLEGAL")).isEqualTo("release");
        assertThat(word("grants: [defence]", entitled + "[HLEGAL, BTG]")).isEqualTo("release");
        assertThat(word("grants: [defence]", entitled + "[HLEGAL, BTG, TREAT]")).isEqualTo("withhold");
        assertThat(word("grants: [defence]", entitled + "BTG")).isEqualTo("withhold");
        assertThat(word("", entitled + "[HLEGAL, BTG]")).isEqualTo("withhold");
        assertThat(word("grants: [defence]", other + "[HLEGAL, BTG]")).isEqualTo("withhold");
    }

    private static String word(String given, String when) {
        return WrittenCase.word(Decide.decide(WrittenQuestion.of(given, when)));
    }

    private static Access linkedByCaller(String given, String when) {
        Access asked = WrittenQuestion.of(given, when);
        Background known = asked.background();
        Map<Reference, Set<String>> link = Map.of(new Reference("Patient", "P1"), Set.of("link"));
        return WrittenQuestion.with(
                asked,
                new Background(
                        known.patients(),
                        known.authorship(),
                        known.membership(),
                        known.vitalStatus(),
                        known.noteEvidence(),
                        known.refusedSigners(),
                        new CallerWrites(link, false)));
    }
}
