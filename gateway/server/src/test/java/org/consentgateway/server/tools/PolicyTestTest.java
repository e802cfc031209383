package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyTestTest {

    private static final String CASES = """
        resources:
          N1:
            resourceType: DocumentReference
            id: n1
            subject: {reference: Patient/p1}
            author: [{reference: Practitioner/dr-o}]
        callers:
          DrX: {fhirUser: Practitioner/dr-x, organization: Organization/org-b, roles: [break-glass]}
        grants:
          G1:
            id: g1
            basis: required-by-law
            patient: Patient/p1
            recipient: Practitioner/dr-x
            resource: [DocumentReference/n1]
            party: {attestor: [Practitioner/dr-o]}
            reference: {number: "7"}
            evidence: {sha256: abc}
            start: 2026-01-01T00:00:00Z
            end: 2026-12-31T00:00:00Z
            maxUses: 1
        cases:
          - name: a note stays shut
            given:
              resource: N1
              grants: [G1]
              facts: {qualifications: [103TC0700X], separated: true, review: psychotherapy-note, deceased: true}
            when: {caller: DrX, purpose: [TREAT, "http://healthit.gov/nhin/purposeofuse#LAW"], at: 2026-06-01T12:00:00Z}
            then: {decision: withhold, reasons: [psyn-no-basis], class: confirmed, rule: label}
        """;

    @TempDir
    Path folder = Path.of("");

    private final List<Access> asked = new ArrayList<>();

    @Test
    void a_case_that_holds_passes_and_its_whole_question_was_asked() throws IOException {
        // Given
        write(CASES);
        // When
        String printed = run(0);
        // Then
        assertThat(printed).isEqualTo("us-test 1: 1 passed, 0 failed" + System.lineSeparator());
        assertThat(asked).hasSize(1);
        Access access = asked.get(0);
        assertThat(access.at()).isEqualTo(Instant.parse("2026-06-01T12:00:00Z"));
        assertThat(access.facts().self()).contains(new Reference("DocumentReference", "n1"));
        assertThat(access.caller().purposes())
                .containsExactlyInAnyOrder(
                        new Coding(Coding.ACT_REASON, "TREAT"), new Coding(Coding.NHIN_PURPOSE, "LAW"));
        assertThat(access.consents()).containsOnlyKeys(new Reference("Patient", "p1"));
        assertThat(access.grants()).extracting(Grant::id).containsExactly("g1");
        Background background = access.background();
        assertThat(background.originators()).containsExactly(new Reference("Practitioner", "dr-o"));
        assertThat(background.noteEvidence().separated()).contains(true);
        assertThat(background.noteEvidence().review()).contains(Background.Review.PSYCHOTHERAPY_NOTE);
        assertThat(background.deceased()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "decision: withhold, decision: release, 'decision: expected `release`, got `withhold`'",
        "psyn-no-basis, auth-valid, 'decisive reason: expected `auth-valid`, got `psyn-no-basis`'",
        "class: confirmed, class: not, 'class: expected `NOT`, got `CONFIRMED`'",
        "rule: label, rule: other, 'rule: expected `other`, got `label`'",
        "rule: label, grant: g9, 'grant: expected `g9`, got []'",
        "separated: true, seperated: true, unknown or unused [seperated]",
        "caller: DrX, caller: DrY, no `DrY` among the callers",
        "grants: [G1], grants: [], no case uses [grants `G1`]",
        "psyn-no-basis, because, unknown reason `because`",
        "maxUses: 1, maxUses: one, `maxUses` is no number",
        "number: \"7\", numero: \"7\", unknown or unused [numero]",
        "name: a note, title: a note, `name` is missing",
        "2026-06-01T12:00:00Z, 2026-06-01, `at` is no instant",
        "roles: [break-glass], roles: [king], unknown role `king`",
        "id: n1, 'id: n1\n    id: n2', Duplicate"
    })
    void a_case_that_does_not_hold_or_cannot_be_read_fails_and_says_why(String from, String to, String why)
            throws IOException {
        // Given
        assertThat(CASES).contains(from);
        write(CASES.replace(from, to));
        // When
        String printed = run(1);
        // Then
        assertThat(printed).contains("FAILED cases.yaml", why, "0 passed, 1 failed");
    }

    @Test
    void a_folder_without_a_case_fails() throws IOException {
        assertThat(run(1)).contains("no `*.yaml`");
        write("cases: []");
        assertThat(run(1)).contains("holds no case");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("cases.yaml"), text);
    }

    private String run(int expected) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exit = new PolicyTest(FhirVersion.R4, Packs.small(), PolicyTestTest::nothingSaid, this::decide)
                .run(folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(exit).isEqualTo(expected);
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Decision decide(Access access) {
        asked.add(access);
        return new Decision.Withhold(
                new Classification(Classification.Note.CONFIRMED, "label", false),
                List.of(Decision.Ground.of(Reason.PSYN_NO_BASIS)));
    }

    private static ConsentStore nothingSaid(FhirHttp server) {
        return (patients, freshness) -> patients.stream()
                .collect(Collectors.toMap(Function.identity(), patient -> new Consents.Known(List.of())));
    }
}
