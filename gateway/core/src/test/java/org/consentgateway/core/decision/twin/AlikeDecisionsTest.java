package org.consentgateway.core.decision.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.AlikeDecisions;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.WrittenQuestion;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** One decision for all that is alike is the decision that each would have by itself. */
class AlikeDecisionsTest {

    private static final int QUESTIONS = 20_000;

    @Test
    void what_is_ordinary_is_decided_together_as_it_is_decided_alone() {
        // Given
        long seed = new Random().nextLong();
        QuestionGenerator questions = new QuestionGenerator(new Random(seed), SitePacks.all());
        Random random = new Random(seed);
        int ordinary = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            Access first = questions.next();
            if (!isTold(first)) continue;
            ordinary++;
            // When it is asked of several that differ in their names, dates and pointers
            AlikeDecisions together = new AlikeDecisions();
            for (int sibling = 0; sibling < 3; sibling++) {
                Access one = with(first, sibling == 0 ? first.facts() : sibling(first.facts(), random));
                // Then
                assertThat(together.of(one)).as("seed %d, question %d", seed, i).isEqualTo(Decide.decide(one));
            }
        }
        assertThat(ordinary).as("seed %d", seed).isGreaterThan(QUESTIONS / 20);
    }

    @Test
    void what_differs_in_anything_else_is_decided_for_itself() {
        // Given
        long seed = new Random().nextLong();
        QuestionGenerator questions = new QuestionGenerator(new Random(seed), SitePacks.all());
        for (int i = 0; i < 200; i++) {
            Access first = questions.next();
            AlikeDecisions together = new AlikeDecisions();
            for (int other = 0; other < 200; other++) {
                // When many are asked by one caller, under one pack, at one instant, with the same consents
                Access one = with(first, questions.next().facts());
                if (!isTold(one)) continue;
                // Then
                assertThat(together.of(one)).as("seed %d, question %d", seed, i).isEqualTo(Decide.decide(one));
            }
        }
    }

    @Test
    void what_is_alike_is_decided_once_where_no_consent_names_resources_or_dates() {
        String when = "caller: DrC, purpose: TREAT, resource: MR1";
        String frame = "consents: [{rule: {type: permit, except: [{type: deny, purposes: [HMARKT]%s}]}}]";
        Access plain = WrittenQuestion.of(frame.replace("%s", ""), when);
        Access naming = WrittenQuestion.of(frame.replace("%s", ", data: [{reference: MedicationRequest/MR1}]"), when);
        AlikeDecisions together = new AlikeDecisions();
        AlikeDecisions apart = new AlikeDecisions();

        assertThat(together.of(with(plain, plain.facts().named("another")))).isSameAs(together.of(plain));
        assertThat(apart.of(with(naming, naming.facts().named("another")))).isNotSameAs(apart.of(naming));
    }

    private static boolean isTold(Access access) {
        return RequiredLookups.of(
                        access.facts(),
                        StrictestSeen.NOTHING,
                        java.util.Map.of(),
                        access.pack().notes())
                .equals(RequiredLookups.NOTHING);
    }

    private static Access with(Access access, Facts facts) {
        return new Access(
                access.caller(),
                facts,
                Background.none(facts.subjects()),
                access.consents(),
                access.grants(),
                access.pack(),
                access.at());
    }

    private static Facts sibling(Facts facts, Random random) {
        return new Facts(
                Facts.Identity.of(
                        facts.type(), Optional.of("s" + random.nextInt(3)), Optional.of("" + random.nextInt(3))),
                facts.labelling(),
                facts.kind(),
                facts.parties(),
                new Facts.Occurrence(
                        facts.status(),
                        List.of("20" + (24 + random.nextInt(4)) + "-03"),
                        random.nextBoolean() ? facts.encounters() : Set.of()),
                new Facts.Pointing(
                        Set.of(new Reference("Encounter", "e" + random.nextInt(3))), PointerCandidates.NONE));
    }
}
