package org.consentgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.fhir.FhirVersion.R4;
import static org.consentgateway.core.fhir.LaterVersion.LATER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.Scopes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration names is of the version that it is read for, and it carries that. */
class ConfiguredVersionTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> values;

    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void an_operation_and_a_registration_name_a_type_of_the_later_version() throws IOException {
        Path issuers = Files.writeString(folder.resolve("issuers.yaml"), """
                issuers:
                  - url: https://a.example
                    audience: x
                    clients:
                      app: {scopes: user/GenomicStudy.rs}
                """);
        values = Map.of(
                "upstream.url", "http://127.0.0.1:8090/fhir",
                "upstream.operations", "Patient/$studies=GenomicStudy",
                "issuers.file", issuers.toString(),
                "organization", "Organization/org-a");
    }

    @Test
    void what_it_names_is_of_the_version() {
        // When
        GatewayConfig config = read(LATER).orElseThrow();

        // Then
        assertThat(problems).isEmpty();
        assertThat(config.operations())
                .isEqualTo(Map.of("Patient/$studies", new OperationOutput.Single("GenomicStudy")));
        assertThat(config.issuers().get(0).clients().get("app"))
                .satisfies(app -> assertThat(app.scopes()).contains(Scopes.parse(LATER, "user/GenomicStudy.rs")));
    }

    @Test
    void what_another_version_has_is_a_problem() {
        read(R4);

        assertThat(problems)
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("`upstream.operations` holds"))
                .anyMatch(problem -> problem.contains("`scopes` holds `user/GenomicStudy.rs`"));
    }

    @Test
    void gateway_and_tools_are_given_the_version() {
        GatewayConfig config = read(LATER).orElseThrow();

        assertThat(config.fhir()).isSameAs(LATER);
        assertThat(config.tool().fhir()).isSameAs(LATER);
        assertThat(new Sections(LATER, new Values(values, problems), new ArrayList<>())
                        .tool()
                        .fhir())
                .isSameAs(LATER);
    }

    private Optional<GatewayConfig> read(FhirVersion fhir) {
        return new Sections(fhir, new Values(values, problems), new ArrayList<>()).config();
    }
}
