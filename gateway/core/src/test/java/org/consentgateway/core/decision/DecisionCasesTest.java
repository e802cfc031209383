package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of cases: {@code decision/cases.yaml}. */
class DecisionCasesTest {

    private static final List<WrittenCase> CASES =
            WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of);

    static Stream<WrittenCase> cases() {
        return CASES.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void every_case_is_decided_as_it_is_written(WrittenCase written) {
        assertThat(written.differences())
                .as(written.id() + ": " + written.title())
                .isEmpty();
    }

    @Test
    void every_reason_that_a_decision_can_give_is_given_and_is_not_given() {
        // Given
        Set<Reason> given = EnumSet.noneOf(Reason.class);
        Set<Reason> absent = EnumSet.noneOf(Reason.class);

        // When
        for (WrittenCase written : CASES) {
            Set<Reason> reasons = EnumSet.noneOf(Reason.class);
            Decide.decide(written.access()).grounds().forEach(ground -> reasons.add(ground.reason()));
            given.addAll(reasons);
            absent.addAll(EnumSet.complementOf(EnumSet.copyOf(reasons)));
        }

        // Then
        Set<Reason> expected = EnumSet.noneOf(Reason.class);
        for (Reason reason : Reason.values()) {
            boolean ofDecisions = reason.kind() == Reason.Kind.OPENS || reason.kind() == Reason.Kind.CLOSES;
            if (ofDecisions && !ELSEWHERE_IN_THE_GATEWAY.contains(reason)) expected.add(reason);
        }
        assertThat(given).isEqualTo(expected);
        assertThat(absent).containsAll(expected);
    }

    /** Given by the redactor, the owner look-up of a Binary, and the token reader. */
    private static final Set<Reason> ELSEWHERE_IN_THE_GATEWAY =
            EnumSet.of(Reason.PSYN_REFERENCE_REMOVED, Reason.OPAQUE_CONTENT, Reason.PURPOSE_HEADER_IGNORED);
}
