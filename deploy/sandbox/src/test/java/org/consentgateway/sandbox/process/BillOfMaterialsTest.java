package org.consentgateway.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The bill of materials beside {@code gateway.jar} names what runs.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
class BillOfMaterialsTest {

    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");
    private static final Path TARGET = Path.of("..", "..", "gateway", "server", "target");

    @Test
    void every_library_that_runs_is_named_and_no_other() throws IOException {
        JsonNode bill =
                new ObjectMapper().readTree(TARGET.resolve("gateway-bom.json").toFile());

        Set<String> named = new TreeSet<>();
        for (JsonNode one : bill.path("components"))
            named.add(one.path("name").asText() + "-" + one.path("version").asText() + classifier(one));

        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(named).isEqualTo(libraries());
    }

    /** As it stands in the name of the file; a component has it in its package URL alone. */
    private static String classifier(JsonNode component) {
        Matcher found = CLASSIFIER.matcher(component.path("purl").asText());
        return found.find() ? "-" + found.group(1) : "";
    }

    private static Set<String> libraries() throws IOException {
        try (Stream<Path> files = Files.list(TARGET.resolve("lib"))) {
            return files.map(file -> String.valueOf(file.getFileName()).replaceFirst("[.]jar$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
