package org.consentgateway.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {

    private static final String CANARY = "canary-";
    private static final String ENDS = "\"time\":\"2026-11-30T[0-9:.]+Z\",\"durationMillis\":[0-9]+}";

    @Test
    void imaging_studies_are_asked_of_the_second_upstream_and_all_else_of_the_ehr() throws Exception {
        try (Walked walked = new Walked("second-upstream.camel.yaml", UnaryOperator.identity())) {
            // When
            walked.ask("GET", "ImagingStudy/1", "app", false);
            walked.ask("GET", "Patient/1", "app", false);

            // Then
            assertThat(walked.ran)
                    .containsExactly(
                            "identify", "rule", "forward.imaging", "release", "identify", "rule", "forward", "release");
        }
    }

    @Test
    void a_client_over_its_share_gets_429_and_no_other_client_does() throws Exception {
        // Given
        UnaryOperator<String> three = yaml -> yaml.replace("expression: 600", "expression: 3");
        try (Walked walked = new Walked("throttle-per-client.camel.yaml", three)) {
            for (int i = 0; i < 3; i++)
                assertThat(walked.ask("GET", "Patient/1", "greedy", false)).isInstanceOf(Released.class);

            // When
            Stage fourth = walked.ask("GET", "Patient/1", "greedy", false);
            Stage other = walked.ask("GET", "Patient/1", "modest", false);

            // Then
            assertThat(fourth).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.outcome().code()).isEqualTo("throttled");
                assertThat(refused.headers()).containsEntry("Retry-After", "60");
                assertThat(refused.caller()).isPresent();
            });
            assertThat(other).isInstanceOf(Released.class);
            assertThat(walked.ran).filteredOn("forward"::equals).hasSize(4);
        }
    }

    @Test
    void a_client_that_is_named_has_a_share_of_its_own_for_its_purpose_alone() throws Exception {
        // Given
        UnaryOperator<String> two = yaml -> yaml.replace("expression: 60}\n", "expression: 2}\n")
                .replaceFirst("timePeriodMillis: 60000", "timePeriodMillis: 30000");
        try (Walked walked = new Walked("throttle-per-client.camel.yaml", two)) {
            for (int i = 0; i < 2; i++) walked.ask("GET", "Patient/1", "nightly-export", "HRESCH");

            // When
            Stage third = walked.ask("GET", "Patient/1", "nightly-export", "HRESCH");
            Stage other = walked.ask("GET", "Patient/1", "nightly-export", "TREAT");

            // Then
            assertThat(third).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(429);
                // of the throttle that refused, not of the other
                assertThat(refused.headers()).containsEntry("Retry-After", "30");
            });
            assertThat(other).isInstanceOf(Released.class);
        }
    }

    @Test
    void a_collector_gets_the_line_of_each_answer_that_its_recipe_names_and_no_other() throws Exception {
        // Given
        WireMockServer collector = new WireMockServer(options().dynamicPort());
        collector.stubFor(post("/gateway").willReturn(aResponse().withStatus(202)));
        collector.start();
        try (Walked walked = new Walked("tap-http.camel.yaml", to(collector))) {
            // When
            walked.ask("GET", "Patient/" + CANARY + "patient", "partner", "TREAT");
            walked.ask("GET", "Patient/" + CANARY + "patient", "stranger", "HPAYMT");
            walked.ask("GET", "Patient/" + CANARY + "patient", "partner", "HPAYMT");

            // Then
            await().untilAsserted(() -> collector.verify(1, postRequestedFor(urlEqualTo("/gateway"))));
            LoggedRequest got = collector.findAll(anyRequestedFor(anyUrl())).get(0);
            assertThat(got.getHeader("Content-Type")).isEqualTo("application/json");
            assertThat(got.getHeader("Authorization")).isEqualTo("Bearer " + System.getenv("PATH"));
            assertThat(got.getBodyAsString())
                    .startsWith("{\"request\":\"request-partner\",\"client\":\"partner\",\"interaction\":\"read\","
                            + "\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":false,\"time\":\"2026-11-30T")
                    .endsWith("}\n")
                    .doesNotContain(CANARY);
            assertThat(got.getHeaders().toString()).doesNotContain(CANARY);
        } finally {
            collector.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 403, 500})
    void a_collector_that_does_not_take_the_line_is_told_as_a_tap_that_is_down(int status) throws Exception {
        // Given
        WireMockServer collector = new WireMockServer(options().dynamicPort());
        collector.stubFor(
                post("/gateway").willReturn(aResponse().withStatus(status).withHeader("Location", "/elsewhere")));
        collector.start();
        List<String> told = new CopyOnWriteArrayList<>();
        Dependencies dependencies = new Dependencies(told::add, System::nanoTime);
        String recipe = "tap-http.camel.yaml";
        String yaml = to(collector).apply(Files.readString(Path.of("examples", recipe)));
        try (Walked walked = new Walked(Map.of(recipe, yaml), dependencies)) {
            // When
            Stage end = walked.ask("GET", "Patient/1", "partner", "HPAYMT");

            // Then
            assertThat(end).isInstanceOf(Released.class);
            await().untilAsserted(() ->
                    assertThat(dependencies.down(Dependencies.Kind.TAP)).isEqualTo(1));
            assertThat(told).singleElement(STRING).contains("tap to `http://localhost:", "`routes.dir`");
            collector.verify(0, anyRequestedFor(urlEqualTo("/elsewhere")));
        } finally {
            collector.stop();
        }
    }

    private static UnaryOperator<String> to(WireMockServer collector) {
        return yaml -> yaml.replace("https://collector.example.org", "http://localhost:" + collector.port())
                .replace("{{env:GATEWAY_COLLECTOR_TOKEN}}", "{{env:PATH}}");
    }

    @Test
    void all_recipes_run_beside_each_other(@TempDir Path folder) throws Exception {
        // Given
        Path written = folder.resolve("released.jsonl");
        Map<String, String> routes = RouteFiles.all("examples");
        routes.replaceAll((file, yaml) -> yaml.replace("/var/lib/gateway/tap", folder.toString())
                .replace("-${date:now:yyyyMMdd}", "")
                .replace("kafka:fhir-released", "file:" + folder.resolve("topic"))
                .replaceAll(
                        "brokers:.*|securityProtocol:.*|saslMechanism:.*|saslJaasConfig:.*", "fileName: topic.jsonl")
                .replace("smtp:mail.example.org:25", "smtp:127.0.0.1:1")
                .replace("https://collector.example.org", "http://127.0.0.1:1")
                .replaceAll("\\{\\{env:[A-Z_]+}}", "{{env:PATH}}")
                .replace("expression: 600}", "expression: 3}"));
        routes.computeIfPresent(
                "tap-kafka.camel.yaml", (file, yaml) -> yaml.replaceAll("(?s)(fileName: topic.jsonl)\\s.*", "$1\n"));
        try (Walked walked = new Walked(routes, Dependencies.untold())) {
            // When
            walked.ask("GET", "Patient/1", "app", false);
            walked.ask("GET", "ImagingStudy?patient=1", "app", true);
            Stage put = walked.ask("DELETE", "Observation/1", "app", false);
            Stage third = walked.ask("GET", "Patient/1", "app", false);
            Stage fourth = walked.ask("GET", "Patient/1", "app", false);

            // Then
            assertThat(walked.ran)
                    .containsExactly(
                            "identify",
                            "rule",
                            "forward",
                            "release",
                            "identify",
                            "rule",
                            "forward.imaging",
                            "release",
                            "identify",
                            "identify",
                            "rule",
                            "forward",
                            "release",
                            "identify");
            assertThat(put).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.status())
                    .isEqualTo(503));
            assertThat(third).isInstanceOf(Released.class);
            assertThat(fourth).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.status())
                    .isEqualTo(429));
            await().until(() ->
                    Files.exists(written) && Files.readAllLines(written).size() == 3);
            await().until(() -> Files.exists(folder.resolve("topic/topic.jsonl")));
        }
    }

    @Test
    void break_glass_and_nothing_else_is_mailed_without_patient_user_or_reason() throws Exception {
        // Given
        GreenMail mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        mail.start();
        UnaryOperator<String> site = yaml -> yaml.replace(
                        "smtp:mail.example.org:25",
                        "smtp:127.0.0.1:" + mail.getSmtp().getPort())
                .replace("              username: gateway\n", "")
                .replace("              password: \"RAW({{env:GATEWAY_MAIL_PASSWORD}})\"\n", "");
        try (Walked walked = new Walked("break-glass-mail.camel.yaml", site)) {
            // When
            walked.ask("GET", "Patient/" + CANARY + "patient", "ward", false);
            walked.ask("GET", "Patient/" + CANARY + "patient", "emergency", true);

            // Then
            assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
            MimeMessage[] received = mail.getReceivedMessages();
            assertThat(received).hasSize(1);
            assertThat(received[0].getSubject()).isEqualTo("Break-glass access");
            assertThat(GreenMailUtil.getBody(received[0]))
                    .matches(
                            "(?s)\\{\"request\":\"request-emergency\",\"client\":\"emergency\",\"interaction\":\"read\","
                                    + "\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":true," + ENDS + "\\s*");
            assertThat(GreenMailUtil.getWholeMessage(received[0])).doesNotContain(CANARY);
        } finally {
            mail.stop();
        }
    }

    @Test
    void every_released_answer_is_a_line_in_the_file_and_no_refused_one_is(@TempDir Path folder) throws Exception {
        // Given
        Path tap = Files.createDirectory(folder.resolve("tap"));
        Path written = tap.resolve("released.jsonl");
        UnaryOperator<String> site = yaml -> yaml.replace("/var/lib/gateway/tap", tap.toString())
                .replace("released-${date:now:yyyyMMdd}.jsonl", "released.jsonl");
        try (Walked walked = new Walked("tap.camel.yaml", site)) {
            // When
            walked.ask("GET", "Patient/" + CANARY + "patient", "first", false);
            walked.ask("GET", "Observation?patient=" + CANARY + "patient", "second", false);
            // a tap runs beside the answer and is not awaited by it
            await().until(() ->
                    Files.exists(written) && Files.readAllLines(written).size() == 2);
        }

        // Then
        List<String> lines = Files.readAllLines(written);
        assertThat(lines).allMatch(line -> line.matches(".*," + ENDS));
        assertThat(lines.stream().map(line -> line.replaceAll("," + ENDS, "}")))
                .containsExactlyInAnyOrder(
                        "{\"request\":\"request-first\",\"client\":\"first\",\"interaction\":\"read\",\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":false}",
                        "{\"request\":\"request-second\",\"client\":\"second\",\"interaction\":\"search-type\",\"type\":\"Observation\",\"status\":\"200\",\"breakGlass\":false}");
    }

    @Test
    void a_mail_server_that_is_gone_delays_no_answer() throws Exception {
        // Given
        UnaryOperator<String> gone = yaml -> yaml.replace("smtp:mail.example.org:25", "smtp:127.0.0.1:1")
                .replace("{{env:GATEWAY_MAIL_PASSWORD}}", "{{env:PATH}}");
        try (Walked walked = new Walked("break-glass-mail.camel.yaml", gone)) {
            // When
            Stage end = walked.ask("GET", "Patient/1", "emergency", true);

            // Then
            assertThat(end).isInstanceOf(Released.class);
        }
    }

    @Test
    void under_maintenance_reads_go_on_and_writes_are_put_off() throws Exception {
        try (Walked walked = new Walked("maintenance.camel.yaml", UnaryOperator.identity())) {
            // When
            Stage read = walked.ask("GET", "Patient/1", "app", false);
            Stage write = walked.ask("DELETE", "Observation/1", "app", false);

            // Then
            assertThat(read).isInstanceOf(Released.class);
            assertThat(write).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.headers()).containsEntry("Retry-After", "120");
            });
            assertThat(walked.ran).containsExactly("identify", "rule", "forward", "release", "identify");
        }
    }
}
