package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.consentgateway.server.tlog.MalformedNote;
import org.consentgateway.server.tlog.SignedNote;
import org.consentgateway.server.tlog.TreeHead;
import org.consentgateway.server.tlog.VerifierKey;

/**
 * What the witness cosigned last of a trail: {@code audit/cosigned}.
 *
 * @param head what it says
 * @param note as it stands, with both signatures
 */
public record CosignedCheckpoint(TreeHead head, SignedNote note) {

    private static final String ORIGIN = "consentgateway.org/audit/";

    /** The origin of a trail: no two begin alike. */
    static String origin(String trail) {
        return ORIGIN + trail;
    }

    static Path file(Segments segments) {
        return segments.folder().resolve("cosigned");
    }

    /** By which the witness's signature was verified when it was kept. */
    static Path witness(Segments segments) {
        return segments.folder().resolve("witness.vkey");
    }

    /** By which the witness verifies the trail's own signature. */
    static Path log(Segments segments) {
        return segments.folder().resolve("log.vkey");
    }

    /** What is kept beside a trail, not verified; empty where there is none. */
    public static Optional<CosignedCheckpoint> beside(Path dataFolder) throws IOException {
        return of(Segments.of(dataFolder));
    }

    static Optional<CosignedCheckpoint> of(Segments segments) throws IOException {
        if (!Files.exists(file(segments))) return Optional.empty();
        try {
            SignedNote note = SignedNote.of(Files.readString(file(segments)));
            return Optional.of(new CosignedCheckpoint(TreeHead.of(note.body()), note));
        } catch (MalformedNote e) {
            throw new IOException("the cosigned checkpoint is damaged", e);
        }
    }

    /** The witness's key that is kept beside the trail. */
    static VerifierKey witnessBeside(Segments segments) throws IOException {
        return key(witness(segments));
    }

    /** Reads a file that holds a verifier key. */
    public static VerifierKey key(Path file) throws IOException {
        try {
            return VerifierKey.of(Files.readString(file));
        } catch (MalformedNote e) {
            throw new IOException("`" + Segments.name(file) + "` holds no verifier key", e);
        }
    }

    /**
     * When the witness cosigned it.
     *
     * @throws IOException where the trail's key or the witness did not sign it
     */
    Instant verified(PublicKey trail, VerifierKey witness) throws IOException {
        if (!VerifierKey.of(head.origin(), VerifierKey.Use.NOTE, trail).signed(note))
            throw new IOException("the cosigned checkpoint is not signed by the key of this trail");
        return witness.cosigned(note)
                .orElseThrow(() -> new IOException(
                        "the cosigned checkpoint is not cosigned by the witness `" + witness.name() + "`"));
    }
}
