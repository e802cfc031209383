package org.consentgateway.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the gateway tells by itself.
 *
 * @param mail        empty: nobody gets mails
 * @param webhook     empty: no program is told
 * @param atOnce      kinds that wait for nothing
 * @param digest      how long the others wait for more
 * @param backlog     how many records may wait for delivery before people are told
 * @param verifyEvery how often the trail is read through
 */
public record NoticesConfig(
        Optional<Mail> mail,
        Optional<Webhook> webhook,
        Set<NoticeKind> atOnce,
        Duration digest,
        int backlog,
        Duration verifyEvery) {

    public NoticesConfig {
        atOnce = Set.copyOf(atOnce);
    }

    /** What people are told of. */
    public enum NoticeKind {
        BREAK_GLASS,
        SERIOUS_THREAT,
        GRANT_WAITS,
        TRAIL_UNVERIFIED,
        DELIVERY_BACKLOG
    }

    /** How a mail server is spoken to. */
    public enum MailTls {
        STARTTLS,
        TLS,
        OFF
    }

    /** A mail server and who gets the mails. */
    public record Mail(
            String host,
            int port,
            MailTls tls,
            Optional<String> username,
            Optional<Secret> password,
            String from,
            List<String> to) {
        public Mail {
            to = List.copyOf(to);
        }
    }

    /** A program that is told, and the secret that it shares. */
    public record Webhook(URI url, Secret secret) {}
}
