package org.consentgateway.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ImplementationGuide;
import org.hl7.fhir.r4.model.MetadataResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PackageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final ProfilePackage built = ProfilePackage.built();

    @Test
    void the_package_says_what_it_is() {
        assertThat(built.npm().name()).isEqualTo("consentgateway.fhir");
        assertThat(built.npm().canonical()).isEqualTo("https://consentgateway.org/fhir");
        assertThat(built.npm().fhirVersion()).isEqualTo("4.0.1");
        assertThat(built.npm().dependencies()).containsExactly("hl7.fhir.r4.core#4.0.1");
    }

    @Test
    void the_package_holds_every_definition_of_the_source() throws IOException {
        assertThat(built.definitions().keySet()).containsExactlyInAnyOrderElementsOf(files("src/main/resources/fhir"));
    }

    @Test
    void the_package_holds_every_example() throws IOException {
        assertThat(built.npm().list("example")).containsAll(files("src/main/examples/valid"));
    }

    @Test
    void the_index_lists_every_definition_as_it_is() throws IOException {
        // Given
        ArrayNode files = JSON.createArrayNode();
        for (String name : built.definitions().keySet()) files.add(indexed(name));
        // When
        JsonNode index = JSON.readTree(built.text("package", ".index.json"));
        // Then
        assertThat(index.path("files")).isEqualTo(files);
    }

    @Test
    void the_guide_lists_every_definition_but_itself() {
        // Given
        List<String> listed = new ArrayList<>();
        List<String> held = new ArrayList<>();
        built.definitions().forEach((name, definition) -> {
            if (definition instanceof ImplementationGuide guide) {
                guide.getDefinition()
                        .getResource()
                        .forEach(resource -> listed.add(resource.getReference().getReference()));
            } else {
                held.add(definition.fhirType() + "/" + definition.getIdElement().getIdPart());
            }
        });
        // Then
        assertThat(listed).containsExactlyInAnyOrderElementsOf(held);
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void a_definition_is_valid_and_named_after_itself(String name) {
        // Given
        MetadataResource definition =
                (MetadataResource) built.definitions().getOrDefault(name, new ImplementationGuide());
        String typeAndId =
                definition.fhirType() + "/" + definition.getIdElement().getIdPart();
        // When
        List<String> errors = built.errors(built.text("package", name));
        // Then
        assertThat(errors).isEmpty();
        assertThat(definition.getUrl()).isEqualTo("https://consentgateway.org/fhir/" + typeAndId);
        assertThat(name).isEqualTo(typeAndId.replace('/', '-') + ".json");
    }

    static Collection<String> definitions() {
        return ProfilePackage.built().definitions().keySet();
    }

    private ObjectNode indexed(String name) throws IOException {
        JsonNode definition = JSON.readTree(built.text("package", name));
        ObjectNode entry = JSON.createObjectNode().put("filename", name);
        for (String member : List.of("resourceType", "id", "url", "version", "kind", "type")) {
            if (definition.path(member).isTextual()) entry.set(member, definition.get(member));
        }
        return entry;
    }

    private static List<String> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
