package org.consentgateway.server.adapter.undertow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.internet.MimeMessage;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.server.port.NoticeOutlet.Message;
import org.consentgateway.server.port.NoticeOutlet.Undelivered;
import org.junit.jupiter.api.Test;

class NoticeRouteTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant AT = Instant.ofEpochSecond(1_800_000_000);
    private static final Message MESSAGE =
            new Message("b-1", AT, "Clínica: Break-glass was asserted", "once, in Málaga\n", "{\"id\":\"b-1\"}");
    private static final byte[] KEY = "twenty-four bytes or more of it".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    @Test
    void a_mail_arrives_at_every_address_in_its_words_and_with_no_secret() throws Exception {
        GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        server.setUser("gateway", "a-password-of-its-own");
        server.start();
        NoticeRoute.Mail mail =
                mail(server.getSmtp().getPort(), Optional.of(Map.entry("gateway", "a-password-of-its-own")));
        try (NoticeRoute route = NoticeRoute.mail(mail, PATIENCE, PATIENCE)) {
            // When
            route.send(MESSAGE);

            // Then
            assertThat(server.waitForIncomingEmail(30_000, 2)).isTrue();
            MimeMessage received = server.getReceivedMessages()[0];
            assertThat(received.getSubject()).isEqualTo(MESSAGE.subject());
            assertThat(String.valueOf(received.getContent()).strip()).isEqualTo("once, in Málaga");
            assertThat(received.getFrom()).extracting(Object::toString).containsExactly("gateway@example.org");
            assertThat(received.getAllRecipients())
                    .extracting(Object::toString)
                    .containsExactly("po@example.org", "it@example.org");
            assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(GreenMailUtil.getWholeMessage(received)).doesNotContain("a-password-of-its-own");
        } finally {
            server.stop();
        }
    }

    @Test
    void a_mail_server_that_offers_no_starttls_is_told_nothing() {
        GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        server.start();
        NoticeRoute.Mail mail = new NoticeRoute.Mail(
                "127.0.0.1",
                server.getSmtp().getPort(),
                NoticeRoute.Tls.STARTTLS,
                Optional.empty(),
                "gateway@example.org",
                List.of("po@example.org"));
        try (NoticeRoute route = NoticeRoute.mail(mail, PATIENCE, PATIENCE)) {
            assertThatThrownBy(() -> route.send(MESSAGE)).isInstanceOf(Undelivered.class);

            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void what_cannot_be_mailed_is_undelivered_and_says_no_more_than_a_class() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (NoticeRoute route = NoticeRoute.mail(mail(nobody, Optional.empty()), PATIENCE, PATIENCE)) {
            assertThatThrownBy(() -> route.send(MESSAGE))
                    .isInstanceOf(Undelivered.class)
                    .hasMessageMatching("[A-Za-z]+");
        }
    }

    @Test
    void a_webhook_is_signed_so_that_who_has_the_secret_knows_of_whom_and_of_when_it_is() throws Exception {
        WireMockServer hook = hook(204);
        try (NoticeRoute route = webhook(hook)) {
            // When
            route.send(MESSAGE);

            // Then
            LoggedRequest request = hook.getAllServeEvents().get(0).getRequest();
            assertThat(request.getMethod().getName()).isEqualTo("POST");
            assertThat(request.getUrl()).isEqualTo("/gateway");
            assertThat(request.getBodyAsString()).isEqualTo(MESSAGE.json());
            assertThat(request.getHeader("Content-Type")).startsWith("application/json");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            String signed = request.getHeader("webhook-id") + "." + request.getHeader("webhook-timestamp") + "."
                    + request.getBodyAsString();
            assertThat(request.getHeader("webhook-timestamp")).isEqualTo("1800000000");
            assertThat(request.getHeader("webhook-signature"))
                    .isEqualTo("v1,"
                            + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
            assertThat(request.toString()).doesNotContain(SECRET);
        } finally {
            hook.stop();
        }
    }

    @Test
    void a_webhook_that_answers_an_error_or_sends_elsewhere_has_not_taken_it() {
        for (int status : new int[] {302, 404, 500}) {
            WireMockServer hook = hook(status);
            try (NoticeRoute route = webhook(hook)) {
                assertThatThrownBy(() -> route.send(MESSAGE))
                        .isInstanceOf(Undelivered.class)
                        .hasMessage("it answers " + status);
                assertThat(hook.getAllServeEvents()).hasSize(1);
            } finally {
                hook.stop();
            }
        }
    }

    private static NoticeRoute.Mail mail(int port, Optional<Map.Entry<String, String>> login) {
        return new NoticeRoute.Mail(
                "127.0.0.1",
                port,
                NoticeRoute.Tls.OFF,
                login,
                "gateway@example.org",
                List.of("po@example.org", "it@example.org"));
    }

    private static NoticeRoute webhook(WireMockServer hook) {
        return NoticeRoute.webhook(
                new NoticeRoute.Webhook(hook.baseUrl() + "/gateway", SECRET, Optional.empty()), PATIENCE, PATIENCE);
    }

    private static WireMockServer hook(int status) {
        WireMockServer hook = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        hook.start();
        hook.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Location", "/elsewhere")));
        return hook;
    }
}
