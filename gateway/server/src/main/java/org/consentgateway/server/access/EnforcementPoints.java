package org.consentgateway.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who may ask for decisions: the points of the configuration, each by a bearer credential of its own. RFC 6750 2.1. */
public final class EnforcementPoints {

    private static final String SCHEME = "Bearer ";

    private final Map<String, byte[]> digests = new TreeMap<>();

    /** @param credentials by name */
    public EnforcementPoints(Map<String, String> credentials) {
        credentials.forEach((name, credential) -> digests.put(name, digest(credential)));
    }

    /** Whether there is one at all. */
    public boolean none() {
        return digests.isEmpty();
    }

    /**
     * The point whose credential it is. Every credential is compared, each in constant time.
     *
     * @param authorization the header
     */
    Optional<String> named(Optional<String> authorization) {
        byte[] given = digest(authorization
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()))
                .orElse(""));
        Optional<String> found = Optional.empty();
        for (Map.Entry<String, byte[]> point : digests.entrySet())
            if (MessageDigest.isEqual(point.getValue(), given)) found = Optional.of(point.getKey());
        return found;
    }

    private static byte[] digest(String credential) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
