package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.tlog.AddCheckpoint;
import org.consentgateway.server.tlog.ConsistencyProof;
import org.consentgateway.server.tlog.CosigningWitness;
import org.consentgateway.server.tlog.MalformedNote;
import org.consentgateway.server.tlog.MerkleFrontier;
import org.consentgateway.server.tlog.NoteSigner;
import org.consentgateway.server.tlog.SignedNote;
import org.consentgateway.server.tlog.TreeHead;
import org.consentgateway.server.tlog.VerifierKey;
import org.consentgateway.server.tlog.WitnessCall;

/**
 * Has a witness elsewhere cosign how far the trail was signed, and keeps its signature beside the trail. One thread.
 *
 * <p>The trail does not wait for it: what was not cosigned yet is cosigned when the witness can be asked again.
 */
public final class CosignedTrail {

    /** Records between two checkpoints at most, so that a proof over many is made in pieces. */
    private static final int STEP = 1 << 16;

    private static final int MOST_CONFLICTS = 3;

    private final Segments segments;
    private final TrailTree trees;
    private final Keys keys;
    private final VerifierKey key;
    private final WitnessCall witness;
    private final Dependencies.Dependency told;
    private final NoteSigner signer;
    private MerkleFrontier tree;
    private long cosigned;
    private volatile boolean contradicted;

    /**
     * Of a trail that has records.
     *
     * @param key     of the witness
     * @param witness how it is asked
     * @throws IOException where the trail cannot be read, or what of it was cosigned
     */
    public CosignedTrail(Path dataFolder, Keys keys, VerifierKey key, WitnessCall witness, Dependencies.Dependency told)
            throws IOException {
        this.segments = Segments.of(dataFolder);
        this.trees = new TrailTree(segments);
        this.keys = keys;
        this.key = key;
        this.witness = witness;
        this.told = told;
        String origin =
                CosignedCheckpoint.origin(Segments.trail(segments.inOrder().get(0)));
        this.signer = new NoteSigner(origin, VerifierKey.Use.NOTE, keys.signing());
        write(CosignedCheckpoint.log(segments), signer.verifier().text() + "\n");
        this.cosigned = CosignedCheckpoint.of(segments)
                .filter(one -> one.head().origin().equals(origin))
                .map(one -> one.head().size())
                .orElse(0L);
        this.tree = trees.kept(cosigned).orElseGet(MerkleFrontier::new);
    }

    /** By which the witness knows this trail: a line of its {@code logs}. */
    public VerifierKey verifier() {
        return signer.verifier();
    }

    /** Records that the witness has cosigned. */
    public long cosigned() {
        return cosigned;
    }

    /** Whether the witness has cosigned another trail than this one, or more of it than there is. */
    public boolean contradicted() {
        return contradicted;
    }

    /** Asks for what was signed since; what stands in the way is told. */
    public void ask() {
        try {
            long signed = signed();
            int conflicts = 0;
            while (cosigned < signed
                    && conflicts < MOST_CONFLICTS
                    && !Thread.currentThread().isInterrupted()) {
                long next = Math.max(tree.size(), Math.min(signed, tree.size() + STEP));
                CosigningWitness.Reply reply = step(next);
                if (reply.status() == 409 && goneOn(reply, signed)) conflicts++;
                else if (reply.status() != 200) return;
            }
        } catch (IOException e) {
            told.failed("did not cosign the trail, or it could not be read: see `audit.witness.url`");
        }
    }

    private long signed() throws IOException {
        if (!Files.exists(segments.checkpoint())) return 0;
        return Checkpoint.verified(
                        Files.readAllBytes(segments.checkpoint()),
                        keys.signing().getPublic())
                .size();
    }

    private CosigningWitness.Reply step(long next) throws IOException {
        List<byte[]> since = trees.hashes(tree.size(), next);
        MerkleFrontier grown = tree.copy();
        since.forEach(grown::add);
        SignedNote note = signer.note(TreeHead.of(signer.verifier().name(), grown));
        CosigningWitness.Reply reply =
                witness.add(new AddCheckpoint(tree.size(), ConsistencyProof.of(tree, since), note));
        switch (reply.status()) {
            case 200 -> keep(note, reply.body(), grown);
            case 404 -> told.failed("does not know this trail: give it the line in `audit/log.vkey` of `data.dir`");
            case 409 -> {}
            case 422 -> contradict();
            default -> told.failed("answers " + reply.status() + " when it should cosign: see `audit.witness.url`");
        }
        return reply;
    }

    /** Both signatures, then where the tree stands: a process that is killed between asks for the same again. */
    private void keep(SignedNote note, String signatures, MerkleFrontier grown) throws IOException {
        SignedNote with;
        try {
            with = note.with(SignedNote.signatures(signatures));
        } catch (MalformedNote e) {
            throw new IOException("the witness answers no signature", e);
        }
        if (key.cosigned(with).isEmpty()) {
            told.failed("cosigned with another key than `audit.witness.key`");
            throw new IOException("another key");
        }
        write(CosignedCheckpoint.witness(segments), key.text() + "\n");
        write(CosignedCheckpoint.file(segments), with.text());
        trees.keep(grown, Disk.real());
        tree = grown;
        cosigned = grown.size();
        contradicted = false;
        told.usable();
    }

    /** Whether it can be gone on from where the witness says that it stands. */
    private boolean goneOn(CosigningWitness.Reply reply, long signed) throws IOException {
        OptionalLong known = size(reply);
        if (known.isEmpty()) throw new IOException("a conflict without a size");
        if (known.getAsLong() > signed || known.getAsLong() == tree.size()) {
            contradict();
            return false;
        }
        tree = trees.at(known.getAsLong());
        return true;
    }

    private static OptionalLong size(CosigningWitness.Reply reply) {
        String body = reply.body().strip();
        return reply.type().startsWith(CosigningWitness.SIZE_TYPE) && body.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(body))
                : OptionalLong.empty();
    }

    private void contradict() {
        contradicted = true;
        told.failed(
                "has cosigned another trail than this one, or more of it than there is: keep `data.dir` as it is, take"
                        + " a copy, and run `gateway.jar verify-audit`");
    }

    private static void write(Path file, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && java.util.Arrays.equals(Files.readAllBytes(file), bytes)) return;
        Disk.real().replace(file, bytes);
    }
}
