package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** Notes of all kinds, read from their JSON, under the pack that is shipped: {@code decision/corpus.yaml}. */
class CorpusTest {

    private static final Reference PATIENT = new Reference("Patient", "p");
    private static final Json.Obj FILE = Packs.yaml(Path.of("src/test/resources/decision/corpus.yaml"));

    @Test
    void no_ordinary_note_is_withheld_and_no_psychotherapy_note_released() {
        // Given
        Map<String, Json.Obj> ordinary = notes("ordinary");
        Map<String, Json.Obj> psychotherapy = notes("psychotherapy");

        // When
        List<String> withheld = new ArrayList<>();
        List<String> released = new ArrayList<>();
        ordinary.forEach((name, note) -> {
            if (!decided(note).equals("release")) withheld.add(name);
        });
        psychotherapy.forEach((name, note) -> {
            if (decided(note).equals("release")) released.add(name);
        });

        // Then
        assertThat(withheld).as("ordinary notes withheld").isEmpty();
        assertThat(released).as("psychotherapy notes released").isEmpty();
        assertThat(ordinary.size() + psychotherapy.size()).isGreaterThanOrEqualTo(150);
        assertThat(ordinary).hasSizeGreaterThan(60);
        assertThat(psychotherapy).hasSizeGreaterThan(60);
    }

    /** What a clinician who did not write it gets. */
    private static String decided(Json.Obj note) {
        Json.Obj resource = note.object("resource").orElseThrow();
        Facts facts = FactsReader.read(resource, ReferenceResolver.relative(FhirVersion.R4));
        Optional<Coding> qualification = note.text("author").map(code -> new Coding(Coding.NUCC, code));
        Background background = Background.of(
                new Subjects.Known(facts.subjects()),
                new Background.Authorship(
                        facts.authors(), qualification.map(Set::of).orElse(Set.of())),
                Background.Membership.NONE);
        Caller other = new Caller(
                "other",
                "app",
                Optional.of(new Reference("Practitioner", "other")),
                Optional.of(Packs.ORG),
                Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, "TREAT"))),
                Caller.Permissions.NONE);
        return WrittenCase.word(Decide.decide(new Access(
                other,
                facts,
                background,
                Map.of(PATIENT, new Consents.Known(List.of())),
                List.of(),
                Packs.HIPAA,
                Instant.parse("2026-06-01T12:00:00Z"))));
    }

    /** Every kind of note of that class, by each author that the file names for it and in each carrier. */
    private static Map<String, Json.Obj> notes(String truth) {
        Map<String, Json.Obj> notes = new LinkedHashMap<>();
        for (Json.Obj kind : FILE.objects(truth)) {
            for (Json author : kind.items("authors")) {
                for (Json carrier : kind.items("carriers")) {
                    if (author instanceof Json.Text by && carrier instanceof Json.Text in) {
                        String name = kind.text("kind").orElse("?") + ", by " + by.value() + ", in " + in.value();
                        Map<String, Json> resource = new LinkedHashMap<>(FILE.object("carriers")
                                .orElseThrow()
                                .object(in.value())
                                .orElseThrow()
                                .members());
                        kind.object("with")
                                .ifPresent(with -> resource.putAll(WrittenCase.over(new Json.Obj(resource), with)
                                        .members()));
                        kind.get("code")
                                .ifPresent(code ->
                                        resource.put(resource.containsKey("code") ? "code" : "type", concept(code)));
                        String nucc = FILE.object("authors")
                                .flatMap(all -> all.text(by.value()))
                                .orElse("");
                        notes.put(
                                name,
                                new Json.Obj(
                                        Map.of("resource", new Json.Obj(resource), "author", new Json.Text(nucc))));
                    }
                }
            }
        }
        return notes;
    }

    private static Json concept(Json code) {
        Json coding = new Json.Obj(Map.of("system", new Json.Text(Coding.LOINC), "code", code));
        return new Json.Obj(Map.of("coding", new Json.Arr(List.of(coding))));
    }
}
