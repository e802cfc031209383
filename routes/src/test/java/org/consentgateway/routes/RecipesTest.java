package org.consentgateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {

    private static final String CANARY = "canary-";

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
                    .isEqualToIgnoringNewLines(
                            "{\"request\":\"request-emergency\",\"client\":\"emergency\",\"interaction\":\"read\","
                                    + "\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":true}");
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
        assertThat(lines)
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
