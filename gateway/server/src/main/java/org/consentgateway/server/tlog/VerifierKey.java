package org.consentgateway.server.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A name and an Ed25519 key by which a note is verified, written as a verifier key (c2sp.org/signed-note).
 *
 * @param name what the signature lines bear
 * @param use  what the key signs
 * @param key  32 bytes
 */
public record VerifierKey(String name, Use use, byte[] key) {

    /** What goes before an Ed25519 key as X.509 writes it (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** What a key signs, with its byte in key ids. */
    public enum Use {
        /** The text of a note, as the log itself does. */
        NOTE(1),
        /** The text and a time, as a witness does (c2sp.org/tlog-cosignature). */
        COSIGNATURE(4);

        private final byte code;

        Use(int code) {
            this.code = (byte) code;
        }
    }

    public VerifierKey {
        key = key.clone();
        if (name.isEmpty() || !name.matches("[^\\s+]+")) throw new IllegalArgumentException("no name of a key");
        if (key.length != 32) throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
    }

    @Override
    public byte[] key() {
        return key.clone();
    }

    /** An Ed25519 key of the JDK, under a name. */
    public static VerifierKey of(String name, Use use, PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new VerifierKey(name, use, Arrays.copyOfRange(encoded, X509.length, encoded.length));
    }

    /** Reads {@code name+id+base64}. */
    public static VerifierKey of(String text) throws MalformedNote {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) throw new MalformedNote("a verifier key is `name+id+key`");
        try {
            byte[] stored = Base64.getDecoder().decode(parts[2]);
            for (Use use : Use.values()) {
                if (stored.length != 33 || stored[0] != use.code) continue;
                VerifierKey key = new VerifierKey(parts[0], use, Arrays.copyOfRange(stored, 1, 33));
                if (key.text().equals(text.strip())) return key;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedNote("a verifier key that is not base64");
        }
        throw new MalformedNote("a verifier key of no known kind, or with another id");
    }

    /** As it is handed to others. */
    public String text() {
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(stored());
    }

    private byte[] stored() {
        return ByteBuffer.allocate(1 + key.length).put(use.code).put(key).array();
    }

    int id() {
        byte[] named = (name + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(MerkleFrontier.sha256(named, stored())).getInt();
    }

    /** Whether one of the signatures of a note is by this key. */
    public boolean signed(SignedNote note) {
        return line(note).isPresent();
    }

    /** When the key cosigned a note; empty where it did not. */
    public Optional<Instant> cosigned(SignedNote note) {
        return line(note)
                .filter(signed -> use == Use.COSIGNATURE)
                .map(signed -> Instant.ofEpochSecond(
                        ByteBuffer.wrap(signed.signature()).getLong()));
    }

    private Optional<SignedNote.Signed> line(SignedNote note) {
        try {
            return note.signed().stream()
                    .filter(one -> one.name().equals(name) && one.keyId() == id() && verifies(note.body(), one))
                    .findFirst();
        } catch (MalformedNote e) {
            return Optional.empty();
        }
    }

    private boolean verifies(String body, SignedNote.Signed one) {
        int time = use == Use.COSIGNATURE ? Long.BYTES : 0;
        byte[] stored = one.signature();
        if (stored.length != time + 64) return false;
        String signed =
                use == Use.COSIGNATURE ? cosignedText(ByteBuffer.wrap(stored).getLong(), body) : body;
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded())));
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signature.verify(stored, time, 64);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private byte[] encoded() {
        return ByteBuffer.allocate(X509.length + key.length).put(X509).put(key).array();
    }

    static String cosignedText(long time, String body) {
        return "cosignature/v1\ntime " + time + "\n" + body;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }
}
