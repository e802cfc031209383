package org.consentgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {

    private static final JsonNode COMPOSE = Deployed.yaml(Deployed.read("deploy/compose.yaml"));

    /** As the engine reads it: the last line that fits a path or a folder above it decides. */
    private static boolean sent(String path) {
        boolean sent = true;
        for (String line : Deployed.read(".dockerignore").lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) continue;
            boolean back = line.startsWith("!");
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + (back ? line.substring(1) : line));
            for (Path at = Path.of(path); at != null; at = at.getParent()) if (matcher.matches(at)) sent = back;
        }
        return sent;
    }

    @Test
    void all_that_the_image_is_made_of_is_sent_to_the_engine() {
        List<String> copied = Deployed.read("deploy/Dockerfile")
                .lines()
                .filter(line -> line.startsWith("COPY "))
                .map(line -> line.split(" ")[2].replaceFirst("/$", "/some.jar"))
                .toList();

        assertThat(copied).hasSize(3).allMatch(ImageTest::sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/config",
                "deploy/secrets/database",
                "gateway.yaml",
                "gateway/server/target/test-classes/a.class",
                "data/audit/000.log",
                "deploy/sandbox/run/gateway.log",
                ".fast/x"
            })
    void nothing_else_is(String path) {
        assertThat(sent(path)).isFalse();
    }

    @Test
    void nobody_builds_from_or_runs_an_image_that_cannot_be_named_by_its_digest() {
        assertThat(Deployed.read("deploy/Dockerfile").lines().filter(line -> line.startsWith("FROM ")))
                .containsExactly("FROM ${JAVA_IMAGE}");
        assertThat(COMPOSE.at("/services/gateway/build/args/JAVA_IMAGE").asText())
                .startsWith("${JAVA_IMAGE:-");
        assertThat(COMPOSE.at("/services/database/image").asText()).startsWith("${POSTGRES_IMAGE:-");
    }

    @Test
    void compose_sets_variables_that_the_gateway_knows_and_asks_for_its_health() {
        String known = Deployed.read("gateway/CONFIGURATION.md");

        assertThat(COMPOSE.at("/services/gateway/environment").properties())
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(known).contains("| `" + variable.getKey() + "` |"));
        assertThat(COMPOSE.at("/services/gateway/healthcheck/test").toString()).contains("/observe/health/ready");
        assertThat(COMPOSE.at("/services/gateway/user").asText()).isEqualTo("10001:10001");
        assertThat(COMPOSE.at("/services/gateway/read_only").asBoolean()).isTrue();
        assertThat(COMPOSE.at("/services/gateway/cap_drop/0").asText()).isEqualTo("ALL");
    }
}
