package org.consentgateway.server.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;

/** An Ed25519 key with the name under which it signs notes, as a log does, or cosigns them, as a witness does. */
public final class NoteSigner {

    private final KeyPair keys;
    private final VerifierKey verifier;

    /** @param name without a space or {@code +} */
    public NoteSigner(String name, VerifierKey.Use use, KeyPair keys) {
        this.keys = keys;
        this.verifier = VerifierKey.of(name, use, keys.getPublic());
    }

    /** By which others verify. */
    public VerifierKey verifier() {
        return verifier;
    }

    /** The body with a signature of the log. */
    public SignedNote note(TreeHead head) {
        return new SignedNote(head.body(), java.util.List.of(signature(head.body())));
    }

    private String signature(String body) {
        return SignedNote.line(verifier.name(), verifier.id(), signed(body));
    }

    /** A signature line that says that nothing larger was seen of the log at that time. */
    String cosignature(String body, Instant at) {
        byte[] signed = signed(VerifierKey.cosignedText(at.getEpochSecond(), body));
        byte[] timed = ByteBuffer.allocate(Long.BYTES + signed.length)
                .putLong(at.getEpochSecond())
                .put(signed)
                .array();
        return SignedNote.line(verifier.name(), verifier.id(), timed);
    }

    private byte[] signed(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a note cannot be signed", e);
        }
    }
}
