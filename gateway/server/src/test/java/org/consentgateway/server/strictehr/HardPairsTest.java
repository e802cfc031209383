package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.RecordedFacts;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.label.SurroundingsReader;
import org.consentgateway.core.label.SurroundingsReader.SurroundingFacts;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A note that bears no label is told from an ordinary one by what a site's rules look for. 45 CFR 164.501. */
class HardPairsTest {

    private static final Reference ORG = new Reference("Organization", "org-a");
    private static final Caller CLINICIAN = new Caller(
            "clinician",
            "app",
            Optional.of(new Reference("Practitioner", "other")),
            Optional.of(ORG),
            Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, "TREAT"))),
            Caller.Permissions.NONE);

    @Test
    void no_unlabelled_note_of_the_other_half_is_released_and_no_ordinary_one_withheld() {
        // Given
        List<HardPairs> sites = HardPairs.ehrs().stream().map(HardPairs::of).toList();

        // When
        List<String> released = new ArrayList<>();
        List<String> withheld = new ArrayList<>();
        int odd = 0;
        for (HardPairs site : sites) {
            for (HardPairs.Pair pair : site.pairs) {
                odd += pair.isOdd() ? 1 : 0;
                if (decided(site, pair.note()) instanceof Decision.Release) released.add(site.ehr + " " + pair);
                if (!(decided(site, pair.ordinary()) instanceof Decision.Release)) withheld.add(site.ehr + " " + pair);
            }
        }

        // Then
        assertThat(released).as("notes released").isEmpty();
        assertThat(withheld).as("ordinary documents withheld").isEmpty();
        assertThat(sites.stream().mapToInt(site -> site.pairs.size()).sum()).isEqualTo(100);
        assertThat(odd).isGreaterThanOrEqualTo(45);
    }

    @Test
    void without_the_rules_of_the_site_hardly_one_of_these_notes_is_known() {
        // Given
        PolicyPack base = pack("us-hipaa");

        // When
        long released = HardPairs.ehrs().stream()
                .map(HardPairs::of)
                .flatMap(site -> site.pairs.stream().map(pair -> decided(base, site, pair.note())))
                .filter(Decision.Release.class::isInstance)
                .count();

        // Then
        assertThat(released).isGreaterThan(80);
    }

    @Test
    void the_record_holds_no_word_of_a_note_and_decides_the_same_again() {
        for (String ehr : HardPairs.ehrs()) {
            HardPairs site = HardPairs.of(ehr);
            for (HardPairs.Pair pair : site.pairs) {
                for (ObjectNode document : List.of(pair.note(), pair.ordinary())) {
                    // Given
                    document.withObject("/type")
                            .put("text", document.at("/type/text").asText() + " CNRY-word");
                    Access asked = asked(pack(site.policy()), site, document);

                    // When
                    String recorded = JsonWriter.text(RecordedFacts.of(asked).json());
                    RecordedFacts read = RecordedFacts.read(
                                    RecordedFacts.of(asked).json())
                            .of(asked.facts().self().orElseThrow().toString());
                    Access again = new Access(
                            asked.caller(),
                            read.facts(),
                            read.background(),
                            asked.consents(),
                            asked.grants(),
                            asked.pack(),
                            asked.at());

                    // Then
                    assertThat(recorded).as("%s %s", ehr, pair).doesNotContain("CNRY");
                    assertThat(Decide.decide(again)).as("%s %s", ehr, pair).isEqualTo(Decide.decide(asked));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ehrs")
    void on_the_road_a_sample_of_each_ehr_is_told_apart(String ehr) throws Exception {
        // Given
        HardPairs site = HardPairs.of(ehr);
        try (EhrWorld world = EhrWorld.of(Habits.of(ehr), Map.of("GATEWAY_POLICY", site.policy()))) {
            site.around.values().forEach(world.ehr::put);
            List<HardPairs.Pair> sample =
                    site.pairs.stream().filter(HardPairs.Pair::isOdd).limit(6).toList();
            for (HardPairs.Pair pair : sample) {
                world.ehr.put(ofP1(pair.note()));
                world.ehr.put(ofP1(pair.ordinary()));
            }
            String token = world.tokens.clinician();

            // When
            String searched = world.get("/fhir/DocumentReference?patient=Patient/P1&_count=50", token)
                    .text();

            // Then
            for (HardPairs.Pair pair : sample) {
                String note = "DocumentReference/" + pair.note().path("id").asText();
                String ordinary =
                        "DocumentReference/" + pair.ordinary().path("id").asText();
                assertThat(world.get("/fhir/" + note, token).status()).as(note).isEqualTo(404);
                assertThat(world.get("/fhir/" + ordinary, token).status())
                        .as(ordinary)
                        .isEqualTo(200);
                assertThat(searched).doesNotContain(note + "\"").contains(ordinary + "\"");
            }
        }
    }

    static Stream<String> ehrs() {
        return HardPairs.ehrs().stream();
    }

    private static ObjectNode ofP1(ObjectNode document) {
        ObjectNode copy = document.deepCopy();
        copy.withObject("/subject").put("reference", "Patient/P1");
        return copy;
    }

    private static Decision decided(HardPairs site, ObjectNode document) {
        return decided(pack(site.policy()), site, document);
    }

    private static Decision decided(PolicyPack pack, HardPairs site, ObjectNode document) {
        return Decide.decide(asked(pack, site, document));
    }

    private static Access asked(PolicyPack pack, HardPairs site, ObjectNode document) {
        Facts facts = FactsReader.read(HardPairs.json(document), ReferenceResolver.relative(FhirVersion.R4));
        return new Access(
                CLINICIAN,
                facts,
                Background.none(facts.subjects()).within(around(pack, site, facts)),
                Map.of(new Reference("Patient", "p"), new Consents.Known(List.of())),
                List.of(),
                pack,
                Instant.parse("2026-06-01T12:00:00Z"));
    }

    /** The slow way: whatever can be reached, read one by one. */
    private static Map<Aspect, Surroundings> around(PolicyPack pack, HardPairs site, Facts facts) {
        Map<Aspect, Surroundings> around = new EnumMap<>(Aspect.class);
        for (Aspect aspect : Aspect.values()) {
            Set<Reference> reached = new HashSet<>(aspect == Aspect.AUTHOR ? facts.authors() : facts.encounters());
            site.around.values().stream()
                    .filter(role -> aspect == Aspect.AUTHOR
                            && facts.authors().stream().anyMatch(author -> author.toString()
                                    .equals(role.at("/practitioner/reference").asText())))
                    .map(role ->
                            new Reference("PractitionerRole", role.path("id").asText()))
                    .forEach(reached::add);
            SurroundingFacts all = SurroundingFacts.NOTHING;
            for (int step = 0; step < 5; step++) {
                for (Reference one : Set.copyOf(reached)) {
                    ObjectNode resource = site.around.get(one.toString());
                    if (resource == null) continue;
                    SurroundingFacts said =
                            SurroundingsReader.of(HardPairs.json(resource), ReferenceResolver.relative(FhirVersion.R4));
                    all = all.and(said);
                    reached.addAll(said.places());
                }
            }
            around.put(aspect, pack.notes().lookout().keep(aspect, all.codings(), all.words(), all.places(), false));
        }
        return around;
    }

    private static PolicyPack pack(String policy) {
        try {
            return PackLoader.load(Arrays.asList(policy.split(",")), ORG, ZoneOffset.UTC);
        } catch (InvalidConfiguration e) {
            throw new IllegalStateException(e);
        }
    }
}
