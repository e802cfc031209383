package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.hapi.ConsentReader;
import org.consentgateway.server.config.PackLoader;
import org.junit.jupiter.api.Test;

/** The cases that stand beside the packs hold, read and decided by the parts that serve requests. */
final class ShippedCasesTest {

    @Test
    void the_federal_pack_passes_its_cases() throws Exception {
        // Given
        PolicyPack pack = PackLoader.load(List.of("us-hipaa"), new Reference("Organization", "org-a"), ZoneOffset.UTC);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        // When
        int exit = new PolicyTest(
                        FhirVersion.R4, pack, server -> ConsentReader.once(server, CaseConsents.BASE, Optional.empty()))
                .run(
                        Path.of("../../fhir-profiles/src/test/cases"),
                        new PrintStream(printed, true, StandardCharsets.UTF_8));
        // Then
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(" 0 failed")
                .doesNotContain("FAILED");
        assertThat(exit).isZero();
    }
}
