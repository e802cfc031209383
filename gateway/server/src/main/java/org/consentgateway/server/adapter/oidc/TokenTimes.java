package org.consentgateway.server.adapter.oidc;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;

/** The times of a token, RFC 7519 NumericDate: a number, never a text, never an exponent. */
final class TokenTimes {

    static final Duration SKEW = Duration.ofSeconds(30);

    private static final Pattern NUMERIC_DATE = Pattern.compile("(\\d{1,12})(\\.\\d{1,9})?");

    private TokenTimes() {}

    /** Seconds since the epoch, fractions dropped; empty where the claim is absent or no such number. */
    static Optional<Long> seconds(Json.Obj claims, String name) {
        if (!(claims.members().get(name) instanceof Json.Num number)) return Optional.empty();
        var matcher = NUMERIC_DATE.matcher(number.literal());
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    static void check(Json.Obj claims, long now) throws TokenRefused {
        long expiry = seconds(claims, "exp").orElseThrow(() -> new TokenRefused("no expiry"));
        if (now - expiry >= SKEW.toSeconds()) throw new TokenRefused("expired");
        checkBegun(claims, now);
    }

    /** The times but for the expiry. */
    static void checkBegun(Json.Obj claims, long now) throws TokenRefused {
        inThePast(claims, "nbf", now);
        inThePast(claims, "iat", now);
    }

    private static void inThePast(Json.Obj claims, String name, long now) throws TokenRefused {
        if (claims.get(name).isEmpty()) return;
        long time = seconds(claims, name).orElseThrow(() -> new TokenRefused("unreadable " + name));
        if (time - now > SKEW.toSeconds()) throw new TokenRefused(name + " in the future");
    }
}
