package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.BasisRow.Element;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.OrdinaryRules.Unreadable;
import org.consentgateway.core.law.PackReader;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.law.PolicyPack.Existence;
import org.consentgateway.core.request.Coding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How packs are folded: {@code decision/overlays.yaml} holds an overlay for each thing that may not become looser. */
class PackReaderTest {

    private static final Json.Obj FILE = Packs.yaml(Path.of("src/test/resources/decision/overlays.yaml"));
    private static final Json.Obj BASE =
            Packs.yaml(Path.of("../../fhir-profiles/src/main/resources/packs/us-hipaa.yaml"));

    static Stream<String> looser() {
        return FILE.object("looser").orElseThrow().members().keySet().stream();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("looser")
    void whatever_an_overlay_makes_looser_is_named(String name) {
        // Given
        Json.Obj change = FILE.object("looser").orElseThrow().object(name).orElseThrow();
        Json.Obj base = WrittenCase.over(BASE, change.object("base").orElse(new Json.Obj(java.util.Map.of())));

        // When
        List<String> problems = problems(base, overlay(change));

        // Then
        assertThat(problems).containsExactly("`site: " + name + "` is looser than the pack it is laid over");
    }

    @Test
    void an_overlay_that_is_stricter_everywhere_is_taken() {
        // When
        PolicyPack pack =
                read(BASE, overlay(FILE.object("stricter").orElseThrow())).orElseThrow();

        // Then
        assertThat(pack.id()).isEqualTo("us-hipaa+site");
        assertThat(pack.version()).isEqualTo("1.0.0+1.0.0");
        assertThat(pack.notes().types()).contains("Basic", "Task");
        assertThat(pack.notes().tiers()).containsEntry(loinc("34904-3"), Tier.S).containsEntry(loinc("1-1"), Tier.M);
        assertThat(pack.notes().names(new Coding("http://site.example", "X"))).isTrue();
        assertThat(pack.noteLabels()).contains(new Coding("http://site.example", "X"));
        assertThat(pack.notes().signals(Custody.SEPARATE).sources()).containsExactly("urn:apart");
        assertThat(pack.notes().rules().get(0).then()).isEqualTo(Note.CONFIRMED);
        assertThat(pack.notes().professionals()).contains(new Coding(Coding.NUCC, "1"));
        assertThat(pack.basis(LegalBasis.CORONER).enabled()).isFalse();
        assertThat(pack.basis(LegalBasis.OWN_TRAINING).grants().lifetime()).contains(Duration.ofDays(30));
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).grants().lifetime()).contains(Duration.ofDays(90));
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).grants().approval()).isTrue();
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).denialBlocks()).isTrue();
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).grants().requires())
                .contains(Element.HUMAN_APPROVAL, Element.PLAINTIFF);
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).grants().rejectedCitations())
                .containsExactly("none");
        assertThat(pack.basis(LegalBasis.HHS_SECRETARY).purposes())
                .containsExactly(new Coding(Coding.ACT_REASON, "GOV"));
        assertThat(pack.authorization().requireVerification()).isTrue();
        assertThat(pack.authorization().approvedTemplates()).containsExactly("form");
        assertThat(pack.authorization().patientMayRestrictOriginator()).isTrue();
        assertThat(pack.authorization().patientRelease()).isEqualTo(PatientRelease.NEVER);
        assertThat(pack.ordinary().fallback()).isEqualTo(Fallback.DENY);
        assertThat(pack.ordinary().consentUnavailable()).isEqualTo(Fallback.DENY);
        assertThat(pack.ordinary().unreadableConsent()).isEqualTo(Unreadable.DENY);
        assertThat(pack.ordinary().breakGlass()).isFalse();
        assertThat(pack.ordinary().emergencyPurposes()).isEmpty();
        assertThat(pack.ordinary().optIn().labels()).hasSize(1);
        assertThat(pack.existence()).isEqualTo(Existence.HIDE);
        assertThat(pack.statements())
                .hasSize(Packs.HIPAA.statements().size() + 1)
                .last()
                .matches(said -> said.plain().equals("p")
                        && said.topic().equals("revoke")
                        && said.quote().equals("q")
                        && said.citation().equals("c")
                        && said.readOn().equals("2026-01-01"));
        assertThat(pack.purposes()).isEqualTo(Packs.HIPAA.purposes());
        assertThat(pack.purposes().canonical(new Coding(Coding.NHIN_PURPOSE, "TREATMENT")))
                .isEqualTo(new Coding(Coding.ACT_REASON, "TREAT"));
    }

    @Test
    void an_overlay_that_says_nothing_changes_nothing() {
        // Given
        Json.Obj nothing = new Json.Obj(java.util.Map.of());
        Json.Obj mapped = WrittenCase.over(
                BASE,
                FILE.object("looser")
                        .orElseThrow()
                        .object("notes.localLabels")
                        .orElseThrow()
                        .object("base")
                        .orElseThrow());

        // When
        PolicyPack base = read(mapped).orElseThrow();
        PolicyPack pack = read(mapped, overlay(nothing)).orElseThrow();

        // Then
        assertThat(pack.notes()).isEqualTo(base.notes());
        assertThat(pack.authorization()).isEqualTo(base.authorization());
        assertThat(pack.ordinary()).isEqualTo(base.ordinary());
        assertThat(pack.statements()).isEqualTo(base.statements());
        assertThat(pack.noteTypes())
                .contains("DocumentReference")
                .isEqualTo(base.notes().types());
        for (LegalBasis basis : LegalBasis.values())
            assertThat(pack.basis(basis)).as(basis.code()).isEqualTo(base.basis(basis));
    }

    @Test
    void any_template_is_looser_than_a_list_of_them() {
        // Given
        Json.Obj some = templates(new Json.Text("a"));
        Json.Obj any = templates();

        // Then
        assertThat(problems(WrittenCase.over(BASE, some), overlay(any)))
                .containsExactly("`site: authorization.approvedTemplates` is looser than the pack it is laid over");
        assertThat(read(WrittenCase.over(BASE, some), overlay(some))).isPresent();
    }

    @Test
    void a_rule_keeps_each_of_its_conditions() {
        // When
        PolicyPack pack = read(BASE).orElseThrow();

        // Then
        assertThat(pack.notes().rules())
                .filteredOn(rule -> rule.name().equals("strong-type"))
                .singleElement()
                .matches(rule -> rule.tiers().equals(Set.of(Tier.S)));
        assertThat(pack.notes().rules())
                .filteredOn(rule -> rule.name().equals("separate-by-professional"))
                .singleElement()
                .matches(rule -> rule.custody().equals(Set.of(Custody.SEPARATE)) && rule.mentalHealthAuthor());
    }

    @Test
    void what_cannot_be_read_is_named() {
        assertThat(problems(WrittenCase.over(BASE, FILE.object("unreadable").orElseThrow())))
                .containsExactlyInAnyOrder(
                        "`us-hipaa: notes.labels` holds `PSYTHPN`, which is not of the form `system#code`",
                        "`us-hipaa: notes.labels` holds `act#`, which is not of the form `system#code`",
                        "`us-hipaa: notes.labels` uses the code system `nowhere`, which `systems` does not declare",
                        "`us-hipaa: notes.labels` holds something that is no text",
                        "`us-hipaa: notes.labelOnIngest` is not true or false",
                        "`us-hipaa: notes.custody.cellar` knows no `cellar`",
                        "`us-hipaa: bases.coroner.lifetime` is `a week`, which is no duration such as `P30D` or"
                                + " `PT24H`",
                        "`us-hipaa: bases.coroner.requires` knows no `badge`",
                        "`us-hipaa: authorization.ageOfMajority` is not a whole number",
                        "`us-hipaa: existence` knows no `tell`");
        assertThat(problems()).containsExactly("no policy pack is named");
        assertThat(problems(overlay(new Json.Obj(java.util.Map.of()))))
                .containsExactly("`site` is an overlay and cannot be the base");
        assertThat(problems(BASE, BASE))
                .contains(
                        "`us-hipaa` is a base and cannot be laid over another pack",
                        "`us-hipaa` extends another pack than `us-hipaa`");
    }

    @Test
    void a_pack_that_says_nothing_opens_nothing() {
        PolicyPack pack = read(new Json.Obj(java.util.Map.of())).orElseThrow();
        assertThat(pack.ordinary().fallback()).isEqualTo(Fallback.DENY);
        assertThat(pack.basis(LegalBasis.ORIGINATOR_TREATMENT).enabled()).isFalse();
        assertThat(pack.authorization().patientMayRestrictOriginator()).isTrue();
        assertThat(pack.notes().labelOnIngest()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "A-01, true, true",
        "A-08, false, true",
        "A-16, false, true",
        "A-16 separate, true, true",
        "A-02, false, false",
        "A-07, false, false",
        "A-17, false, true",
        "A-15, false, false",
        "N-28 directory, false, false"
    })
    void only_what_a_decision_turns_on_is_looked_up(String id, boolean qualifications, boolean note) {
        // Given
        Access access =
                WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of).stream()
                        .filter(written -> written.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .access();

        // When
        RequiredLookups needs = RequiredLookups.of(
                access.facts(),
                access.background().noteEvidence().separated(),
                access.pack().notes());

        // Then
        assertThat(needs).isEqualTo(new RequiredLookups(qualifications, note));
    }

    @Test
    void codes_are_read_back() {
        for (LegalBasis basis : LegalBasis.values()) {
            assertThat(LegalBasis.of(basis.code())).contains(basis);
            assertThat(basis.citation()).contains("CFR");
        }
        for (Reason reason : Reason.values()) {
            assertThat(Reason.of(reason.code())).contains(reason);
            assertThat(reason.citation()).isNotBlank();
        }
        for (Element element : Element.values())
            assertThat(Element.of(element.parameter())).contains(element);
        assertThat(Reason.of("none")).isEmpty();
        assertThat(LegalBasis.of("none")).isEmpty();
        assertThat(Element.of("none")).isEmpty();
    }

    private static Json.Obj overlay(Json.Obj says) {
        return WrittenCase.over(
                WrittenCase.over(
                        FILE.object("overlay").orElseThrow(),
                        new Json.Obj(
                                java.util.Map.of("systems", FILE.get("systems").orElseThrow()))),
                WrittenCase.over(says, new Json.Obj(java.util.Map.of("base", new Json.Null()))));
    }

    private static Optional<PolicyPack> read(Json.Obj... files) {
        return PackReader.read(List.of(files), Packs.ORG, ZoneId.of("UTC"), new ArrayList<>());
    }

    private static List<String> problems(Json.Obj... files) {
        List<String> problems = new ArrayList<>();
        assertThat(PackReader.read(List.of(files), Packs.ORG, ZoneId.of("UTC"), problems))
                .isEmpty();
        return problems;
    }

    private static Json.Obj templates(Json... approved) {
        Json.Obj rules = new Json.Obj(java.util.Map.of("approvedTemplates", new Json.Arr(List.of(approved))));
        return new Json.Obj(java.util.Map.of("authorization", rules));
    }

    private static Coding loinc(String code) {
        return new Coding(Coding.LOINC, code);
    }
}
