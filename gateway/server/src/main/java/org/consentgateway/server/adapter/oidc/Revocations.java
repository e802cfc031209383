package org.consentgateway.server.adapter.oidc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.Issuer;

/**
 * What the issuer told after it had issued: back-channel logouts (OpenID Connect Back-Channel Logout 1.0) and Keycloak's
 * not-before policy. Both messages are signed by the issuer's keys, so that nobody else can end a session. Kept in
 * memory: after a restart only introspection knows of them.
 */
final class Revocations {

    private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final String NOT_BEFORE = "PUSH_NOT_BEFORE";
    private static final int MOST_REMEMBERED = 100_000;

    private final Issuer issuer;
    /** Session or subject, to the second of its logout; the oldest makes room, so the map is bounded. */
    private final Map<Ended, Long> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Ended, Long> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private long notBefore;

    private enum Whom {
        SESSION,
        SUBJECT
    }

    private record Ended(Whom whom, String id) {}

    Revocations(Issuer issuer) {
        this.issuer = issuer;
    }

    /** Refuses a token of a session that has ended, or from before the realm's not-before time. */
    synchronized void check(Json.Obj claims) throws TokenRefused {
        long issued = TokenTimes.seconds(claims, "iat").orElse(0L);
        if (issued < notBefore) throw new TokenRefused("before the not-before time");
        if (claims.text("sid")
                .filter(sid -> ended.containsKey(new Ended(Whom.SESSION, sid)))
                .isPresent()) throw new TokenRefused("logged out");
        Optional<Long> logout = claims.text("sub").map(sub -> ended.get(new Ended(Whom.SUBJECT, sub)));
        if (logout.filter(at -> issued <= at).isPresent()) throw new TokenRefused("logged out");
    }

    /** Takes a verified logout token. */
    synchronized void logout(Json.Obj token, long now) throws TokenRefused {
        boolean event = token.object("events")
                .flatMap(events -> events.get(LOGOUT_EVENT))
                .isPresent();
        if (!event || token.get("nonce").isPresent()) throw new TokenRefused("no logout");
        if (!token.text("iss").equals(Optional.of(issuer.url()))) throw new TokenRefused("issuer");
        if (!concerns(AudienceClaim.of(token))) throw new TokenRefused("audience");
        if (TokenTimes.seconds(token, "iat")
                .filter(iat -> Math.abs(now - iat) <= 120)
                .isEmpty()) throw new TokenRefused("logout time");
        Optional<String> session = token.text("sid");
        Optional<String> subject = token.text("sub");
        if (session.isEmpty() && subject.isEmpty()) throw new TokenRefused("no session");
        session.ifPresent(sid -> ended.put(new Ended(Whom.SESSION, sid), now));
        if (session.isEmpty()) subject.ifPresent(sub -> ended.put(new Ended(Whom.SUBJECT, sub), now));
    }

    /** The session is that of the app which the token was issued to, and so is the audience of its logout token. */
    private boolean concerns(Set<String> audience) {
        boolean admitted =
                issuer.closed() ? issuer.clients().keySet().stream().anyMatch(audience::contains) : !audience.isEmpty();
        return admitted
                || issuer.audiences().stream().anyMatch(audience::contains)
                || issuer.asking()
                        .client()
                        .filter(client -> audience.contains(client.id()))
                        .isPresent();
    }

    /** Takes a verified message of Keycloak's admin API; the time never goes back by a replayed one. */
    synchronized void pushNotBefore(Json.Obj action, long now) throws TokenRefused {
        if (!action.text("action").equals(Optional.of(NOT_BEFORE))) throw new TokenRefused("another action");
        // a message to another client of the realm is not for us
        Optional<String> to = action.text("resource");
        boolean ours = issuer.asking().client().isEmpty()
                || to.isEmpty()
                || to.equals(issuer.asking().client().map(Client::id));
        if (!ours) throw new TokenRefused("audience");
        if (TokenTimes.seconds(action, "expiration")
                .filter(expiration -> expiration >= now)
                .isEmpty()) throw new TokenRefused("expired");
        long time = TokenTimes.seconds(action, "notBefore").orElseThrow(() -> new TokenRefused("no time"));
        notBefore = Math.max(notBefore, Math.min(time, now));
    }
}
