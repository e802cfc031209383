package org.consentgateway.core.decision.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Classification.Note;
import org.junit.jupiter.api.Test;

/** The decision against its slow twin. */
class TwinComparisonTest {

    private static final int QUESTIONS = Integer.getInteger("twin.questions", 100_000);
    private static final int NOTES_BY_EACH_BASIS = QUESTIONS / 400;

    @Test
    void the_decision_is_the_one_that_the_words_of_the_law_give() {
        // Given
        long seed = Long.getLong("twin.seed", 20261123L);
        System.out.println("twin of the decision: " + QUESTIONS + " questions, seed " + seed);
        QuestionGenerator questions = new QuestionGenerator(new Random(seed), SitePacks.all());
        Map<Reason, Integer> opened = new EnumMap<>(Reason.class);
        Map<String, Integer> answers = new java.util.TreeMap<>();
        List<String> differences = new ArrayList<>();

        for (int i = 0; i < QUESTIONS; i++) {
            Access access = questions.next();

            // When
            Decision decided = Decide.decide(access);

            // Then
            Twin.Answer expected = Twin.answer(access);
            Twin.Answer given = given(decided, expected);
            answers.merge(expected.note() + " " + expected.kind(), 1, Integer::sum);
            if (expected.note() != Note.NOT) expected.basis().ifPresent(basis -> opened.merge(basis, 1, Integer::sum));
            if (!given.equals(expected)) {
                differences.add("question " + i + ": twin " + expected + ", decision " + decided);
            }
        }
        System.out.println("twin of the decision: " + answers + " opened by " + opened);
        assertThat(differences).isEmpty();
        assertThat(opened).hasSize(10);
        opened.forEach((basis, many) -> assertThat(many).as(basis.code()).isGreaterThan(NOTES_BY_EACH_BASIS));
        assertThat(answers).hasSize(7).allSatisfy((answer, many) -> assertThat(many)
                .isGreaterThan(NOTES_BY_EACH_BASIS));
    }

    /** What was decided, as the twin would say it; the reason is compared only where the twin names one. */
    private static Twin.Answer given(Decision decided, Twin.Answer expected) {
        Twin.Kind kind =
                decided.match(release -> Twin.Kind.RELEASE, strip -> Twin.Kind.STRIP, withhold -> Twin.Kind.WITHHOLD);
        if (expected.note() == Note.NOT) {
            // of an ordinary resource only what is done with it is told
            return new Twin.Answer(decided.classification().note(), kind, expected.basis());
        }
        Optional<Reason> basis = expected.basis().isEmpty()
                ? Optional.empty()
                : decided.grounds().stream()
                        .map(Decision.Ground::reason)
                        .filter(expected.basis().get()::equals)
                        .findFirst();
        return new Twin.Answer(decided.classification().note(), kind, basis);
    }
}
