package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.decision.Decision.Release;
import org.consentgateway.core.decision.Decision.Strip;
import org.consentgateway.core.decision.Decision.Withhold;
import org.consentgateway.core.label.Classification;
import org.junit.jupiter.api.Test;

class JointDecisionTest {

    private static final Classification ORDINARY = new Classification(Classification.Note.NOT, "any", false);
    private static final Ground FREE = Ground.of(Reason.NOT_PSYN);
    private static final Ground CUT = Ground.of(Reason.PSYN_ELEMENT_REMOVED);
    private static final Ground SHUT = Ground.of(Reason.EVIDENCE_EXPIRED);
    private static final Decision RELEASE = new Release(ORDINARY, List.of(FREE));
    private static final Decision WITHHOLD = new Withhold(ORDINARY, List.of(SHUT));

    private static Decision strip(List<List<Object>> elements) {
        return new Strip(ORDINARY, List.of(CUT), elements);
    }

    @Test
    void what_either_may_not_have_the_two_do_not_get() {
        Decision strip = strip(List.of(List.of("text")));

        for (Decision other : List.of(RELEASE, strip, WITHHOLD)) {
            assertThat(JointDecision.of(WITHHOLD, other)).isEqualTo(WITHHOLD);
            assertThat(JointDecision.of(other, WITHHOLD)).isEqualTo(WITHHOLD);
        }
        assertThat(JointDecision.of(RELEASE, RELEASE)).isEqualTo(RELEASE);
    }

    @Test
    void what_either_may_have_in_part_the_two_have_without_the_parts_of_both() {
        Decision one = strip(List.of(List.of("text"), List.of("note", 0)));
        Decision other = strip(List.of(List.of("note", 0), List.of("note", 1)));

        assertThat(JointDecision.of(one, other))
                .isEqualTo(strip(List.of(List.of("text"), List.of("note", 0), List.of("note", 1))));
        assertThat(JointDecision.of(RELEASE, one))
                .isEqualTo(new Strip(ORDINARY, List.of(CUT, FREE), List.of(List.of("text"), List.of("note", 0))));
        assertThat(JointDecision.of(one, RELEASE)).isEqualTo(JointDecision.of(RELEASE, one));
    }
}
