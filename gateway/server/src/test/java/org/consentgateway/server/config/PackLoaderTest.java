package org.consentgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.BasisRow.Element;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackLoaderTest {

    private static final Reference ORG = new Reference("Organization", "org-a");
    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    private final Path folder;

    PackLoaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void the_federal_pack_opens_notes_by_the_exceptions_of_the_rule_and_no_other() throws Exception {
        // When
        PolicyPack pack = load("us-hipaa");

        // Then
        assertThat(pack.id()).isEqualTo("us-hipaa");
        assertThat(pack.organization()).isEqualTo(ORG);
        assertThat(pack.zone()).isEqualTo(ZONE);
        assertThat(pack.bases().keySet()).containsExactlyInAnyOrder(LegalBasis.values());
        assertThat(pack.noteLabels()).contains(new Coding(Coding.ACT_CODE, "PSYTHPN"));
        assertThat(pack.noteTypes()).contains("DocumentReference", "Binary").doesNotContain("Patient", "Practitioner");
        assertThat(pack.notes().tiers()).containsEntry(new Coding(Coding.LOINC, "34866-4"), Tier.S);
        assertThat(pack.authorization().patientRelease()).isEqualTo(PatientRelease.NEVER);
        assertThat(pack.basis(LegalBasis.SERIOUS_THREAT).grants().lifetime()).contains(Duration.ofHours(24));
        assertThat(pack.basis(LegalBasis.REQUIRED_BY_LAW).grants().requires())
                .containsExactlyInAnyOrder(
                        Element.REFERENCE_NUMBER, Element.REFERENCE_ISSUER, Element.EVIDENCE, Element.RESOURCE);
        assertThat(pack.purposes().covers(act("TREAT"), act("BTG"))).isTrue();
        assertThat(pack.ordinary().fallback()).isEqualTo(Fallback.PERMIT);
        assertThat(pack.statements())
                .allSatisfy(said -> assertThat(said.quote()).isNotBlank());
    }

    @Test
    void overlays_add_their_law_to_the_federal_pack() throws Exception {
        // When
        PolicyPack pack = load("us-hipaa", "us-part2", "us-ca");

        // Then
        assertThat(pack.id()).isEqualTo("us-hipaa+us-part2+us-ca");
        assertThat(pack.notes().rules().get(0).name()).isEqualTo("sud-counseling-note");
        assertThat(pack.ordinary().optIn().labels()).contains(new Coding(Coding.ACT_CODE, "42CFRPart2"));
        assertThat(pack.authorization().requireVerification()).isTrue();
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).grants().approval()).isTrue();
        assertThat(pack.basis(LegalBasis.LEGAL_DEFENCE).grants().requires())
                .contains(Element.PLAINTIFF, Element.PRIVILEGE_REVIEW);
    }

    @Test
    void an_overlay_that_is_looser_than_its_base_stops_start_up_with_every_loosening() throws Exception {
        // Given
        Path overlay = file("looser.yaml", """
            id: looser
            version: 1.0.0
            reviewedOn: "2026-11-23"
            title: too kind
            extends: us-hipaa
            systems: {reason: "http://terminology.hl7.org/CodeSystem/v3-ActReason", loinc: "http://loinc.org",
                      custody: "https://consentgateway.org/fhir/CodeSystem/custody"}
            notes:
              tiers: {W: [loinc#34866-4]}
              custody: {main-chart: {codings: [custody#anything]}}
              rules: [{name: open, then: not, reason: not-psyn}]
              labelOnIngest: false
              openBinaryTypes: [image/png]
            bases:
              serious-threat: {purposes: [reason#THREAT, reason#TREAT], lifetime: P30D, accountable: false,
                               minimumNecessary: false}
              own-training: {denialBlocks: false}
            authorization: {patientRelease: authorization, reauthorizeAtMajority: false, ageOfMajority: 14}
            ordinary: {emergencyPurposes: [reason#TREAT], markDenied: true}
            purposes: {within: {TREAT: [HMARKT]}, nhin: {}}
            existence: incomplete-notice
            """);

        // When
        List<String> problems = problems("us-hipaa", overlay.toString());

        // Then
        assertThat(problems)
                .allMatch(problem -> problem.endsWith("is looser than the pack it is laid over"))
                .extracting(problem -> problem.replaceAll("`looser: ([^`]*)`.*", "$1"))
                .containsExactly(
                        "notes.tiers",
                        "notes.custody.main-chart",
                        "notes.rules",
                        "notes.labelOnIngest",
                        "notes.openBinaryTypes",
                        "bases.own-training.denialBlocks",
                        "bases.serious-threat.purposes",
                        "bases.serious-threat.lifetime",
                        "bases.serious-threat.minimumNecessary",
                        "bases.serious-threat.accountable",
                        "authorization.patientRelease",
                        "authorization.reauthorizeAtMajority",
                        "authorization.ageOfMajority",
                        "ordinary.emergencyPurposes",
                        "ordinary.markDenied",
                        "purposes",
                        "existence");
    }

    @Test
    void a_pack_of_the_wrong_shape_stops_start_up_with_every_problem() throws Exception {
        // Given
        Path pack = file("broken.yaml", """
            id: Broken Pack
            version: one
            reviewedOn: "2026-11-23"
            title: t
            systems: {}
            surprise: true
            bases: {psychiatric-emergency: {enabled: true}}
            existence: tell
            """);

        // When
        List<String> problems = problems(pack.toString());

        // Then
        assertThat(String.join("\n", problems))
                .contains("id", "version", "surprise", "psychiatric-emergency", "existence", "notes", "statements");
        assertThat(problems).hasSizeGreaterThan(6);
    }

    @Test
    void unknown_code_systems_unreadable_files_and_misplaced_packs_are_all_named() throws Exception {
        // Given
        Path overlay = file("typo.yaml", """
            id: typo
            version: 1.0.0
            reviewedOn: "2026-11-23"
            title: t
            extends: us-other
            systems: {}
            notes: {labels: [ehr#SECRET]}
            """);

        // Then
        assertThat(problems("us-hipaa", overlay.toString()))
                .containsExactly(
                        "`typo: notes.labels` uses the code system `ehr`, which `systems` does not declare",
                        "`typo` extends another pack than `us-hipaa`");
        assertThat(problems("us-ca")).contains("`us-ca` is an overlay and cannot be the base");
        assertThat(problems("us-hipaa", "us-hipaa"))
                .contains("`us-hipaa` is a base and cannot be laid over another pack");
        assertThat(problems("no-such-pack", folder + "/none.yaml"))
                .hasSize(2)
                .allMatch(problem -> problem.endsWith("cannot be read"));
        assertThat(problems(file("twice.yaml", "id: a\nid: b\n").toString()).get(0))
                .contains("is no YAML: line 2");
    }

    private static PolicyPack load(String... names) throws InvalidConfiguration {
        return PackLoader.load(List.of(names), ORG, ZONE);
    }

    private static List<String> problems(String... names) {
        List<String> problems = new ArrayList<>();
        assertThatThrownBy(() -> load(names))
                .isInstanceOfSatisfying(InvalidConfiguration.class, e -> problems.addAll(e.problems()));
        return problems;
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Coding act(String code) {
        return new Coding(Coding.ACT_REASON, code);
    }
}
