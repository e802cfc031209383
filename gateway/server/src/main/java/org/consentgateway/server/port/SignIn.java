package org.consentgateway.server.port;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Signs people in at the issuer: OpenID Connect's authorization code flow with PKCE (RFC 7636). All methods block. */
public interface SignIn {

    /**
     * What one sign-in is bound to; used once.
     *
     * @param state    RFC 6749 10.12
     * @param nonce    OpenID Connect Core 1.0, 3.1.2.1
     * @param verifier RFC 7636 4.1
     */
    record Attempt(String state, String nonce, String verifier) {
        @Override
        public String toString() {
            return "Attempt";
        }
    }

    /**
     * What the issuer gave for a code.
     *
     * @param access  the access token, which the one verifier judges like any other
     * @param refresh for the next one, where the issuer gives such
     * @param subject {@code sub} of the ID token
     * @param session {@code sid} of the ID token
     * @param idToken as it came, for the issuer's own sign-out
     * @param expires when the access token does
     */
    record Tokens(
            String access,
            Optional<String> refresh,
            String subject,
            Optional<String> session,
            String idToken,
            Instant expires) {
        @Override
        public String toString() {
            return "Tokens"; // a token stands in no log line
        }
    }

    /** Whose sessions a logout token ends: one session, or all of a subject. */
    record Ended(Optional<String> session, Optional<String> subject) {}

    /** The issuer says no, or says what does not hold. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        public Refused(String why) {
            super(why);
        }
    }

    /** The issuer does not answer. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        public Unavailable(Throwable cause) {
            super(cause);
        }
    }

    /** Where the browser is sent. */
    URI authorization(Attempt attempt) throws Unavailable;

    /** Redeems the code that came back. */
    Tokens redeem(String code, Attempt attempt) throws Refused, Unavailable;

    /** New tokens for the refresh token. */
    Tokens refresh(Tokens tokens) throws Refused, Unavailable;

    /** Where the issuer ends its own session (OpenID Connect RP-Initiated Logout 1.0), where it has such a place. */
    Optional<URI> signOut(Tokens tokens) throws Unavailable;

    /** Whom a logout token names. Its signature is checked elsewhere, before. */
    Ended ended(String logoutToken) throws Refused;
}
