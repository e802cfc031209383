package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.law.PackReader;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules for notes that bear neither label nor code protect, widely, and never open. 45 CFR 164.501. */
class UnlabelledNotesTest {

    private static final Json.Obj BASE =
            Packs.yaml(Path.of("../../fhir-profiles/src/main/resources/packs/us-hipaa.yaml"));
    private static final String BY_ENCOUNTER =
            "{name: unit, types: [DocumentReference], encounter: {places: [Location/unit]}, then: suspected}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Psychotherapy Note",
                "PSYCHOTHERAPY NOTE",
                "psychotherapy-note",
                " Psychotherapy  note. ",
                "Ｐsychotherapy Notes"
            })
    void what_is_called_a_psychotherapy_note_is_suspected_in_any_spelling(String name) {
        assertThat(note(document("type: {text: \"" + name + "\"}"), Packs.HIPAA))
                .isEqualTo(Note.SUSPECTED);
        assertThat(note(document("category: [{coding: [{display: \"" + name + "\"}]}]"), Packs.HIPAA))
                .isEqualTo(Note.SUSPECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Psychotherapy progress note",
                "Psychotherapy note request",
                "Authorization for psychotherapy notes",
                "~psychotherapy note",
                "Note"
            })
    void what_is_called_otherwise_is_not(String name) {
        assertThat(note(document("type: {text: \"" + name + " x\"}"), Packs.HIPAA))
                .isEqualTo(Note.NOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a, types: [Media], names: [note], then: not, reason: not-psyn} | names, ids, an encounter or an author only protects",
                "{name: a, ids: [Media/x], then: not, reason: not-psyn}                | names, ids, an encounter or an author only protects",
                "{name: a, encounter: {names: [note]}, then: suspected}                | is looked up for each resource",
                "{name: a, types: [Media], author: {}, then: suspected}                | looks for nothing",
                "{name: a, types: [Media], names: [\"***\"], then: suspected}          | which every name fits",
                "{name: a, types: [Media], author: {places: [Patient/x]}, then: suspected} | names no resource that it may",
            })
    void a_rule_that_would_open_or_fit_everything_is_an_error(String rule, String problem) {
        assertThat(problems(rule)).anyMatch(said -> said.contains(problem));
    }

    @Test
    void an_encounter_that_was_not_or_cannot_be_read_protects() {
        PolicyPack pack = pack(BY_ENCOUNTER);
        Facts facts = document("context: {encounter: [{reference: Encounter/e}]}");
        Surroundings elsewhere = new Surroundings(Set.of(), Set.of(), Set.of(), false);

        assertThat(note(facts, pack, Map.of())).isEqualTo(Note.SUSPECTED);
        assertThat(note(facts, pack, Map.of(Aspect.ENCOUNTER, Surroundings.UNREAD)))
                .isEqualTo(Note.SUSPECTED);
        assertThat(note(facts, pack, Map.of(Aspect.ENCOUNTER, elsewhere))).isEqualTo(Note.NOT);
    }

    @Test
    void only_what_no_earlier_rule_decides_is_looked_up() {
        NoteRules rules = pack(BY_ENCOUNTER).notes();
        Facts report = FactsReader.read(
                Yaml.object("{resourceType: Observation, id: o}"), ReferenceResolver.relative(FhirVersion.R4));

        assertThat(RequiredLookups.around(document("docStatus: final"), rules)).containsExactly(Aspect.ENCOUNTER);
        assertThat(RequiredLookups.around(report, rules)).isEmpty();
        assertThat(RequiredLookups.around(document("docStatus: final"), Packs.HIPAA.notes()))
                .isEmpty();
    }

    @Test
    void what_made_it_a_note_by_its_name_or_encounter_does_so_for_good() {
        // Given
        PolicyPack pack = pack(BY_ENCOUNTER);
        Facts then = document("type: {text: Psychotherapy note}");
        Facts now = document("type: {text: Note}");
        Surroundings unit = pack.notes()
                .lookout()
                .keep(Aspect.ENCOUNTER, Set.of(), Set.of(), Set.of(new Reference("Location", "unit")), false);
        Surroundings elsewhere = new Surroundings(Set.of(), Set.of(), Set.of(), false);

        // When
        StickyFacts byName = kept(then, Map.of(Aspect.ENCOUNTER, elsewhere), pack);
        StickyFacts byUnit = kept(now, Map.of(Aspect.ENCOUNTER, unit), pack);

        // Then
        for (StickyFacts before : List.of(byName, byUnit)) {
            Background background = Background.none(Set.of())
                    .within(Map.of(Aspect.ENCOUNTER, elsewhere))
                    .with(new StrictestSeen(List.of(before), Set.of()));
            assertThat(Classify.classify(now, background, pack.notes()).note()).isEqualTo(Note.SUSPECTED);
        }
    }

    private static StickyFacts kept(Facts facts, Map<Aspect, Surroundings> around, PolicyPack pack) {
        StickyFacts kept = StickyFacts.of(facts, Background.none(Set.of()).within(around), pack.notes());
        assertThat(kept.text()).doesNotContain("Psychotherapy note");
        assertThat(StickyFacts.read(Yaml.object(kept.text()))).isEqualTo(kept);
        return StickyFacts.read(Yaml.object(kept.text()));
    }

    private static Note note(Facts facts, PolicyPack pack) {
        return note(facts, pack, Map.of());
    }

    private static Note note(Facts facts, PolicyPack pack, Map<Aspect, Surroundings> around) {
        return Classify.classify(facts, Background.none(Set.of()).within(around), pack.notes())
                .note();
    }

    private static Facts document(String more) {
        return FactsReader.read(
                Yaml.object("{resourceType: DocumentReference, id: d, " + more + "}"),
                ReferenceResolver.relative(FhirVersion.R4));
    }

    private static PolicyPack pack(String rule) {
        return read(rule, new ArrayList<>()).orElseThrow();
    }

    private static List<String> problems(String rule) {
        List<String> problems = new ArrayList<>();
        read(rule, problems);
        return problems;
    }

    private static Optional<PolicyPack> read(String rule, List<String> problems) {
        Json.Obj overlay = Yaml.object("{id: site, version: 1.0.0, extends: us-hipaa, notes: {rules: [" + rule + "]}}");
        return PackReader.read(List.of(BASE, overlay), Packs.ORG, ZoneId.of("UTC"), problems);
    }
}
