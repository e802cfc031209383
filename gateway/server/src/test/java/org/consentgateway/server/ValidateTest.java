package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.undertow.KeyStores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gateway.jar validate} with a folder of routes. */
class ValidateTest {

    private static final Path RECIPES = Path.of("../../routes/examples");

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    private final Map<String, String> environment = new TreeMap<>();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void configure() {
        environment.put("GATEWAY_UPSTREAM_URL", "http://127.0.0.1:1/fhir");
        environment.put("GATEWAY_ISSUER_URL", "http://127.0.0.1:1/issuer");
        environment.put("GATEWAY_AUDIENCE", "http://127.0.0.1:1/fhir");
        environment.put("GATEWAY_ORGANIZATION", "Organization/org-a");
        environment.put("GATEWAY_ROUTES_DIR", folder.toString());
    }

    private int validate() throws Exception {
        try (PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
            return Main.run(List.of("validate"), environment, out, out);
        }
    }

    @Test
    void problems_of_all_routes_are_told_together_and_the_exit_code_is_1() throws Exception {
        // Given
        Files.writeString(folder.resolve("a.camel.yaml"), """
                - route:
                    id: fhir
                    from:
                      uri: gateway:fhir
                      steps:
                        - process: {ref: identify}
                        - log: {message: "${body}"}
                        - process: {ref: forward}
                        - process: {ref: release}
                """);
        Files.writeString(folder.resolve("b.camel.yaml"), "- beans: []\n");
        Files.writeString(folder.resolve("notes.txt"), "not a route");
        environment.put("GATEWAY_POLICY", "no-such-pack");

        // When
        int code = validate();

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("no-such-pack")
                .contains("a.camel.yaml:7: route `fhir` uses `log`: not allowed")
                .contains("a.camel.yaml:8: route `fhir` reaches `forward` without `rule`")
                .contains("b.camel.yaml:1: declares `beans`: only `route` is allowed")
                .contains("`notes.txt` in `routes.dir` is not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tap.yaml", "tap.camel.yml", "tap.camel.yaml.bak", "README.md"})
    void what_lies_beside_the_routes_and_is_not_read_is_told_and_hinders_nothing(String name) throws Exception {
        // Given
        Files.copy(RECIPES.resolve("tap.camel.yaml"), folder.resolve("tap.camel.yaml"));
        Files.copy(RECIPES.resolve("tap.camel.yaml"), folder.resolve(name));
        Files.createDirectory(folder.resolve("..data"));

        // When
        int code = validate();

        // Then
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("warning: `" + name + "` in `routes.dir` is not read: only `*.camel.yaml` is a route")
                .contains("are valid")
                .doesNotContain("..data");
        assertThat(code).isZero();
    }

    @Test
    void a_road_under_another_name_is_told_beside_its_absence() throws Exception {
        // Given
        Files.copy(RECIPES.resolve("tap.camel.yaml"), folder.resolve("tap.yaml"));

        // When
        int code = validate();

        // Then
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("exactly one route starts from `gateway:fhir`, found 0")
                .contains("`tap.yaml` in `routes.dir` is not read");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_folder_that_is_not_there_is_a_problem() throws Exception {
        // Given
        environment.put("GATEWAY_ROUTES_DIR", folder.resolve("missing").toString());

        // When
        int code = validate();

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("the routes cannot be read");
    }

    @Test
    void a_further_upstream_is_a_step_once_it_is_configured() throws Exception {
        // Given
        String recipe = "second-upstream.camel.yaml";
        Files.copy(RECIPES.resolve(recipe), folder.resolve(recipe));
        int without = validate();

        // When
        environment.put("GATEWAY_UPSTREAMS_IMAGING_URL", "http://127.0.0.1:2/fhir");
        int with = validate();

        // Then
        assertThat(without).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("names an unknown step `forward.imaging`")
                .contains("are valid");
        assertThat(with).isZero();
    }

    @Test
    void a_further_upstream_without_an_address_is_a_problem() throws Exception {
        // Given
        environment.put("GATEWAY_UPSTREAMS_IMAGING_AUTH", "forward");

        // When
        int code = validate();

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("`upstreams.imaging.url` is required");
    }

    @Test
    void problems_of_configuration_pack_and_routes_are_told_together() throws Exception {
        // Given
        environment.remove("GATEWAY_ISSUER_URL");
        environment.put("GATEWAY_POLICY", "no-such-pack");
        Files.writeString(folder.resolve("b.camel.yaml"), "- beans: []\n");

        // When
        int code = validate();

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("`issuer.url` is required")
                .contains("no-such-pack")
                .contains("declares `beans`");
    }

    @Test
    void the_cases_of_a_folder_need_no_server_to_be_configured() throws Exception {
        // Given
        Path cases = Path.of("../../fhir-profiles/src/test/cases");
        Path nothing = Files.writeString(folder.resolve("gateway.conf"), "");

        // When
        int code;
        try (PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
            code = Main.run(List.of("test", "--config", nothing.toString(), cases.toString()), Map.of(), out, out);
        }

        // Then
        assertThat(told.toString(StandardCharsets.UTF_8)).contains(" 0 failed").doesNotContain(" 0 passed");
        assertThat(code).isZero();
    }

    static Stream<Arguments> whatKeepsItFromStarting() {
        return Stream.of(
                arguments(
                        "wrong password",
                        "`http.tls.key-store` does not open with its password",
                        "set `http.tls.key-store-password`"),
                arguments("no key store", "is no PKCS#12 file", "name another file"),
                arguments("expired", "a certificate of `http.tls.key-store` has expired at ", "renew it"),
                arguments("taken port", "(`http.port`) is taken by another process", "set `http.port` to a free one"),
                arguments("unset variable", "takes `{{env:NOBODY_SET_THIS}}`", "set it in the environment"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatKeepsItFromStarting")
    void what_would_keep_it_from_starting_is_told_by_its_key_with_what_to_do(String wrong, String says, String todo)
            throws Exception {
        // Given
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path store = folder.resolve("server.p12");
            environment.put("GATEWAY_HTTP_PORT", "0");
            environment.put("GATEWAY_MANAGEMENT_PORT", "0");
            switch (wrong) {
                case "wrong password", "expired" -> {
                    KeyStores.at(store, "server", 2, "-startdate", wrong.equals("expired") ? "-3d" : "-1d");
                    environment.put("GATEWAY_HTTP_TLS_KEY_STORE_PASSWORD", wrong.equals("expired") ? "changeit" : "x");
                    environment.put("GATEWAY_HTTP_TLS_KEY_STORE", store.toString());
                }
                case "no key store" -> {
                    Files.writeString(store, "certificate");
                    environment.put("GATEWAY_HTTP_TLS_KEY_STORE_PASSWORD", "x");
                    environment.put("GATEWAY_HTTP_TLS_KEY_STORE", store.toString());
                }
                case "taken port" -> environment.put("GATEWAY_HTTP_PORT", Integer.toString(holder.getLocalPort()));
                default ->
                    Files.writeString(
                            folder.resolve("a.camel.yaml"),
                            Files.readString(RECIPES.resolve("break-glass-mail.camel.yaml"))
                                    .replaceAll("\\{\\{env:[A-Z_]+}}", "{{env:NOBODY_SET_THIS}}"));
            }
            if (!wrong.equals("unset variable")) environment.remove("GATEWAY_ROUTES_DIR");

            // When
            int code = validate();

            // Then
            assertThat(told.toString(StandardCharsets.UTF_8)).contains(says).contains(todo);
            assertThat(code).isEqualTo(1);
        }
    }
}
