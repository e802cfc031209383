package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.consentgateway.server.tlog.MerkleFrontier;
import org.consentgateway.server.tlog.TreeHead;
import org.consentgateway.server.tlog.VerifierKey;

/** Holds a trail that is read through against what a witness cosigned of it. */
final class TreeVerification {

    private Optional<CosignedCheckpoint> cosigned = Optional.empty();
    private Optional<MerkleFrontier> tree = Optional.empty();
    private String by = "";
    private long begun;
    private boolean same;
    private Optional<TrailTree> kept = Optional.empty();

    /**
     * Reads what was cosigned, before the trail is read: it grows.
     *
     * @param witness must have cosigned it; empty: the key beside the trail is believed, where there is one
     * @throws IOException where something of it is not as it was signed
     */
    void expect(Segments segments, Optional<VerifierKey> witness) throws IOException {
        cosigned = CosignedCheckpoint.of(segments);
        kept = Optional.of(new TrailTree(segments));
        if (cosigned.isEmpty()) {
            if (witness.isPresent()) throw new IOException("what the witness cosigned is missing");
            return;
        }
        VerifierKey key = witness.isPresent() ? witness.get() : CosignedCheckpoint.witnessBeside(segments);
        PublicKey trail = Checkpoint.publicKey(Files.readAllBytes(segments.publicKey()));
        Instant at = cosigned.get().verified(trail, key);
        by = "cosigned up to " + cosigned.get().head().size() + " by the witness `" + key.name() + "` at " + at
                + (witness.isPresent() ? "" : "; its key is the one beside the trail, `--witness` takes yours");
    }

    /** From which record on it is read. */
    void begin(long archived) throws IOException {
        begun = archived;
        tree = cosigned.isPresent() && kept.isPresent() ? kept.get().kept(archived) : Optional.empty();
        compare();
    }

    /** The next frame's hash. */
    void add(byte[] hash) {
        if (tree.isEmpty() || same) return;
        tree.get().add(hash);
        compare();
    }

    private void compare() {
        if (tree.isEmpty() || cosigned.isEmpty()) return;
        TreeHead head = cosigned.get().head();
        if (tree.get().size() == head.size()) same = head.equals(TreeHead.of(head.origin(), tree.get()));
    }

    /**
     * What is to be said of it; empty where nothing was cosigned.
     *
     * @throws IOException where the trail is not the one that was cosigned
     */
    Optional<String> end(long verified, String trail) throws IOException {
        if (cosigned.isEmpty()) return Optional.empty();
        TreeHead head = cosigned.get().head();
        if (head.size() > verified)
            throw new IOException(
                    "records after " + verified + " are missing, the witness cosigned up to " + head.size());
        if (!head.origin().equals(CosignedCheckpoint.origin(trail)))
            throw new IOException("the witness cosigned another trail");
        if (tree.isEmpty())
            return Optional.of(
                    by + "; not compared, since records up to " + begun + " were archived without their tree");
        if (!same) throw new IOException("the trail is not the one that the witness cosigned");
        return Optional.of(by);
    }
}
