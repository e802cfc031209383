package org.consentgateway.server.pages;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.TcpRelay;
import org.consentgateway.server.attack.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people are told of by themselves: by a real mail server and a webhook, before the whole gateway. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class NoticesTest {

    private static final String SECRET = "a secret that the webhook has";

    static GreenMail mail;
    static TcpRelay wayToMail;
    static WireMockServer hook;
    static Office office;

    @BeforeAll
    static void start() throws Exception {
        mail = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        mail.start();
        wayToMail = new TcpRelay(mail.getSmtp().getPort());
        hook = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        hook.start();
        hook.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        office = new Office(Map.of(
                "GATEWAY_POLICY", "us-hipaa, us-ca",
                "GATEWAY_NOTICES_MAIL_HOST", "127.0.0.1",
                "GATEWAY_NOTICES_MAIL_PORT", String.valueOf(wayToMail.port()),
                "GATEWAY_NOTICES_MAIL_TLS", "off",
                "GATEWAY_NOTICES_MAIL_FROM", "gateway@example.org",
                "GATEWAY_NOTICES_MAIL_TO", "privacy-office@example.org",
                "GATEWAY_NOTICES_WEBHOOK_URL", hook.baseUrl() + "/gateway",
                "GATEWAY_NOTICES_WEBHOOK_SECRET", SECRET,
                "GATEWAY_NOTICES_DIGEST", "1s"));
        Chart.all().forEach(office.world.ehr::put);
    }

    @AfterAll
    static void stop() throws Exception {
        office.world.nothingLeftBehind();
        office.close();
        hook.stop();
        wayToMail.close();
        mail.stop();
    }

    @Test
    void the_privacy_office_is_told_also_when_the_mail_server_was_away_and_nothing_says_of_whom() throws Exception {
        // Given
        Browser officer = office.signedIn("officer", "console");
        wayToMail.cut();

        // When
        String token = office.world.tokens.with(claims -> {
            claims.put("fhirUser", "Practitioner/dr-c").put("purpose_of_use", "BTG");
            claims.withObject("/realm_access").withArray("roles").add("break-glass");
        });
        String id = office.world
                .ask("GET", "/fhir/Patient/P1", token, Map.of("X-Break-Glass-Reason", "found unconscious"), "")
                .header("x-request-id")
                .orElseThrow();
        officer.get("/console/grants/new?patient=P1&basis=legal-defence");
        assertThat(officer.submit("/console/grants/new", defence()).statusCode())
                .isEqualTo(303);

        // Then
        patiently().untilAsserted(() -> {
            assertThat(metric("gateway_dependencies_down{dependency=\"notice\"}"))
                    .isEqualTo(1);
            assertThat(metric("gateway_notice_failures_total{outcome=\"none\"}"))
                    .isPositive();
            assertThat(metric("gateway_notices_waiting")).isPositive();
            assertThat(metric("gateway_break_glass_unreviewed")).isEqualTo(1);
            assertThat(metric("gateway_grants_waiting")).isEqualTo(1);
        });
        assertThat(officer.get("/console/system").body()).contains(" wait to be sent, mail: ");

        // When
        wayToMail.mend();

        // Then
        patiently().untilAsserted(() -> {
            assertThat(mails())
                    .contains(
                            "Break-glass was asserted",
                            "/console/break-glass",
                            "A legal-basis grant waits",
                            "/console/grants");
            assertThat(hooks()).contains("\"kind\":\"break-glass\"");
        });
        patiently().untilAsserted(() -> assertThat(metric("gateway_dependencies_down{dependency=\"notice\"}"))
                .isZero());
        assertThat(mails() + hooks())
                .doesNotContain(id, "P1", "dr-c", "po-1", "unconscious", "dr-x", "case-7", SECRET, "CNRY_");
    }

    @Test
    void a_trail_that_is_not_as_it_was_written_is_told_of() throws Exception {
        WireMockServer own = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        own.start();
        own.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
        try (Office damaged = new Office(Map.of(
                "GATEWAY_AUDIT_VERIFY_EVERY",
                "1s",
                "GATEWAY_NOTICES_WEBHOOK_URL",
                own.baseUrl() + "/gateway",
                "GATEWAY_NOTICES_WEBHOOK_SECRET",
                SECRET))) {
            int port = damaged.world.gateway.managementPort();
            damaged.world.get("/fhir/metadata", "");
            assertThat(Wire.metric(port, "gateway_trail_unverified")).isZero();

            // When
            Path segment;
            try (var files = Files.walk(damaged.world.data().resolve("audit"))) {
                segment = files.filter(file ->
                                Files.isRegularFile(file) && file.toString().endsWith(".wal"))
                        .findFirst()
                        .orElseThrow();
            }
            try (FileChannel bytes = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                bytes.write(ByteBuffer.wrap(new byte[] {127}), 50);
            }

            // Then
            patiently().untilAsserted(() -> {
                assertThat(Wire.metric(port, "gateway_trail_unverified")).isEqualTo(1);
                assertThat(own.getAllServeEvents())
                        .extracting(event -> event.getRequest().getBodyAsString())
                        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                        .contains("\"kind\":\"trail-unverified\"", "\"times\":1");
            });
        } finally {
            own.stop();
        }
    }

    private static Map<String, String> defence() {
        return Map.of(
                "patient", "P1",
                "basis", "legal-defence",
                "recipient", "Practitioner/dr-x",
                "plaintiff", "Patient/P1",
                "defendant", "Organization/org-a",
                "number", "case-7",
                "privilegeReview", "yes",
                "end", LocalDate.now(ZoneOffset.UTC).plusDays(20).toString());
    }

    private static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(150));
    }

    private static double metric(String row) throws IOException {
        return Wire.metric(office.world.gateway.managementPort(), row);
    }

    private static String mails() {
        return Arrays.stream(mail.getReceivedMessages())
                .map(GreenMailUtil::getWholeMessage)
                .collect(Collectors.joining("\n"));
    }

    private static String hooks() {
        return hook.getAllServeEvents().stream()
                .map(event -> event.getRequest().getBodyAsString()
                        + event.getRequest().getHeaders())
                .collect(Collectors.joining("\n"));
    }
}
