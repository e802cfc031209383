package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.PackLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's cases say what is known of the encounter of a note that bears no label. */
class SurroundingsInCasesTest {

    private static final String OVERLAY = """
            id: site
            version: 1.0.0
            reviewedOn: "2026-11-30"
            title: By encounter
            extends: us-hipaa
            notes:
              rules:
                - name: unit
                  types: [DocumentReference]
                  encounter: {places: [Location/unit], names: ["*therapy"]}
                  then: suspected
            """;

    private static final String CASES = """
            resources:
              D: {resourceType: DocumentReference, id: d, subject: {reference: Patient/p}, context: {encounter: [{reference: Encounter/e}]}}
              X: {resourceType: DocumentReference, id: x, subject: {reference: Patient/p}}
            callers:
              DrX: {fhirUser: Practitioner/dr-x, organization: Organization/org-a}
            cases:
              - {name: in the unit, given: {resource: D, facts: {encounter: {places: [Location/unit]}}}, when: {caller: DrX, purpose: [TREAT], at: "2026-06-01T12:00:00Z"}, then: {decision: withhold, reasons: [originator-unproven], rule: unit}}
              - {name: by its service, given: {resource: D, facts: {encounter: {names: [Family therapy]}}}, when: {caller: DrX, purpose: [TREAT], at: "2026-06-01T12:00:00Z"}, then: {decision: withhold, reasons: [originator-unproven], rule: unit}}
              - {name: not said, given: {resource: D}, when: {caller: DrX, purpose: [TREAT], at: "2026-06-01T12:00:00Z"}, then: {decision: withhold, reasons: [originator-unproven], rule: unit}}
              - {name: elsewhere, given: {resource: D, facts: {encounter: {places: [Location/other]}}}, when: {caller: DrX, purpose: [TREAT], at: "2026-06-01T12:00:00Z"}, then: {decision: release, reasons: [not-psyn], class: not}}
              - {name: without an encounter, given: {resource: X}, when: {caller: DrX, purpose: [TREAT], at: "2026-06-01T12:00:00Z"}, then: {decision: release, reasons: [not-psyn], class: not}}
            """;

    @Test
    void a_case_tells_the_encounter_and_what_it_does_not_tell_shuts(@TempDir Path folder) throws Exception {
        // Given
        Path overlay = Files.writeString(folder.resolve("site.overlay.yaml"), OVERLAY);
        Path cases = Files.createDirectory(folder.resolve("cases"));
        Files.writeString(cases.resolve("cases.yaml"), CASES);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        // When
        int exit = new PolicyTest(
                        FhirVersion.R4,
                        PackLoader.load(
                                List.of("us-hipaa", overlay.toString()),
                                new Reference("Organization", "org-a"),
                                ZoneOffset.UTC),
                        http -> (patients, freshness) -> silent(patients))
                .run(cases, new PrintStream(printed, true, StandardCharsets.UTF_8));

        // Then
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("5 passed, 0 failed");
        assertThat(exit).isZero();
    }

    private static Map<Reference, Consents> silent(Set<Reference> patients) {
        Map<Reference, Consents> said = new HashMap<>();
        patients.forEach(patient -> said.put(patient, new Consents.Known(List.of())));
        return said;
    }
}
