package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command line says to somebody who does not know it yet, or mistypes. */
class CommandLineTest {

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments(List.of("validate", "--confg", "x.yaml"), 1, "--confg"),
                arguments(List.of("--confg", "x.yaml"), 1, "--config"),
                arguments(List.of("survey", "--most", "many"), 1, "--most"),
                arguments(List.of("doctor", "--jsno"), 1, "--jsno"),
                arguments(List.of("valdate"), 1, "validate"),
                arguments(List.of("why"), 1, "REQUEST-ID"),
                arguments(List.of("verify-audit", "a", "b"), 1, "'b'"),
                arguments(List.of("--help"), 0, "verify-audit"),
                arguments(List.of("survey", "--help"), 0, "--most=N"),
                arguments(List.of("--version"), 0, "development"));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("lines")
    void a_line_that_is_not_understood_is_an_error_that_names_it(List<String> line, int code, String told) {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        // When
        int came = Main.run(line, Map.of(), out, out);

        // Then
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains(told);
        assertThat(came).isEqualTo(code);
    }
}
