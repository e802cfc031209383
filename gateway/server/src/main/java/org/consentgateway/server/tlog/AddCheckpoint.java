package org.consentgateway.server.tlog;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a witness is asked (c2sp.org/tlog-witness, {@code add-checkpoint}).
 *
 * @param oldSize the size that it cosigned last, as the log thinks
 * @param proof   that the checkpoint grew out of that
 */
public record AddCheckpoint(long oldSize, List<byte[]> proof, SignedNote checkpoint) {

    private static final String OLD = "old ";

    public AddCheckpoint {
        proof = List.copyOf(proof);
    }

    /** The body of the request. */
    public String text() {
        StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
        for (byte[] hash : proof)
            text.append(Base64.getEncoder().encodeToString(hash)).append('\n');
        return text.append('\n').append(checkpoint.text()).toString();
    }

    /** Reads the body of a request. */
    public static AddCheckpoint of(String text) throws MalformedNote {
        int end = text.indexOf("\n\n");
        if (!text.startsWith(OLD) || end < 0) throw new MalformedNote("a request without an old size");
        String[] lines = text.substring(0, end).split("\n", -1);
        if (lines.length - 1 > ConsistencyProof.MOST) throw new MalformedNote("a proof that is too long");
        List<byte[]> proof = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) proof.add(MerkleFrontier.hash(lines[i]));
        long oldSize = TreeHead.size(lines[0].substring(OLD.length()));
        return new AddCheckpoint(oldSize, proof, SignedNote.of(text.substring(end + 2)));
    }
}
