package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.adapter.undertow.KeyStores;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code doctor} of a whole installation: what is misconfigured is named by its key, with what to write instead. */
class DoctorCommandTest {

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    private final EhrDouble ehr = new EhrDouble(Habits.of("lenient"));
    private final LocalIssuer issuer = LocalIssuer.started();
    private final WireMockServer other =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().dynamicHttpsPort());
    private final Map<String, String> settings = new TreeMap<>();
    private int code;

    @BeforeEach
    void configure() {
        other.start();
        ehr.step("examined", "2026-05-01T08:00:00.000Z");
        Chart.all().forEach(ehr::put);
        settings.put("http.port", "0");
        settings.put("management.port", "0");
        settings.put("public.url", "https://gateway.example/fhir");
        settings.put("upstream.url", ehr.url());
        settings.put("issuer.url", issuer.url());
        settings.put("audience", RunningGateway.AUDIENCE);
        settings.put("organization", "Organization/org-a");
        settings.put("data.dir", folder.resolve("data").toString());
    }

    @AfterEach
    void stop() {
        other.stop();
        issuer.close();
        ehr.close();
    }

    @Test
    void an_installation_that_is_well_exits_with_0() throws Exception {
        List<JsonNode> findings = examined();

        assertThat(findings).noneMatch(finding -> finding.path("level").asText().equals("bad"));
        assertThat(findings)
                .extracting(finding -> finding.path("code").asText())
                .contains(
                        "ports",
                        "disk",
                        "reach",
                        "issuer",
                        "issuer-keys",
                        "time",
                        "bases",
                        "consents-found",
                        "labels-found",
                        "ways-round");
        assertThat(code).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    /** What is wrong; the finding; the key that its remedy names. */
    static Stream<Arguments> misconfigurations() {
        return Stream.of(
                arguments("EHR dead", "reach", "takes no connection", "`upstream.url`"),
                arguments(
                        "EHR path",
                        "reach",
                        "gives no CapabilityStatement (404)",
                        "`upstream.url` to its FHIR R4 base"),
                arguments("certificate", "reach", "not trusted", "`upstream.tls.trust-store`"),
                arguments("issuer certificate", "issuer", "not trusted", "`issuer.tls.trust-store`"),
                arguments("proxy", "reach", "takes no connection", "`outbound.proxy`"),
                arguments("issuer slash", "issuer", "calls itself", "`issuer.url: "),
                arguments("issuer realm", "issuer", "has no discovery document (404)", "`issuer.url`"),
                arguments("issuer dead", "issuer", "takes no connection", "`issuer.url`"),
                arguments("clock", "time", "differs by ", "time server"),
                arguments("consent url", "reach", "`consent.url` gives no CapabilityStatement", "`consent.url`"),
                arguments("credential", "credential", "refuses a search of patients", "`lookup.auth`"),
                arguments(
                        "other base",
                        "bases",
                        "under https://ehr.example/r4",
                        "`upstream.bases: https://ehr.example/r4`"),
                arguments("key store", "key-store", "does not open with its password", "`http.tls.key-store-password`"),
                arguments("port", "ports", "is taken by another process", "`http.port` to a free one"),
                arguments(
                        "typing error",
                        "configuration",
                        "unknown key `upstream.ulr`, did you mean `upstream.url`?",
                        ""),
                arguments("forward", "configuration", "`upstream.auth: forward` needs `lookup.auth`", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misconfigurations")
    void what_is_misconfigured_is_named_by_its_key_with_what_to_write(
            String wrong, String finding, String says, String todo) throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            misconfigure(wrong, holder.getLocalPort());

            List<JsonNode> findings = examined();

            assertThat(findings).anySatisfy(one -> {
                assertThat(one.path("code").asText()).isEqualTo(finding);
                assertThat(one.path("level").asText()).isEqualTo("bad");
                assertThat(one.path("says").asText()).contains(says);
                assertThat(one.path("todo").asText()).contains(todo).isNotEmpty();
            });
            assertThat(code).isEqualTo(1);
        }
    }

    private String plain() {
        return "http://localhost:" + other.port();
    }

    private void misconfigure(String wrong, int taken) throws Exception {
        switch (wrong) {
            case "EHR dead" -> settings.put("upstream.url", "http://127.0.0.1:1/fhir");
            case "EHR path" -> settings.put("upstream.url", plain() + "/wrong");
            case "certificate" -> settings.put("upstream.url", "https://localhost:" + other.httpsPort() + "/fhir");
            case "issuer certificate" ->
                settings.put("issuer.url", "https://localhost:" + other.httpsPort() + "/realms/x");
            case "proxy" -> settings.put("outbound.proxy", "127.0.0.1:1");
            case "issuer slash" -> settings.put("issuer.url", issuer.url() + "/");
            case "issuer realm" -> settings.put("issuer.url", issuer.url().replace("/realms/x", "/realms/y"));
            case "issuer dead" -> settings.put("issuer.url", "http://127.0.0.1:1/realms/x");
            case "clock" -> {
                settings.put("issuer.url", plain() + "/late");
                other.stubFor(WireMock.get("/late/.well-known/openid-configuration")
                        .willReturn(WireMock.okJson("{\"issuer\":\"" + plain() + "/late\"}")
                                .withHeader("Date", "Mon, 01 Jun 2020 08:00:00 GMT")));
            }
            case "consent url" -> settings.put("consent.url", plain() + "/consents");
            case "credential" -> {
                EhrStub.metadata(other);
                other.stubFor(WireMock.get(WireMock.urlPathEqualTo("/fhir/Patient"))
                        .willReturn(WireMock.aResponse().withStatus(403)));
                settings.put("upstream.url", plain() + "/fhir");
            }
            case "other base" -> {
                EhrStub.metadata(other);
                other.stubFor(WireMock.get(WireMock.urlPathEqualTo("/fhir/Patient"))
                        .willReturn(WireMock.okJson("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{"
                                + "\"fullUrl\":\"https://ehr.example/r4/Patient/P1\",\"resource\":{\"resourceType\":"
                                + "\"Patient\",\"id\":\"P1\"}}]}")));
                settings.put("upstream.url", plain() + "/fhir");
            }
            case "key store" -> {
                Path store = folder.resolve("server.p12");
                KeyStores.at(store, "server", 90);
                settings.put("http.tls.key-store", store.toString());
                settings.put("http.tls.key-store-password", "another");
            }
            case "port" -> settings.put("http.port", Integer.toString(taken));
            case "typing error" -> settings.put("upstream.ulr", "x");
            default -> settings.put("upstream.auth", "forward");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "never learnt | note | not remembered now: `several-ids Patient`",
                "learnt a moment ago | good | and it is remembered: `several-ids Patient` since 20",
                "learnt two hours ago | note | not remembered now: `several-ids Patient`, last learnt 20",
                "learnt otherwise | note | not remembered now: `several-ids Patient`, last learnt 20",
                "nowhere to keep it | note | `ehr-abilities.json` in `data.dir` cannot be written",
                "no file of ours | note | not remembered now: `several-ids Patient`",
            })
    void what_the_EHR_cannot_do_is_told_with_whether_it_is_remembered(String memory, String level, String says)
            throws Exception {
        // Given
        Path data = Files.createDirectories(folder.resolve("data"));
        Path file = data.resolve(KeptCapabilities.FILE);
        Clock before = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        Clock clock = memory.contains("two hours") ? before : Clock.systemUTC();
        if (memory.startsWith("learnt"))
            KeptCapabilities.in(file, clock).show(Ability.SEVERAL_IDS, "Patient", memory.endsWith("otherwise"));
        if (memory.startsWith("nowhere")) Files.createDirectory(file);
        if (memory.startsWith("no file")) Files.writeString(file, "[");
        try (EhrDouble one = new EhrDouble(Habits.of("lenient").with("ids-per-search", "one"))) {
            Chart.all().forEach(one::put);
            settings.put("upstream.url", one.url());

            // When
            List<JsonNode> findings = examined();

            // Then
            assertThat(findings)
                    .filteredOn(finding -> finding.path("code").asText().equals("remembered"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.path("level").asText()).isEqualTo(level);
                        assertThat(finding.path("says").asText()).contains(says);
                        assertThat(finding.path("todo").asText().isEmpty()).isEqualTo(level.equals("good"));
                    });
        }
        assertThat(code).isZero();
    }

    @Test
    void where_the_EHR_can_do_all_there_is_nothing_to_remember() throws Exception {
        assertThat(examined())
                .filteredOn(finding -> finding.path("code").asText().equals("remembered"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.path("level").asText()).isEqualTo("good"));
    }

    /** What a token would mean. */
    static Stream<Arguments> tokens() {
        return Stream.of(
                arguments("good", "good", "user: Practitioner/dr-c, from ", ""),
                arguments("good", "good", "organization: Organization/org-a, from ", ""),
                arguments("good", "good", "purposes: ", ""),
                arguments("no organization", "note", "tell no organization", "clients: {portal: {organization:"),
                arguments("no purpose", "note", "tell no purposes", "notes stay closed"),
                arguments("audience", "bad", "its `aud` is `https://elsewhere.example`", "set `audience`"),
                arguments(
                        "issuer",
                        "bad",
                        "its `iss` is `https://elsewhere.example`",
                        "set `issuer.url: https://elsewhere"),
                arguments("expired", "bad", "it expired at 20", "paste a fresh one"),
                arguments("other key", "bad", "no key of `", "see that `issuer.url`"),
                arguments("opaque", "bad", "it is no signed JWT", "set `introspection: opaque`"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("tokens")
    void a_token_is_told_fact_by_fact_or_by_the_check_that_refuses_it(
            String kind, String level, String says, String todo) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), token(kind) + "\n");

        List<JsonNode> findings = examined("--token", file.toString());

        assertThat(findings).anySatisfy(one -> {
            assertThat(one.path("code").asText()).isEqualTo("token");
            assertThat(one.path("level").asText()).isEqualTo(level);
            assertThat(one.path("says").asText()).contains(says);
            assertThat(one.path("todo").asText()).contains(todo);
        });
        assertThat(code).isEqualTo(level.equals("bad") ? 1 : 0);
    }

    private String token(String kind) {
        Token tokens = new Token(issuer.url(), Clock.systemUTC());
        return switch (kind) {
            case "good" -> tokens.clinician();
            case "no organization" -> tokens.with(claims -> claims.remove("organization"));
            case "no purpose" -> tokens.with(claims -> claims.remove("purpose_of_use"));
            case "audience" -> tokens.with(claims -> claims.put("aud", "https://elsewhere.example"));
            case "issuer" -> tokens.with(claims -> claims.put("iss", "https://elsewhere.example"));
            case "expired" ->
                tokens.with(claims -> claims.put("exp", claims.path("iat").asLong() - 600));
            case "other key" ->
                tokens.clinician().replaceFirst("[^.]+$", "")
                        + new Token(issuer.url(), Clock.systemUTC()).author().replaceFirst("^.*\\.", "");
            default -> "2YotnFZFEjr1zCsicMWpAA";
        };
    }

    @Test
    void a_way_round_the_gateway_that_apps_have_is_told_by_what_they_hear() throws Exception {
        // Given
        settings.put("upstream.bases", "http://127.0.0.1:1/r4");
        String line = examined().stream()
                .filter(one -> one.path("code").asText().equals("ways-round"))
                .map(one -> one.path("todo").asText().replaceFirst("^.*?: (curl)", "$1"))
                .findFirst()
                .orElseThrow();
        Process curl = new ProcessBuilder("bash", "-c", line)
                .redirectOutput(folder.resolve("heard").toFile())
                .start();
        curl.waitFor();

        // When
        List<JsonNode> findings = examined("--heard", folder.resolve("heard").toString());

        // Then
        assertThat(findings)
                .anySatisfy(one -> {
                    assertThat(one.path("says").asText())
                            .isEqualTo("apps reach the EHR at `" + ehr.url() + "` past the gateway (200)");
                    assertThat(one.path("todo").asText()).contains("firewall");
                    assertThat(one.path("level").asText()).isEqualTo("bad");
                })
                .anySatisfy(one ->
                        assertThat(one.path("says").asText()).isEqualTo("apps do not reach `http://127.0.0.1:1/r4`"));
        assertThat(code).isEqualTo(1);
    }

    @Test
    void what_was_heard_in_part_is_no_proof() throws Exception {
        Path heard = Files.writeString(folder.resolve("heard"), "000 https://elsewhere.example/metadata\n");

        assertThat(examined("--heard", heard.toString()))
                .anySatisfy(one -> assertThat(one.path("says").asText()).contains("what was heard says nothing of `"));
        assertThat(code).isEqualTo(1);
    }

    private List<JsonNode> examined(String... more) throws IOException {
        StringBuilder yaml = new StringBuilder();
        settings.forEach(
                (key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
        Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
        List<String> line = new ArrayList<>(List.of("doctor", "--json", "--config", file.toString()));
        line.addAll(List.of(more));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        code = Main.run(line, Map.of(), out, out);
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("CNRY_");
        List<JsonNode> findings = new ArrayList<>();
        Chart.parse(text).path("findings").forEach(findings::add);
        return findings;
    }

    /** What a stub answers that is no double. */
    private static final class EhrStub {
        static void metadata(WireMockServer server) {
            server.stubFor(WireMock.get("/fhir/metadata")
                    .willReturn(
                            WireMock.okJson("{\"resourceType\":\"CapabilityStatement\",\"fhirVersion\":\"4.0.1\"}")));
        }
    }
}
