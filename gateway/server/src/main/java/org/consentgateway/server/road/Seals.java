package org.consentgateway.server.road;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals text into tokens that only this gateway opens, bound to a purpose and a caller: AES-256-GCM, padded to steps of
 * 256 bytes so that its length tells nothing of what it holds.
 */
public final class Seals {

    private static final int NONCE = 12;
    private static final int STEP = 256;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param key AES key of 256 bits, shared where several gateways answer for one URL */
    public Seals(SecretKey key) {
        this.key = key;
    }

    /** @param bound what must be the same again when it is opened, e.g. the caller */
    public String seal(String text, String bound) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        int padded = (4 + plain.length + STEP - 1) / STEP * STEP;
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
            if (bytes.length < NONCE + 16 + STEP) return Optional.empty();
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

    private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
