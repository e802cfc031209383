package org.consentgateway.server.adapter.audit;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.tlog.AddCheckpoint;
import org.consentgateway.server.tlog.ConsistencyProof;
import org.consentgateway.server.tlog.MerkleFrontier;
import org.consentgateway.server.tlog.NoteSigner;
import org.consentgateway.server.tlog.TreeHead;
import org.consentgateway.server.tlog.VerifierKey;

/** A log in memory that asks for cosignatures as a log should, and as none should. */
final class GrowingLog {

    final NoteSigner signer;
    private final List<byte[]> entries = new ArrayList<>();

    GrowingLog(String origin) throws GeneralSecurityException {
        this(new NoteSigner(
                origin,
                VerifierKey.Use.NOTE,
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair()));
    }

    private GrowingLog(NoteSigner signer) {
        this.signer = signer;
    }

    /** Entries that nobody else has. */
    GrowingLog grow(int size) {
        while (entries.size() < size)
            entries.add(ByteBuffer.allocate(32)
                    .putInt(System.identityHashCode(this))
                    .putInt(entries.size())
                    .array());
        return this;
    }

    /** One under the same key that has other entries from there on. */
    GrowingLog fork(int at) {
        GrowingLog fork = new GrowingLog(signer);
        fork.entries.addAll(entries.subList(0, at));
        return fork;
    }

    TreeHead head(int size) {
        return TreeHead.of(signer.verifier().name(), tree(size));
    }

    AddCheckpoint asks(int old, int size) {
        List<byte[]> proof = old > size ? List.of() : ConsistencyProof.of(tree(old), entries.subList(old, size));
        return new AddCheckpoint(old, proof, signer.note(head(size)));
    }

    private MerkleFrontier tree(int size) {
        MerkleFrontier tree = new MerkleFrontier();
        entries.subList(0, size).forEach(tree::add);
        return tree;
    }
}
