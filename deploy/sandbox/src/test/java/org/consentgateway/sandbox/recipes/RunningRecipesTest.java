package org.consentgateway.sandbox.recipes;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.notMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;
import static org.consentgateway.sandbox.recipes.Site.fhir;
import static org.consentgateway.sandbox.recipes.Site.searchset;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningRecipesTest {

    private static final String CANARY = "canary-of-a-recipe";
    /** {@code gateway:imaging-secret} */
    private static final String CREDENTIAL = "Z2F0ZXdheTppbWFnaW5nLXNlY3JldA==";

    private static final Pattern NEXT =
            Pattern.compile("\"relation\":\"next\",\"url\":\"" + Site.BASE + "/?([^\"]*)\"");

    private final WireMockServer ehr = Site.server();

    private Path folder;

    @BeforeEach
    void fill(@TempDir Path temporary) {
        folder = temporary;
        ehr.stubFor(get(urlEqualTo("/fhir/Patient/P1"))
                .willReturn(fhir(200, "{\"resourceType\":\"Patient\",\"id\":\"P1\",\"birthDate\":\"1980-01-01\"}")));
    }

    @AfterEach
    void close() {
        ehr.stop();
    }

    @Test
    void a_second_server_is_judged_paged_and_named_like_the_first_and_has_its_own_credential() throws Exception {
        WireMockServer imaging = Site.server();
        try {
            // Given
            String address = imaging.baseUrl();
            String base = address + "/fhir";
            imaging.stubFor(get(urlPathEqualTo("/fhir/ImagingStudy"))
                    .willReturn(fhir(
                            200,
                            searchset(
                                    "\"link\":[{\"relation\":\"next\",\"url\":\"" + base + "/more?page=2\"}],",
                                    study("IS1", "", base),
                                    study("IS2", PSYCHOTHERAPY_NOTE, base)))));
            imaging.stubFor(get(urlEqualTo("/fhir/more?page=2"))
                    .willReturn(fhir(200, searchset("", study("IS3", "", base), study("IS4", "", base)))));
            imaging.stubFor(get(urlEqualTo("/fhir/ImagingStudy/IS1")).willReturn(fhir(200, study("IS1", "", base))));
            imaging.stubFor(get(urlEqualTo("/fhir/ImagingStudy/IS2"))
                    .willReturn(fhir(200, study("IS2", PSYCHOTHERAPY_NOTE, base))));
            Map<String, String> settings = Map.of(
                    "upstreams.imaging.url", base,
                    "upstreams.imaging.auth", "basic",
                    "upstreams.imaging.auth.username", "gateway",
                    "upstreams.imaging.auth.password", "imaging-secret");
            try (Site site = Site.running(
                    folder, ehr, "second-upstream.camel.yaml", UnaryOperator.identity(), settings, Map.of())) {
                // When
                HttpResponse<String> patient = site.get("Patient/P1");
                HttpResponse<String> study = site.get("ImagingStudy/IS1");
                HttpResponse<String> hidden = site.get("ImagingStudy/IS2");
                HttpResponse<String> missing = site.get("ImagingStudy/IS9");
                HttpResponse<String> first = site.get("ImagingStudy?patient=P1");
                HttpResponse<String> second = site.get(next(first));
                imaging.verify(
                        0, anyRequestedFor(anyUrl()).withHeader("Authorization", notMatching("Basic " + CREDENTIAL)));
                imaging.stop();
                HttpResponse<String> gone = site.get("ImagingStudy/IS1");
                HttpResponse<String> still = site.get("Patient/P1");

                // Then
                assertThat(patient.statusCode()).isEqualTo(200);
                assertThat(study.statusCode()).isEqualTo(200);
                assertThat(study.body())
                        .contains("\"id\":\"IS1\"", "\"reference\":\"" + Site.BASE + "/Patient/P1\"")
                        .doesNotContain(address);
                assertThat(hidden.statusCode()).isEqualTo(404);
                assertThat(hidden.body()).isEqualTo(missing.body());
                assertThat(first.body())
                        .contains("\"id\":\"IS1\"", "\"id\":\"IS3\"")
                        .doesNotContain("IS2", "\"id\":\"IS4\"", address);
                assertThat(second.body()).contains("\"id\":\"IS4\"").doesNotContain("IS2", address);
                assertThat(gone.statusCode()).isIn(502, 503);
                assertThat(gone.body()).contains("OperationOutcome").doesNotContain(address);
                assertThat(still.statusCode()).isEqualTo(200);
                List.of(study, hidden, first, second, gone)
                        .forEach(answer -> assertThat(answer.body()).doesNotContain(CANARY));
                assertThat(site.log()).doesNotContain(CANARY, "imaging-secret");
                // the EHR may have another study under the same id, with another author: it is not asked
                ehr.verify(0, anyRequestedFor(urlPathMatching("/fhir/(ImagingStudy.*|more)")));
                ehr.verify(0, anyRequestedFor(anyUrl()).withHeader("Authorization", WireMock.matching(".*")));
            }
        } finally {
            imaging.stop();
        }
    }

    @Test
    void a_client_over_its_share_is_told_to_wait_and_no_other_is() throws Exception {
        UnaryOperator<String> three = yaml -> yaml.replace("expression: 600", "expression: 3");
        try (Site site = Site.running(folder, ehr, "throttle-per-client.camel.yaml", three, Map.of(), Map.of())) {
            // When
            for (int i = 0; i < 3; i++)
                assertThat(patientAs(site, "greedy").statusCode()).isEqualTo(200);
            int asked =
                    ehr.countRequestsMatching(anyRequestedFor(anyUrl()).build()).getCount();
            HttpResponse<String> fourth = patientAs(site, "greedy");
            int askedThen =
                    ehr.countRequestsMatching(anyRequestedFor(anyUrl()).build()).getCount();
            HttpResponse<String> other = patientAs(site, "modest");

            // Then
            assertThat(fourth.statusCode()).isEqualTo(429);
            assertThat(fourth.headers().firstValue("Retry-After")).contains("60");
            assertThat(fourth.body()).contains("OperationOutcome", "throttled").doesNotContain("birthDate");
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(askedThen).isEqualTo(asked);
        }
    }

    @Test
    void break_glass_is_mailed_with_the_credential_of_the_environment() throws Exception {
        // Given
        GreenMail mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        mail.setUser("privacy-office@example.org", "gateway", "mail-secret");
        mail.start();
        UnaryOperator<String> local = yaml -> yaml.replace(
                "smtp:mail.example.org:25", "smtp:127.0.0.1:" + mail.getSmtp().getPort());
        try (Site site = Site.running(
                folder,
                ehr,
                "break-glass-mail.camel.yaml",
                local,
                Map.of(),
                Map.of("GATEWAY_MAIL_PASSWORD", "mail-secret"))) {
            // When
            HttpResponse<String> ordinary = patientAs(site, "ward");
            HttpResponse<String> broken = site.ask(
                    "GET",
                    "Patient/P1",
                    site.token("er-1", "emergency", "BTG"),
                    Map.of("X-Break-Glass-Reason", CANARY));

            // Then
            assertThat(ordinary.statusCode()).isEqualTo(200);
            assertThat(broken.statusCode()).isEqualTo(200);
            assertThat(mail.waitForIncomingEmail(30_000, 1)).isTrue();
            MimeMessage[] received = mail.getReceivedMessages();
            assertThat(received).hasSize(1);
            assertThat(GreenMailUtil.getBody(received[0]))
                    .contains(
                            "\"request\":\""
                                    + broken.headers()
                                            .firstValue("X-Request-Id")
                                            .orElseThrow() + "\"",
                            "\"client\":\"emergency\"",
                            "\"breakGlass\":true");
            assertThat(GreenMailUtil.getWholeMessage(received[0])).doesNotContain(CANARY, "P1", "er-1");
            assertThat(site.log()).doesNotContain("mail-secret", CANARY);
        } finally {
            mail.stop();
        }
    }

    @Test
    void each_released_answer_is_a_line_in_the_file_and_a_hidden_one_is_none() throws Exception {
        // Given
        ehr.stubFor(get(urlEqualTo("/fhir/DocumentReference/N1"))
                .willReturn(fhir(
                        200,
                        "{\"resourceType\":\"DocumentReference\",\"id\":\"N1\"" + PSYCHOTHERAPY_NOTE
                                + ",\"status\":\"current\",\"subject\":{\"reference\":\"Patient/P1\"},\"description\":\""
                                + CANARY + "\"}")));
        Path tap = folder.resolve("tap");
        UnaryOperator<String> here = yaml -> yaml.replace("/var/lib/gateway/tap", tap.toString())
                .replace("released-${date:now:yyyyMMdd}.jsonl", "released.jsonl");
        try (Site site = Site.running(folder, ehr, "tap.camel.yaml", here, Map.of(), Map.of())) {
            // When
            HttpResponse<String> hidden = site.get("DocumentReference/N1");
            HttpResponse<String> shown = site.get("Patient/P1");

            // Then
            assertThat(hidden.statusCode()).isEqualTo(404);
            Path file = tap.resolve("released.jsonl");
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file) && Files.size(file) > 0);
            assertThat(Files.readAllLines(file))
                    .singleElement(STRING)
                    .startsWith(
                            "{\"request\":\""
                                    + shown.headers().firstValue("X-Request-Id").orElseThrow()
                                    + "\",\"client\":\"tour\",\"interaction\":\"read\",\"type\":\"Patient\",\"status\":\"200\",\"breakGlass\":false,\"time\":\"")
                    .matches(".*Z\",\"durationMillis\":[0-9]+}");
        }
    }

    @Test
    void under_maintenance_the_chart_is_read_and_nothing_is_written() throws Exception {
        try (Site site =
                Site.running(folder, ehr, "maintenance.camel.yaml", UnaryOperator.identity(), Map.of(), Map.of())) {
            // When
            HttpResponse<String> read = site.get("Patient/P1");
            HttpResponse<String> write =
                    site.ask("DELETE", "Observation/O1", site.token("dr-c", "tour", "TREAT"), Map.of());
            HttpResponse<String> stranger = site.ask("DELETE", "Observation/O1", "no-token", Map.of());

            // Then
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(write.statusCode()).isEqualTo(503);
            assertThat(write.headers().firstValue("Retry-After")).contains("120");
            assertThat(write.body()).contains("OperationOutcome");
            assertThat(stranger.statusCode()).isEqualTo(401);
            ehr.verify(0, WireMock.deleteRequestedFor(anyUrl()));
        }
    }

    private static final String PSYCHOTHERAPY_NOTE = ",\"meta\":{\"security\":[{\"system\":"
            + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"PSYTHPN\"}]}";

    private static String study(String id, String label, String base) {
        return "{\"resourceType\":\"ImagingStudy\",\"id\":\"" + id + "\"" + label
                + ",\"status\":\"available\",\"subject\":{\"reference\":\"" + base + "/Patient/P1\"}"
                + (label.isEmpty() ? "" : ",\"description\":\"" + CANARY + "\"") + "}";
    }

    private static String next(HttpResponse<String> page) {
        Matcher link = NEXT.matcher(page.body());
        assertThat(link.find()).as("a next page in %s", page.body()).isTrue();
        return link.group(1);
    }

    private static HttpResponse<String> patientAs(Site site, String client) throws Exception {
        return site.ask("GET", "Patient/P1", site.token("dr-c", client, "TREAT"), Map.of());
    }
}
