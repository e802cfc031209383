package org.consentgateway.server.port;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals text into tokens that only this gateway opens, bound to a purpose and a caller: AES-256-GCM, padded to steps of
 * 256 bytes so that its length tells nothing of what it holds.
 */
public final class SealedTokens {

    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int STEP = 256;

    private final SecretKey key;
    private final SecretKey marking;
    private final SecureRandom random = new SecureRandom();

    /** @param key AES key of 256 bits, shared where several gateways answer for one URL */
    public SealedTokens(SecretKey key) {
        this.key = key;
        this.marking = derived(key);
    }

    private static SecretKey derived(SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal("marks".getBytes(StandardCharsets.UTF_8)), "HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java platform", e);
        }
    }

    /** @param bound what must be the same again when it is opened, e.g. the caller */
    public String seal(String text, String bound) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        return padded(plain, (4 + plain.length + STEP - 1) / STEP * STEP, bound);
    }

    /**
     * A token of one length, whatever it holds; empty where it does not fit.
     *
     * @param size bytes of the token before they are written as base64url
     */
    public Optional<String> seal(String text, String bound, int size) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        int room = size - NONCE - TAG;
        return 4 + plain.length > room ? Optional.empty() : Optional.of(padded(plain, room, bound));
    }

    /** What looks like a token of that many bytes and holds nothing. */
    public String random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String padded(byte[] plain, int padded, String bound) {
        ByteBuffer buffer = ByteBuffer.allocate(padded).putInt(plain.length).put(plain);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(buffer.array());
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java platform", e);
        }
    }

    /** The text; empty when the token is not ours, was changed, or is bound to something else. */
    public Optional<String> open(String token, String bound) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length < NONCE + TAG + 4) return Optional.empty();
            byte[] nonce = Arrays.copyOf(bytes, NONCE);
            ByteBuffer plain = ByteBuffer.wrap(
                    cipher(Cipher.DECRYPT_MODE, nonce, bound).doFinal(bytes, NONCE, bytes.length - NONCE));
            byte[] text = new byte[plain.getInt()];
            plain.get(text);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A keyed mark of a few words, 128 bits as base64url: only who has the key can make it, and nothing leads back. */
    public String mark(String... words) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(marking);
            for (String word : words) {
                byte[] text = word.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(4).putInt(text.length).array());
                mac.update(text);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac.doFinal(), 16));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java platform", e);
        }
    }

    /** Whether two marks are the same; takes as long wherever they differ. */
    public static boolean same(String mark, String other) {
        return MessageDigest.isEqual(
                mark.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
