package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.InteractionTable;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.junit.jupiter.api.Test;

/** An app that reads the CapabilityStatement before it asks finds what it may ask. */
class CapabilitiesTest {

    private final CapabilityStatement read = read();

    @Test
    void a_type_of_notes_is_read_searched_and_written_but_never_on_a_condition() {
        CapabilityStatementRestResourceComponent notes = of("DocumentReference");
        assertThat(notes.getInteraction())
                .extracting(interaction -> interaction.getCode().toCode())
                .containsExactly(
                        "read", "vread", "history-instance", "search-type", "create", "update", "patch", "delete");
        assertThat(notes.getConditionalCreate()).isFalse();
        assertThat(notes.getConditionalUpdate()).isFalse();
        assertThat(notes.getConditionalDelete()).isEqualTo(ConditionalDeleteStatus.NOTSUPPORTED);
    }

    @Test
    void a_type_without_notes_is_also_written_on_a_condition() {
        CapabilityStatementRestResourceComponent patients = of("Patient");
        assertThat(patients.getConditionalCreate()).isTrue();
        assertThat(patients.getConditionalUpdate()).isTrue();
        assertThat(patients.getConditionalDelete()).isEqualTo(ConditionalDeleteStatus.SINGLE);
        assertThat(patients.getOperation()).extracting("name").contains("everything", "legal-basis");
    }

    @Test
    void what_is_refused_is_not_listed() {
        assertThat(of("Subscription").getInteraction())
                .extracting(interaction -> interaction.getCode().toCode())
                .doesNotContain("create", "update", "patch");
        assertThat(of("AuditEvent").getInteraction())
                .extracting(interaction -> interaction.getCode().toCode())
                .contains("create")
                .doesNotContain("update", "delete");
    }

    @Test
    void search_parameters_are_listed_with_their_types_and_no_oracle_is() {
        assertThat(of("Observation").getSearchParam())
                .extracting(parameter ->
                        parameter.getName() + " " + parameter.getType().toCode())
                .contains(
                        "code token", "date date", "patient reference", "_lastUpdated date", "value-quantity quantity")
                .doesNotContain("_content string", "_text string", "_filter special");
    }

    @Test
    void every_operation_of_our_own_is_listed_and_its_definition_is_in_the_package() throws IOException {
        // When
        List<String> listed = Stream.concat(
                        read.getRestFirstRep().getOperation().stream(), of("Patient").getOperation().stream())
                .map(operation -> operation.getDefinition())
                .filter(definition -> definition.startsWith("https://consentgateway.org/"))
                .map(definition -> definition.substring(definition.lastIndexOf('/') + 1))
                .toList();

        // Then
        try (Stream<Path> files = Files.list(Path.of("../../fhir-profiles/src/main/resources/fhir"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("OperationDefinition-"))
                            .map(name -> name.replaceAll("OperationDefinition-|[.]json", ""))
                            // how the grants of a patient are listed: one name, by GET
                            .filter(name -> !name.equals("legal-basis-list")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        assertThat(listed).contains("label-reviews", "label-review", "worklist", "explain-access");
    }

    private CapabilityStatementRestResourceComponent of(String type) {
        return read.getRestFirstRep().getResource().stream()
                .filter(resource -> resource.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static CapabilityStatement read() {
        Capabilities capabilities = new Capabilities(
                FhirVersion.R4,
                "https://gw.example/fhir",
                "1",
                LocalDate.of(2026, 11, 24),
                new InteractionTable(Set.of("DocumentReference", "Observation")));
        return FhirContext.forR4Cached()
                .newJsonParser()
                .setParserErrorHandler(new ca.uhn.fhir.parser.StrictErrorHandler())
                .parseResource(
                        CapabilityStatement.class,
                        new String(JsonWriter.bytes(capabilities.statement()), StandardCharsets.UTF_8));
    }
}
