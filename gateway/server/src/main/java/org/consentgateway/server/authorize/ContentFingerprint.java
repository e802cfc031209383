package org.consentgateway.server.authorize;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;

/** The digest by which a text is known again without being kept. */
final class ContentFingerprint {

    private static final int LENGTH = 18; // bytes

    private ContentFingerprint() {}

    /** Of what the value is as JSON. */
    static String of(Json value) {
        MessageDigest digest = sha256();
        try (OutputStream target = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
                JsonWriter writer = new JsonWriter(target, false)) {
            writer.value(value);
        } catch (IOException e) {
            throw new UncheckedIOException("a spool cannot be read", e);
        }
        return shortened(digest.digest());
    }

    static String of(String text) {
        return shortened(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String shortened(byte[] hash) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, LENGTH));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
