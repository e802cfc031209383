package org.consentgateway.server.adapter.hapi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.consentgateway.core.consent.SignedForm.Integrity;

/** {@code Attachment.hash}: SHA-1 of the data, base64; <a href="http://hl7.org/fhir/R4/datatypes.html#Attachment">R4</a>. */
final class Hashes {

    private static final int SHA_256_BYTES = 32;

    private Hashes() {}

    /** The hash of data in base64, empty when it is not base64. */
    static Optional<String> ofBase64(String data) {
        return decode(data).map(bytes -> Base64.getEncoder().encodeToString(digest("SHA-1", bytes)));
    }

    static Integrity compare(String recorded, String data) {
        Optional<byte[]> wanted = decode(recorded);
        Optional<byte[]> content = decode(data);
        if (wanted.isEmpty() || content.isEmpty()) return Integrity.DIFFERS;
        // a stronger hash than FHIR asks for is a good one all the same
        String algorithm = wanted.get().length == SHA_256_BYTES ? "SHA-256" : "SHA-1";
        boolean same = MessageDigest.isEqual(wanted.get(), digest(algorithm, content.get()));
        return same ? Integrity.MATCHES : Integrity.DIFFERS;
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
