package org.consentgateway.sandbox.issuer;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Codes that were given and not yet used, each once. RFC 6749 section 4.1, RFC 7636. */
final class AuthorizationCode {

    private final Map<String, Given> given = new ConcurrentHashMap<>();

    /**
     * For what a code stands.
     *
     * @param challenge PKCE, {@code S256}
     * @param patient   whom the person picked, empty for none
     */
    record Given(
            String user, String client, String redirect, String challenge, String scope, Optional<String> patient) {}

    String give(Given what) {
        String code = UUID.randomUUID().toString();
        given.put(code, what);
        return code;
    }

    /** What the code stood for, where whoever brings it is who asked for it; it is gone in any case. */
    Optional<Given> redeem(String code, String redirect, String verifier) {
        return Optional.ofNullable(given.remove(code))
                .filter(known -> known.redirect().equals(redirect))
                .filter(known -> known.challenge().equals(challenge(verifier)));
    }

    private static String challenge(String verifier) {
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
