package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens whose signature was found good, by their SHA-256 digest, with the key that found it so. Only parsing and the
 * signature are remembered, never a verdict: the key's presence, time, logout, audience and binding are checked for every
 * request. The text of a token is not kept.
 */
final class VerifiedTokens {

    /** Only what an issuer signed is here, so that nobody else can fill it; the longest unused makes room. */
    static final int MOST = 2_000;

    private final Map<String, Verified> verified = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > MOST;
        }
    };

    private static final class Verified {
        private final Jws claims;
        private final JWK key;
        private volatile @Nullable CallerClaims told;

        Verified(Jws claims, JWK key) {
            this.claims = claims;
            this.key = key;
        }
    }

    /** Reads what the claims say. */
    interface Reading {
        CallerClaims read() throws TokenRefused;
    }

    /** A token as it came with a request, read and not yet believed. */
    record Presented(String compact, String digest, Jws jws) {
        @Override
        public String toString() {
            return "Presented"; // a token stands in no log line
        }
    }

    /** Reads a token strictly, or finds it as it was read when it was verified. */
    Presented read(String compact) throws TokenRefused {
        if (compact.length() > Jws.MOST_CHARACTERS) throw new TokenRefused("too long"); // before any work
        String digest = digest(compact);
        Verified known = known(digest);
        return new Presented(compact, digest, known == null ? Jws.parse(compact) : known.claims);
    }

    /** Whether the key signed the token: remembered of an equal key alone, computed for any other. */
    boolean verifies(Presented token, JWK key) throws TokenRefused {
        Verified known = known(token.digest());
        if (known != null && known.key.equals(key)) return true;
        Jws jws = Jws.parse(token.compact());
        if (!Signatures.verifies(jws, key)) return false;
        remember(token.digest(), new Verified(jws.withoutText(), key));
        return true;
    }

    /** What a verified token says: read once. */
    CallerClaims told(Presented token, Reading reading) throws TokenRefused {
        Verified known = known(token.digest());
        CallerClaims before = known == null ? null : known.told;
        if (before != null) return before;
        CallerClaims told = reading.read();
        if (known != null) known.told = told;
        return told;
    }

    private synchronized @Nullable Verified known(String digest) {
        return verified.get(digest);
    }

    private synchronized void remember(String digest, Verified good) {
        verified.put(digest, good);
    }

    private static String digest(String compact) {
        try {
            byte[] bytes = compact.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
