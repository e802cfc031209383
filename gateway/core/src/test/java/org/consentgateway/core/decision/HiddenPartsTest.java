package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.consentgateway.core.decision.Decision.Release;
import org.consentgateway.core.decision.Decision.Strip;
import org.consentgateway.core.label.StrictestSeen;
import org.junit.jupiter.api.Test;

/** Notes that stand within a resource that is none: each is decided for itself. 45 CFR 164.501, 164.508(a)(2). */
class HiddenPartsTest {

    private static final String NOTE = "{path: [note, '0'], labels: [PSYTHPN]}";
    private static final String OTHER_NOTE = "{path: [component, '0'], labels: [PSYTHPN]}";
    private static final List<Object> FIRST = List.of("note", "0");
    private static final List<Object> ELSEWHERE = List.of("component", "0");

    private static Access asked(String caller, String given, String labels, String... parts) {
        return WrittenQuestion.of(
                given,
                "caller: " + caller + ", purpose: TREAT, resource: {like: O2, labels: [" + labels + "], inline: ["
                        + String.join(", ", parts) + "]}");
    }

    private static Access unconfirmed(Access asked, String element) {
        return WrittenQuestion.with(asked, asked.background().with(new StrictestSeen(List.of(), Set.of(element))));
    }

    private static List<List<Object>> stripped(Decision decision) {
        return decision.match(release -> List.of(), Strip::elements, withhold -> List.of());
    }

    @Test
    void a_note_within_is_hidden_from_whom_nothing_opens_it() {
        assertThat(Decide.hiddenParts(asked("DrC", "", "", NOTE, OTHER_NOTE))).containsExactly(FIRST, ELSEWHERE);
    }

    @Test
    void a_note_within_is_not_hidden_from_its_originator() {
        assertThat(Decide.hiddenParts(asked("DrO", "", "", NOTE))).isEmpty();
    }

    @Test
    void only_notes_are_hidden_before_the_rest_is_decided() {
        Access denied = asked(
                "DrC",
                "consents: [{rule: {type: deny, labels: [HIV]}}]",
                "",
                "{path: [component, '0'], labels: [HIV]}",
                NOTE);

        assertThat(Decide.hiddenParts(denied)).containsExactly(FIRST);
        assertThat(stripped(Decide.decide(denied))).containsExactly(ELSEWHERE, FIRST);
    }

    @Test
    void of_patients_who_cannot_be_told_every_note_within_is_hidden() {
        assertThat(Decide.hiddenParts(asked("DrO", "facts: {subjectsUnresolved: true}", "", NOTE)))
                .containsExactly(FIRST);
        assertThat(Decide.hiddenParts(WrittenQuestion.ofNobodyKnown(asked("DrO", "", "", NOTE))))
                .containsExactly(FIRST);
    }

    @Test
    void what_is_a_note_itself_is_decided_whole() {
        assertThat(Decide.hiddenParts(asked("DrC", "", "PSYTHPN", NOTE))).isEmpty();
    }

    @Test
    void what_has_no_labelled_element_has_no_hidden_part() {
        assertThat(Decide.hiddenParts(asked("DrC", "", ""))).isEmpty();
    }

    @Test
    void what_is_denied_of_the_whole_is_denied_of_the_note_within() {
        // Given an authorization that opens the note, and a denial of what the whole is labelled
        String consents = "consents: [C-AUTH, {id: Consent/d, rule: {type: deny, labels: [SUD]}}]";

        // Then
        assertThat(Decide.hiddenParts(asked("DrX", consents, "", NOTE))).isEmpty();
        assertThat(Decide.hiddenParts(asked("DrX", consents, "SUD", NOTE))).containsExactly(FIRST);
    }

    @Test
    void what_lost_its_label_by_one_persons_word_is_a_note_still() {
        Access bare = asked("DrC", "", "");

        assertThat(Decide.decide(bare)).isInstanceOf(Release.class);
        assertThat(stripped(Decide.decide(unconfirmed(bare, "note")))).containsExactly(List.of("note"));
    }

    @Test
    void what_lost_its_label_by_one_persons_word_is_open_to_whom_the_note_is() {
        assertThat(Decide.decide(unconfirmed(asked("DrO", "", ""), "note"))).isInstanceOf(Release.class);
    }

    @Test
    void what_lost_its_label_by_one_persons_word_goes_with_all_that_stands_in_its_list() {
        Access labelled = asked("DrC", "", "", NOTE, OTHER_NOTE);

        assertThat(stripped(Decide.decide(labelled))).containsExactly(FIRST, ELSEWHERE);
        assertThat(stripped(Decide.decide(unconfirmed(labelled, "note")))).containsExactly(ELSEWHERE, List.of("note"));
    }
}
