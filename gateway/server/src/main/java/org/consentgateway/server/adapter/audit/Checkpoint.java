package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A signed statement of how long the trail is and how it ends, so that it cannot be cut or replaced behind the gateway's
 * back. It never covers the last record: a torn last frame is no offence.
 *
 * @param size records covered, from the first
 * @param head SHA-256 of the last frame covered, hexadecimal
 */
record Checkpoint(long size, String head) {

    private static final String ORIGIN = "consentgateway.org/audit";

    static Checkpoint of(long size, byte[] head) {
        return new Checkpoint(size, HexFormat.of().formatHex(head));
    }

    private byte[] statement() {
        return (ORIGIN + "\n" + size + "\n" + head + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    byte[] signed(KeyPair keys) throws IOException {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(statement());
            String line = "- " + Base64.getEncoder().encodeToString(signature.sign()) + "\n";
            return (new String(statement(), StandardCharsets.US_ASCII) + line).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IOException("a checkpoint cannot be signed", e);
        }
    }

    /** Reads a signed checkpoint. An {@link IOException} when it is not what the key has signed. */
    static Checkpoint verified(byte[] signed, PublicKey key) throws IOException {
        String[] lines = new String(signed, StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length != 6 || !lines[0].equals(ORIGIN) || !lines[4].startsWith("- "))
            throw new IOException("the checkpoint is damaged");
        try {
            var checkpoint = new Checkpoint(Long.parseLong(lines[1]), lines[2]);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(checkpoint.statement());
            if (!signature.verify(Base64.getDecoder().decode(lines[4].substring(2))))
                throw new IOException("the checkpoint is not signed by the key of this trail");
            return checkpoint;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the checkpoint is damaged", e);
        }
    }

    static PublicKey publicKey(byte[] encoded) throws IOException {
        try {
            byte[] key = Base64.getMimeDecoder().decode(encoded);
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the public key of the trail is damaged", e);
        }
    }

    static byte[] encoded(PublicKey key) {
        return (Base64.getEncoder().encodeToString(key.getEncoded()) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
