package org.consentgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.consentgateway.server.config.NoticesConfig.MailTls;
import org.consentgateway.server.config.NoticesConfig.NoticeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticesSectionTest {

    private static final String MAIL =
            "GATEWAY_NOTICES_MAIL_HOST=smtp.example.org GATEWAY_NOTICES_MAIL_FROM=a@example.org"
                    + " GATEWAY_NOTICES_MAIL_TO=b@example.org,c@example.org ";
    private static final String HOOK = "GATEWAY_NOTICES_WEBHOOK_URL=https://hooks.example.org/x ";

    @Test
    void nobody_is_told_unless_it_is_said_and_the_trail_is_read_through_each_day() throws InvalidConfiguration {
        NoticesConfig notices = read("");

        assertThat(notices.mail()).isEmpty();
        assertThat(notices.webhook()).isEmpty();
        assertThat(notices.atOnce())
                .containsExactlyInAnyOrder(
                        NoticeKind.BREAK_GLASS, NoticeKind.SERIOUS_THREAT, NoticeKind.TRAIL_UNVERIFIED);
        assertThat(notices.digest()).isEqualTo(Duration.ofHours(1));
        assertThat(notices.backlog()).isEqualTo(10_000);
        assertThat(notices.verifyEvery()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void a_mail_server_is_spoken_to_under_tls_unless_it_is_said_otherwise() throws InvalidConfiguration {
        NoticesConfig.Mail mail = read(MAIL).mail().orElseThrow();

        assertThat(mail.tls()).isEqualTo(MailTls.STARTTLS);
        assertThat(mail.port()).isEqualTo(587);
        assertThat(mail.to()).containsExactly("b@example.org", "c@example.org");
        assertThat(read(MAIL + "GATEWAY_NOTICES_AT_ONCE=none").atOnce()).isEmpty();
        assertThat(read(MAIL + "GATEWAY_NOTICES_AT_ONCE=grant-waits").atOnce()).containsExactly(NoticeKind.GRANT_WAITS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GATEWAY_NOTICES_MAIL_TO=a@example.org | `notices.mail.to` needs `notices.mail.host`",
                "GATEWAY_NOTICES_MAIL_HOST=smtp.example.org | `notices.mail.from` is required",
                "MAIL GATEWAY_NOTICES_MAIL_TO=all | `notices.mail.to` must be mail addresses, separated by commas",
                "MAIL GATEWAY_NOTICES_MAIL_PASSWORD=x | `notices.mail.username` and `notices.mail.password` go together",
                "MAIL GATEWAY_NOTICES_MAIL_TLS=off GATEWAY_NOTICES_MAIL_USERNAME=u GATEWAY_NOTICES_MAIL_PASSWORD=x"
                        + " | `notices.mail.tls: off` would send `notices.mail.password` in clear text",
                "HOOK | `notices.webhook.url` and `notices.webhook.secret` go together",
                "HOOK GATEWAY_NOTICES_WEBHOOK_SECRET=short | `notices.webhook.secret` must have 24 characters or more;"
                        + " after `whsec_` they are base64",
                "HOOK GATEWAY_NOTICES_WEBHOOK_SECRET=whsec_no-base64-at-all-in-it | `notices.webhook.secret` must have 24"
                        + " characters or more; after `whsec_` they are base64",
                "GATEWAY_NOTICES_WEBHOOK_URL=http://hooks.example.org"
                        + " GATEWAY_NOTICES_WEBHOOK_SECRET=twenty-four-bytes-or-more-of-it"
                        + " | `notices.webhook.url` is plain http and not on loopback: use https",
                "GATEWAY_NOTICES_AT_ONCE=all | `notices.at-once` holds `all`, which is none of `break-glass`,"
                        + " `serious-threat`, `grant-waits`, `trail-unverified`, `delivery-backlog`, `none`",
            })
    void what_cannot_be_told_or_would_tell_a_secret_is_refused(String variables, String problem) {
        InvalidConfiguration refused = catchThrowableOfType(
                InvalidConfiguration.class,
                () -> read(variables.replace("MAIL ", MAIL).replaceFirst("^HOOK ?", HOOK)));

        assertThat(Objects.requireNonNull(refused).problems()).contains(problem);
        assertThat(refused.getMessage()).doesNotContain("twenty-four-bytes");
    }

    /** @param variables separated by spaces; of one that stands twice the last counts */
    private static NoticesConfig read(String variables) throws InvalidConfiguration {
        Map<String, String> all = new HashMap<>(Map.of(
                "GATEWAY_UPSTREAM_URL", "http://127.0.0.1:8090/fhir",
                "GATEWAY_ISSUER_URL", "http://127.0.0.1:8091/realms/x",
                "GATEWAY_AUDIENCE", "gateway",
                "GATEWAY_ORGANIZATION", "Organization/org-a"));
        for (String one : variables.split(" "))
            if (one.contains("=")) all.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        return ConfigReader.read(Optional.empty(), all).config().notices();
    }
}
