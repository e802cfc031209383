package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.consentgateway.core.label.StrictestSeen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is about somebody whom no reference of ours names: what they said cannot be read, and may be a denial. */
class UnknownSubjectTest {

    private static Decision decided(String given, String when) {
        return Decide.decide(WrittenQuestion.ofNobodyKnown(WrittenQuestion.of(given, when)));
    }

    private static List<String> reasons(Decision decision) {
        return decision.grounds().stream().map(ground -> ground.reason().code()).toList();
    }

    @Test
    void the_entity_goes_on_treating() {
        Decision decision = decided("", "caller: DrC, purpose: TREAT, resource: MR1");

        assertThat(WrittenCase.word(decision)).isEqualTo("release");
        assertThat(reasons(decision)).containsExactly("psyn-excluded-content", "subject-unresolved");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // who treats elsewhere, who does not treat, and who does not say what for
                "''|caller: DrX, purpose: TREAT, resource: MR1",
                "''|caller: DrC, purpose: HPAYMT, resource: MR1",
                "''|caller: DrC, resource: MR1",
                // a note, also for its originator
                "''|caller: DrO, purpose: TREAT, resource: N1",
                // what a note may stand in
                "''|caller: DrC, purpose: TREAT, resource: O2",
                "''|'caller: DrC, purpose: TREAT, resource: {like: O2, inline: [{path: [note], labels: [HIV]}]}'",
                // a Consent, whatever it names
                "''|'caller: DrC, purpose: TREAT, resource: {like: CN1, codes: []}'",
                // 42 CFR 2.31: what goes only with a consent, or where everything does
                "'pack: {overlays: [us-part2]}'|'caller: DrC, purpose: TREAT, resource: {like: MR1, labels: [42CFRPart2]}'",
                "'pack: {ordinary: {fallback: deny}}'|caller: DrC, purpose: TREAT, resource: MR1",
                "'pack: {ordinary: {unreadableConsent: deny}}'|caller: DrC, purpose: TREAT, resource: MR1"
            })
    void nothing_else_goes(String given, String when) {
        Decision decision = decided(given, when);

        assertThat(WrittenCase.word(decision)).isEqualTo("withhold");
        assertThat(reasons(decision)).containsExactly("subject-unresolved");
    }

    @Test
    void what_lost_its_label_by_one_persons_word_stays() {
        Access asked = WrittenQuestion.of("", "caller: DrC, purpose: TREAT, resource: MR1");
        StrictestSeen seen = new StrictestSeen(List.of(), Set.of("note"));

        Decision decision = Decide.decide(WrittenQuestion.ofNobodyKnown(
                WrittenQuestion.with(asked, asked.background().with(seen))));

        assertThat(WrittenCase.word(decision)).isEqualTo("withhold");
        assertThat(reasons(decision)).containsExactly("subject-unresolved");
    }

    @Test
    void who_claims_to_break_the_glass_must_be_entitled_to() {
        String claim = ", breakGlassReason: unconscious, purpose: BTG, resource: MR1";

        assertThat(reasons(decided("", "caller: DrPCP" + claim))).containsExactly("btg-not-allowed");
        assertThat(reasons(decided("", "caller: DrPCPbreaksGlass" + claim)))
                .containsExactly("psyn-excluded-content", "subject-unresolved");
    }
}
