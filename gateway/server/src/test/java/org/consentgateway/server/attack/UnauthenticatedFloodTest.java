package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.audit.Why;
import org.junit.jupiter.api.Test;

/** Requests without a token fill no disk: of one client the first of a minute are recorded whole, the others counted. */
class UnauthenticatedFloodTest extends OneWorld {

    /** Of every kind that nobody known can send. */
    private static final Map<String, String> KINDS = Map.of(
            "search by form", form(),
            "search by url", Wire.request("GET", "/fhir/Patient?" + names(30), "", Map.of(), ""),
            "no request", Wire.request("GET", "/elsewhere?" + names(30), "", Map.of(), ""),
            "a forged token", Wire.request("GET", "/fhir/Patient/P1", "a.b.c", Map.of(), ""),
            "metadata", Wire.request("GET", "/fhir/metadata", "", Map.of(), ""));

    @Test
    void what_nobody_known_sends_grows_the_trail_by_little() throws Exception {
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            // Given
            for (int i = 0; i < 101; i++) Wire.ask(world.gateway.port(), kind.getValue());
            long before = size(world.data());

            // When
            Set<Integer> statuses = new LinkedHashSet<>();
            for (int i = 0; i < 100; i++)
                statuses.add(Wire.ask(world.gateway.port(), kind.getValue()).status());

            // Then
            assertThat(statuses).as(kind.getKey()).isSubsetOf(200, 401, 404);
            assertThat(size(world.data()) - before).as(kind.getKey()).isLessThan(2_000);
        }
    }

    @Test
    void one_that_is_counted_says_so_when_asked_why() throws Exception {
        // Given
        String refused = Objects.requireNonNull(KINDS.get("a forged token"));
        for (int i = 0; i < 101; i++) Wire.ask(world.gateway.port(), refused);

        // When
        Reply one = Wire.ask(world.gateway.port(), refused);
        Reply other = Wire.ask(world.gateway.port(), refused);

        // Then
        assertThat(one.header("x-request-id")).isEqualTo(other.header("x-request-id"));
        assertThat(why(one.header("x-request-id").orElseThrow()))
                .contains("asked    unauthenticated")
                .contains("more than the trail takes whole: counted");
    }

    @Test
    void names_of_parameters_do_not_swell_the_record_of_a_known_caller() throws Exception {
        // Given
        long before = size(world.data());

        // When
        Reply reply = world.ask(
                "POST",
                "/fhir/Patient/_search",
                world.tokens.clinician(),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                names(200));

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(size(world.data()) - before).isLessThan(8_000);
    }

    private static String form() {
        return Wire.request(
                "POST",
                "/fhir/Patient/_search",
                "",
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                names(200));
    }

    private static String names(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++)
            names.append(i == 0 ? "" : "&").append("n".repeat(240)).append(i).append("=1");
        return names.toString();
    }

    private static String why(String requestId) {
        var out = new ByteArrayOutputStream();
        new Why(requestId).run(world.data(), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("audit"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
