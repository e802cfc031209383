package org.consentgateway.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the federal pack decides by and what the published value sets say are the same codes. */
final class PackTermsTest {

    private final JsonNode notes;

    PackTermsTest() throws IOException {
        notes = new YAMLMapper()
                .readTree(Path.of("src/main/resources/packs/us-hipaa.yaml").toFile())
                .path("notes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "M", "W", "X"})
    void a_tier_of_document_types_is_its_value_set(String tier) {
        assertThat(codes(notes.path("tiers").path(tier), "loinc#"))
                .containsExactlyInAnyOrderElementsOf(valueSet("loinc-tier-" + tier.toLowerCase(Locale.ROOT)))
                .isNotEmpty();
    }

    @Test
    void mental_health_professionals_are_their_value_set() {
        assertThat(codes(notes.path("professionals"), "nucc#"))
                .containsExactlyInAnyOrderElementsOf(valueSet("mental-health-qualification"))
                .isNotEmpty();
    }

    @Test
    void the_labels_of_an_authorization_are_labels_of_a_note() {
        assertThat(codes(notes.path("labels"), "act#"))
                .containsExactlyInAnyOrderElementsOf(valueSet("note-label"))
                .isNotEmpty();
    }

    private static List<String> codes(JsonNode list, String alias) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .filter(code -> code.startsWith(alias))
                .map(code -> code.substring(alias.length()))
                .toList();
    }

    private static List<String> valueSet(String id) {
        Resource found = ProfilePackage.built().definitions().getOrDefault("ValueSet-" + id + ".json", new ValueSet());
        return ((ValueSet) found)
                .getCompose().getInclude().stream()
                        .flatMap(include -> include.getConcept().stream())
                        .map(ValueSet.ConceptReferenceComponent::getCode)
                        .toList();
    }
}
