package org.consentgateway.server.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init}: what it asks, what it writes, and that the README alone leads from two URLs to a gateway that observes. */
class InitTest {

    private static final Path README = Path.of("../../README.md");
    private static final Instant NOW = Instant.parse("2026-11-30T09:10:11Z");

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    private final EhrDouble ehr = new EhrDouble(Habits.of("millennium"));
    private final WireMockServer other =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private LocalIssuer issuer = LocalIssuer.started();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void start() {
        other.start();
    }

    @AfterEach
    void stop() {
        issuer.close();
        ehr.close();
        other.stop();
    }

    @Test
    void the_commands_of_the_README_lead_from_two_URLs_to_a_gateway_that_observes() throws Exception {
        // Given
        int port = free();
        int managementPort = free();
        Path java = Files.writeString(
                folder.resolve("java"),
                "#!/usr/bin/env bash\nshift 2\nexec '"
                        + System.getProperty("java.home") + "/bin/java' -Xmx256m -cp '" + classPath()
                        + "' org.consentgateway.server.Main \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String commands = commands()
                .replace("https://ehr.example.org/fhir", ehr.url())
                .replace("https://login.example.org/realms/hospital", issuer.url())
                .replace(":9876", ":" + managementPort)
                .replace(":8080", ":" + port);
        Path script =
                Files.writeString(folder.resolve("commands"), "set -e\ntrap 'kill $(jobs -p); wait' EXIT\n" + commands);
        ProcessBuilder shell = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile());
        shell.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        shell.environment().put("GATEWAY_HTTP_PORT", Integer.toString(port));
        shell.environment().put("GATEWAY_MANAGEMENT_PORT", Integer.toString(managementPort));

        // When
        Process process = shell.start();
        boolean ended = process.waitFor(4, TimeUnit.MINUTES);

        // Then
        String printed = Files.readString(folder.resolve("printed"));
        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed)
                .contains("configuration, policy pack and routes are valid")
                .contains("OBSERVING ONLY")
                .contains("CapabilityStatement");
    }

    @Test
    void it_writes_what_both_say_of_themselves() throws Exception {
        // Given
        other.stubFor(WireMock.get("/r4/metadata")
                .willReturn(WireMock.okJson("{\"resourceType\":\"CapabilityStatement\","
                        + "\"fhirVersion\":\"4.0.1\",\"software\":{\"name\":\"Bettermed\"},\"implementation\":{\"url\":"
                        + "\"https://fhir.bettermed.example/r4/\"}}")));
        other.stubFor(
                WireMock.get("/r4/.well-known/smart-configuration")
                        .willReturn(
                                WireMock.okJson(
                                        "{\"issuer\":"
                                                + "\"https://auth.bettermed.example\",\"token_endpoint\":\"https://auth.bettermed.example/token\"}")));
        other.stubFor(WireMock.get("/idp/.well-known/openid-configuration")
                .willReturn(WireMock.okJson("{\"issuer\":\""
                        + other.baseUrl() + "/idp/\",\"introspection_endpoint\":\"" + other.baseUrl() + "/x\","
                        + "\"id_token_signing_alg_values_supported\":[\"ES384\"],"
                        + "\"grant_types_supported\":[\"urn:ietf:params:oauth:grant-type:token-exchange\"]}")));

        // When
        int code = init(other.baseUrl() + "/r4", other.baseUrl() + "/idp", question -> Optional.empty());

        // Then
        assertThat(code).isZero();
        assertThat(gateway())
                .contains("# The EHR: Bettermed, FHIR 4.0.1\nupstream.url: " + other.baseUrl() + "/r4\n")
                .contains("\nupstream.bases: https://fhir.bettermed.example/r4\n")
                .contains("# the EHR trusts the issuer https://auth.bettermed.example")
                .contains("`upstream.auth: exchange` is possible")
                .contains("\nlookup.auth.token-url: https://auth.bettermed.example/token\n")
                .contains("\nmode.until: 2026-12-28T09:00:00Z\n");
        assertThat(Files.readString(folder.resolve("site/issuers.yaml")))
                .contains("its tokens bear this\n  - url: " + other.baseUrl() + "/idp/\n")
                .contains("# it signs with ES384")
                .contains("#introspection: lightweight");
    }

    @Test
    void what_is_left_to_say_is_named_and_nothing_else_is_wrong() throws Exception {
        // When
        init(ehr.url(), issuer.url(), question -> Optional.empty());

        // Then
        assertThat(problems())
                .contains("`organization` is required")
                .contains("`upstream.auth: forward` needs `lookup.auth`")
                .contains("`mode.accepted-by.name` is required")
                .contains("`mode.accepted-by.reason` is required")
                .contains("`audience` is required")
                .hasLineCount(5);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("gateway.yaml` needs organization: Organization/x");
    }

    @Test
    void what_is_answered_at_the_terminal_is_written() throws Exception {
        // When
        Map<String, String> answers = Map.of(
                "organization", "Organization/org-a",
                "lookup.auth", "none",
                "mode.accepted-by.name", "J. \"Jo\" Doe",
                "mode.accepted-by.reason", "trial: before go-live",
                "audience", "https://gateway.example/fhir");
        init(ehr.url(), issuer.url(), question -> Optional.ofNullable(answers.get(question.replaceFirst(" .*", ""))));

        // Then
        assertThat(problems()).isEmpty();
        assertThat(gateway()).doesNotContain("# REQUIRED ");
    }

    @Test
    void nothing_is_overwritten() throws Exception {
        // Given
        Path mine = Files.createDirectories(folder.resolve("site")).resolve("issuers.yaml");
        Files.writeString(mine, "mine");

        // When
        int code = init(ehr.url(), issuer.url(), question -> Optional.empty());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(mine).hasContent("mine");
        assertThat(folder.resolve("site/gateway.yaml")).doesNotExist();
        assertThat(ehr.asked()).isEmpty();
    }

    @Test
    void an_address_that_is_none_is_named_and_nothing_is_written() throws Exception {
        // When
        int code = init(
                ehr.url() + "/dstu2", issuer.url().replace("/realms/x", "/realms/y"), question -> Optional.empty());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("the EHR gives no CapabilityStatement at `" + ehr.url() + "/dstu2/metadata`")
                .contains("`--issuer` must be the issuer as it stands in `iss`")
                .contains("nothing was written");
        assertThat(folder.resolve("site")).doesNotExist();
    }

    private int init(String fhir, String openid, Function<String, Optional<String>> answer) throws IOException {
        return new Init(FhirVersion.R4, HttpClient.newHttpClient(), InstantSource.fixed(NOW), answer)
                .run(fhir, openid, folder.resolve("site"), new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    private String gateway() throws IOException {
        return Files.readString(folder.resolve("site/gateway.yaml"));
    }

    private String problems() {
        try {
            ConfigReader.read(Optional.of(folder.resolve("site/gateway.yaml")), Map.of());
            return "";
        } catch (org.consentgateway.server.config.InvalidConfiguration e) {
            return String.join("\n", e.problems());
        }
    }

    private static String commands() throws IOException {
        String page = Files.readString(README);
        return page.substring(page.indexOf("<!-- from-two-urls -->"))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Absolute: the commands run in another folder. */
    private static String classPath() {
        return java.util.Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
