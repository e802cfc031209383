package org.consentgateway.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Signals;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.request.Coding;
import org.junit.jupiter.api.Test;

class ClassifyTest {

    private static final Coding PSYTHPN = new Coding(Coding.ACT_CODE, "PSYTHPN");
    private static final Coding PSYCHOLOGIST = new Coding(Coding.NUCC, "103TC0700X");
    private static final Coding FAMILY_DOCTOR = new Coding(Coding.NUCC, "207Q00000X");
    private static final NoteRules RULES = new NoteRules(
            new NoteRules.CarrierTypes(Set.of("DocumentReference"), Set.of()),
            new NoteRules.LabelRules(Set.of(PSYTHPN), Map.of(), false),
            Map.of(new Coding(Coding.LOINC, "34869-8"), Tier.X),
            Set.of(PSYCHOLOGIST),
            Map.of(Custody.SEPARATE, new Signals(Set.of(), Set.of("urn:apart"), Set.of())),
            Lookout.of(List.of()),
            Set.of());

    @Test
    void a_label_is_contradicted_by_an_author_who_is_no_professional_and_not_by_one_who_is_unknown() {
        assertThat(conflict(Set.of())).isFalse();
        assertThat(conflict(Set.of(PSYCHOLOGIST))).isFalse();
        assertThat(conflict(Set.of(PSYCHOLOGIST, FAMILY_DOCTOR))).isFalse();
        assertThat(conflict(Set.of(FAMILY_DOCTOR))).isTrue();
    }

    @Test
    void a_bare_code_names_notes_only_where_it_is_theirs() {
        assertThat(RULES.names(new Coding("", "PSYTHPN"))).isTrue();
        assertThat(RULES.names(new Coding("", "R"))).isFalse();
        assertThat(RULES.names(new Coding("http://else.example", "PSYTHPN"))).isFalse();
    }

    @Test
    void a_source_is_read_without_its_fragment() {
        assertThat(Classify.custody(from("urn:apart#7"), Optional.empty(), RULES))
                .containsExactly(Custody.SEPARATE);
        assertThat(Classify.custody(from("urn:apart"), Optional.empty(), RULES)).containsExactly(Custody.SEPARATE);
        assertThat(Classify.custody(from("#urn:apart"), Optional.empty(), RULES))
                .isEmpty();
    }

    @Test
    void an_element_with_another_label_asks_for_nothing() {
        assertThat(RequiredLookups.of(part(new Coding(Coding.ACT_CODE, "MH")), Optional.empty(), RULES))
                .isEqualTo(RequiredLookups.NOTHING);
        assertThat(RequiredLookups.of(part(PSYTHPN), Optional.empty(), RULES))
                .isEqualTo(new RequiredLookups(false, true));
    }

    private static boolean conflict(Set<Coding> qualifications) {
        Background background = Background.of(
                new Subjects.Known(Set.of()),
                new Background.Authorship(Set.of(), qualifications),
                Background.Membership.NONE);
        Classification found =
                Classify.classify(facts(Set.of(PSYTHPN), Optional.empty(), List.of()), background, RULES);
        assertThat(found.note()).isEqualTo(Note.CONFIRMED);
        return found.conflict();
    }

    private static Facts from(String source) {
        return facts(Set.of(), Optional.of(source), List.of());
    }

    private static Facts part(Coding label) {
        return facts(Set.of(), Optional.empty(), List.of(new Facts.InlineLabel(List.of("note", 0), Set.of(label))));
    }

    private static Facts facts(Set<Coding> labels, Optional<String> source, List<Facts.InlineLabel> inline) {
        return new Facts(
                Facts.Identity.of("Observation", Optional.of("o"), Optional.empty()),
                new Facts.Labelling(labels, inline),
                new ResourceKind(Set.of(), Set.of(), Set.of(), Set.of(), source, Set.of(), Set.of()),
                new Parties(Set.of(), false, Set.of(), Optional.empty(), Set.of()),
                new Facts.Occurrence(Optional.empty(), List.of(), Set.of()),
                Facts.Pointing.NONE);
    }
}
