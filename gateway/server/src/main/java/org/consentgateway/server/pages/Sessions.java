package org.consentgateway.server.pages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.port.SignIn;

/**
 * The sessions of this gateway, in memory. A session is named by a value that is new at each sign-in and that only the
 * browser knows: kept is its hash. It ends after a while without use, and in any case after a working day.
 */
final class Sessions {

    static final Duration IDLE = Duration.ofMinutes(15);
    static final Duration LONGEST = Duration.ofHours(8);
    private static final int MOST = 20_000;

    private final InstantSource clock;
    private final Language language;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    };

    /** @param language that patients begin with */
    Sessions(InstantSource clock, Language language) {
        this.clock = clock;
        this.language = language;
    }

    /** 256 bits that nobody can guess. */
    String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Begins one. @return its name, for the browser alone */
    synchronized String begin(SignIn.Tokens tokens) {
        String name = secret();
        open.put(hash(name), new Session(tokens, secret(), clock.instant(), language));
        return name;
    }

    /** The session, where it is still open; it was used now. */
    synchronized Optional<Session> use(String name) {
        Instant now = clock.instant();
        String key = hash(name);
        Optional<Session> session = Optional.ofNullable(open.get(key));
        if (session.isEmpty()) return session;
        boolean over = !now.isBefore(session.get().seen().plus(IDLE))
                || !now.isBefore(session.get().begun().plus(LONGEST));
        if (over) {
            open.remove(key);
            return Optional.empty();
        }
        session.get().seenAt(now);
        return session;
    }

    synchronized void end(String name) {
        open.remove(hash(name));
    }

    /** OpenID Connect Back-Channel Logout 1.0, 2.7: that session, or all of the subject. */
    synchronized void end(SignIn.Ended ended) {
        open.values()
                .removeIf(session -> ended.session().isPresent()
                        ? ended.session().equals(session.tokens().session())
                        : ended.subject().equals(Optional.of(session.tokens().subject())));
    }

    synchronized int count() {
        return open.size();
    }

    private static String hash(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
