package org.consentgateway.server.pages;

import java.time.Duration;

/**
 * The two cookies. {@code __Host-}: from this host, for all of it, over TLS alone (RFC 6265bis 4.1.3.2); no script reads
 * them. The session does not travel with a request that another site began.
 */
final class Cookies {

    static final String SESSION = "__Host-session";
    static final String ATTEMPT = "__Host-signin";
    /** How long a sign-in may take. */
    static final Duration ATTEMPT_LASTS = Duration.ofMinutes(5);

    private Cookies() {}

    static String session(String name) {
        return SESSION + "=" + name + "; Path=/; Secure; HttpOnly; SameSite=Strict";
    }

    static String noSession() {
        return SESSION + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0";
    }

    /** Lax: the issuer sends the browser back, and that is another site. */
    static String attempt(String token) {
        return ATTEMPT + "=" + token + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=" + ATTEMPT_LASTS.toSeconds();
    }

    static String noAttempt() {
        return ATTEMPT + "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
    }
}
