package org.consentgateway.server.config;

import java.util.List;

/** Keys of what the gateway tells people by itself. */
final class NoticeKeys {

    private NoticeKeys() {}

    static List<Key> all() {
        return List.of(
                new Key(
                        "notices.mail.host",
                        "none",
                        "smtp.example.org",
                        "mail server by which people are told of break-glass, grants for a serious threat, grants that wait, a trail that does not verify, and records that pile up; no patient, person or content is mailed"),
                new Key("notices.mail.port", "587", "587", "its port"),
                new Key(
                        "notices.mail.tls",
                        "`starttls`",
                        "starttls",
                        "`starttls`, `tls` (from the first byte, port 465) or `off`; `off` with a password on loopback alone"),
                new Key("notices.mail.username", "none", "gateway", "where the mail server wants one"),
                new Key("notices.mail.password", "none", "file:/run/secrets/mail", "its password"),
                new Key(
                        "notices.mail.from",
                        "none; needed with a mail server",
                        "gateway@example.org",
                        "who the mails are from"),
                new Key(
                        "notices.mail.to",
                        "none; needed with a mail server",
                        "privacy-office@example.org",
                        "who gets them, separated by commas"),
                new Key(
                        "notices.webhook.url",
                        "none",
                        "https://hooks.example.org/gateway",
                        "program that is told the same by POST as JSON"),
                new Key(
                        "notices.webhook.secret",
                        "none; needed with a webhook",
                        "file:/run/secrets/webhook",
                        "shared with it, 24 characters or more: it signs as Standard Webhooks say (`webhook-id`, `webhook-timestamp`, `webhook-signature: v1,` HMAC-SHA256)"),
                new Key(
                        "notices.at-once",
                        "`break-glass, serious-threat, trail-unverified`",
                        "break-glass, serious-threat",
                        "kinds that wait for nothing, separated by commas: also `grant-waits`, `delivery-backlog`, or `none`"),
                new Key("notices.digest", "`1h`", "1h", "how long the others wait for more, 1s to 168h"),
                new Key(
                        "notices.backlog",
                        "10000",
                        "10000",
                        "above how many records that wait to be delivered as AuditEvents people are told"),
                new Key(
                        "audit.verify-every",
                        "`24h`",
                        "24h",
                        "how often a running gateway reads its trail through as `verify-audit` does, 1s to 720h"),
                new Key(
                        "audit.witness.url",
                        "none",
                        "https://witness.example.org/audit",
                        "witness on another machine that cosigns the trail (C2SP tlog-witness; `gateway.jar witness`)"),
                new Key(
                        "audit.witness.key",
                        "none; needed with a witness",
                        "witness.example.org/audit+ddca4db3+BAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
                        "its key, as it prints it when it starts"));
    }
}
