package org.consentgateway.server.tlog;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** That a tree of hashes grew out of a smaller one and nothing before was changed (RFC 9162 section 2.1.4). */
public final class ConsistencyProof {

    /** More hashes than any proof has. */
    static final int MOST = 63;

    private final MerkleFrontier before;
    private final List<byte[]> since;
    private final List<byte[]> hashes = new ArrayList<>();

    private ConsistencyProof(MerkleFrontier before, List<byte[]> since) {
        this.before = before;
        this.since = since;
    }

    /**
     * The proof from a tree to the one that it becomes.
     *
     * @param since the contents of the leaves that were added
     */
    public static List<byte[]> of(MerkleFrontier before, List<byte[]> since) {
        if (before.size() == 0 || since.isEmpty()) return List.of();
        ConsistencyProof proof = new ConsistencyProof(before, since);
        proof.add(0, before.size() + since.size(), true);
        return proof.hashes;
    }

    private void add(long begin, long end, boolean known) {
        if (end == before.size()) {
            if (!known) hashes.add(before.subtree(begin));
            return;
        }
        long middle = begin + Long.highestOneBit(end - begin - 1);
        if (before.size() <= middle) {
            add(begin, middle, known);
            hashes.add(grown(middle, end));
        } else {
            add(middle, end, false);
            hashes.add(before.subtree(begin));
        }
    }

    private byte[] grown(long begin, long end) {
        MerkleFrontier part = new MerkleFrontier();
        for (long leaf = begin; leaf < end; leaf++) part.add(since.get((int) (leaf - before.size())));
        return part.root();
    }

    /** Whether the proof shows that the newer tree grew out of the older one. */
    static boolean shows(List<byte[]> proof, TreeHead older, TreeHead newer) {
        if (older.size() == newer.size()) return proof.isEmpty() && same(older.root(), newer.root());
        if (older.size() == 0) return proof.isEmpty();
        if (older.size() > newer.size() || proof.isEmpty()) return false;
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(older.size()) == 1) path.add(0, older.root());
        int shared = Long.numberOfTrailingZeros(older.size());
        return walked(path, (older.size() - 1) >> shared, (newer.size() - 1) >> shared, older, newer);
    }

    private static boolean walked(List<byte[]> path, long first, long second, TreeHead older, TreeHead newer) {
        long left = first;
        long right = second;
        byte[] was = path.get(0);
        byte[] is = path.get(0);
        for (byte[] hash : path.subList(1, path.size())) {
            if (right == 0) return false;
            if ((left & 1) == 1 || left == right) {
                was = MerkleFrontier.node(hash, was);
                is = MerkleFrontier.node(hash, is);
                while ((left & 1) == 0 && left != 0) {
                    left >>= 1;
                    right >>= 1;
                }
            } else {
                is = MerkleFrontier.node(is, hash);
            }
            left >>= 1;
            right >>= 1;
        }
        return right == 0 && same(was, older.root()) && same(is, newer.root());
    }

    private static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
