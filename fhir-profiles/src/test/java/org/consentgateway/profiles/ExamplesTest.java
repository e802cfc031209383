package org.consentgateway.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExamplesTest {

    private static final Path EXAMPLES = Path.of("src/main/examples");

    @ParameterizedTest
    @MethodSource("valid")
    void an_example_meets_its_profile(String name) throws IOException {
        // Given
        String example = Files.readString(EXAMPLES.resolve("valid").resolve(name));
        // When
        List<String> errors = ProfilePackage.built().errors(example);
        // Then
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void a_counter_example_fails_for_its_one_reason(String name) throws IOException {
        // Given
        String expected = expected().get(name);
        String example = Files.readString(EXAMPLES.resolve("invalid").resolve(name));
        // When
        List<String> errors = ProfilePackage.built().errors(example);
        // Then
        assertThat(errors).isNotEmpty().allMatch(error -> error.contains(expected), expected);
    }

    @Test
    void every_counter_example_has_its_reason_and_no_reason_is_left_over() throws IOException {
        assertThat(expected().keySet()).containsExactlyInAnyOrderElementsOf(invalid());
    }

    @Test
    void every_invariant_has_a_counter_example() throws IOException {
        // Given
        Set<String> invariants = ProfilePackage.built().definitions().values().stream()
                .flatMap(ProfileElements::invariants)
                .collect(Collectors.toCollection(TreeSet::new));
        // When
        Set<String> shown = expected().values().stream()
                .filter(value -> value.startsWith("cg-"))
                .collect(Collectors.toCollection(TreeSet::new));
        // Then
        assertThat(shown).isEqualTo(invariants).isNotEmpty();
    }

    static List<String> valid() throws IOException {
        return names("valid");
    }

    static List<String> invalid() throws IOException {
        return names("invalid");
    }

    private static List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> expected() throws IOException {
        return new YAMLMapper()
                .readValue(EXAMPLES.resolve("invalid/expected.yaml").toFile(), new TypeReference<>() {});
    }
}
