package org.consentgateway.server.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page tells apps what is so: each of its requests is asked. */
class CompatibilityPageTest {

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    void the_page_says_what_is_answered(String request, String header, int status) throws Exception {
        // Given
        String[] line = request.split(" ", 2);
        Map<String, String> headers =
                header.isEmpty() ? Map.of() : Map.of(header.split(": ")[0], header.split(": ")[1]);
        String body = header.startsWith("Content-") ? "{\"resourceType\":\"DocumentReference\",\"id\":\"free\"}" : "";

        // When / Then
        assertThat(world.ask(line[0], line[1], world.tokens.clinician(), headers, body)
                        .status())
                .isEqualTo(status);
    }

    static Stream<Arguments> rows() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../COMPATIBILITY.md"));
        return page.stream()
                .filter(line -> line.startsWith("| `") && line.matches(".*\\| \\d{3} \\|.*"))
                .map(line -> {
                    String[] cells = line.split(" *\\| *", -1);
                    return Arguments.of(
                            cells[1].replace("`", ""), cells[2].replace("`", ""), Integer.parseInt(cells[3]));
                });
    }
}
