package org.consentgateway.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.server.config.NoticesConfig.Mail;
import org.consentgateway.server.config.NoticesConfig.MailTls;
import org.consentgateway.server.config.NoticesConfig.NoticeKind;
import org.consentgateway.server.config.NoticesConfig.Webhook;

/** {@code notices}: whom the gateway tells by itself, by what, and how soon. */
final class NoticesSection {

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}");
    private static final int SECRET_LEAST = 24; // characters
    private static final List<String> OF_MAIL = List.of(
            "notices.mail.port",
            "notices.mail.tls",
            "notices.mail.username",
            "notices.mail.password",
            "notices.mail.from",
            "notices.mail.to");

    private final Values values;

    NoticesSection(Values values) {
        this.values = values;
    }

    NoticesConfig notices() {
        return new NoticesConfig(
                mail(),
                webhook(),
                atOnce(),
                values.duration("notices.digest", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofHours(168)),
                values.number("notices.backlog", 10_000, 1, 100_000_000),
                values.duration(
                        "audit.verify-every", Duration.ofHours(24), Duration.ofSeconds(1), Duration.ofHours(720)));
    }

    private Optional<Mail> mail() {
        Optional<String> host = values.read(
                "notices.mail.host",
                "a host name",
                text -> HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty());
        int port = values.number("notices.mail.port", 587, 1, 65535);
        MailTls tls = values.choice("notices.mail.tls", MailTls.class, MailTls.STARTTLS);
        Optional<String> user = values.text("notices.mail.username");
        Optional<Secret> password = values.secret("notices.mail.password");
        if (!values.given("notices.mail.host")) {
            for (String key : OF_MAIL) if (values.given(key)) values.problem("`" + key + "` needs `notices.mail.host`");
            return Optional.empty();
        }
        if (user.isPresent() != values.given("notices.mail.password"))
            values.problem("`notices.mail.username` and `notices.mail.password` go together");
        if (tls == MailTls.OFF
                && user.isPresent()
                && host.filter(Loopback::holds).isEmpty())
            values.problem("`notices.mail.tls: off` would send `notices.mail.password` in clear text");
        Optional<String> from = address("notices.mail.from");
        List<String> to = values.list("notices.mail.to");
        values.required("notices.mail.from");
        values.required("notices.mail.to");
        if (!to.stream().allMatch(one -> ADDRESS.matcher(one).matches()))
            values.problem("`notices.mail.to` must be mail addresses, separated by commas");
        if (host.isEmpty() || from.isEmpty() || to.isEmpty()) return Optional.empty();
        return Optional.of(new Mail(host.get(), port, tls, user, password, from.get(), to));
    }

    private Optional<String> address(String key) {
        return values.read(
                key, "a mail address", text -> ADDRESS.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }

    private Optional<Webhook> webhook() {
        Optional<URI> url = values.url("notices.webhook.url");
        url.filter(at -> "http".equals(at.getScheme()) && !Loopback.holds(at.getHost()))
                .ifPresent(at -> values.problem("`notices.webhook.url` is plain http and not on loopback: use https"));
        Optional<Secret> secret = values.secret("notices.webhook.secret");
        if (values.given("notices.webhook.url") != values.given("notices.webhook.secret"))
            values.problem("`notices.webhook.url` and `notices.webhook.secret` go together");
        if (secret.filter(known -> !strong(known.reveal())).isPresent())
            values.problem("`notices.webhook.secret` must have " + SECRET_LEAST
                    + " characters or more; after `whsec_` they are base64");
        if (url.isEmpty() || secret.isEmpty()) return Optional.empty();
        return Optional.of(new Webhook(url.get(), secret.get()));
    }

    private static boolean strong(String secret) {
        if (secret.length() < SECRET_LEAST) return false;
        if (!secret.startsWith("whsec_")) return true;
        try {
            return Base64.getDecoder().decode(secret.substring("whsec_".length())).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Set<NoticeKind> atOnce() {
        if (!values.given("notices.at-once"))
            return EnumSet.of(NoticeKind.BREAK_GLASS, NoticeKind.SERIOUS_THREAT, NoticeKind.TRAIL_UNVERIFIED);
        Set<NoticeKind> kinds = EnumSet.noneOf(NoticeKind.class);
        for (String name : values.list("notices.at-once")) {
            if (name.equals("none")) continue;
            Optional<NoticeKind> kind = EnumSet.allOf(NoticeKind.class).stream()
                    .filter(one -> one.name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                            .equals(name))
                    .findFirst();
            if (kind.isEmpty())
                values.problem("`notices.at-once` holds `" + name + "`, which is none of `break-glass`,"
                        + " `serious-threat`, `grant-waits`, `trail-unverified`, `delivery-backlog`, `none`");
            kind.ifPresent(kinds::add);
        }
        return kinds;
    }
}
