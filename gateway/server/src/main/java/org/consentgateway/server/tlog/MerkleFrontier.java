package org.consentgateway.server.tlog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A tree of hashes up to a size, as the roots of its full subtrees, the largest first (RFC 9162 section 2.1). It holds some
 * 30 hashes for a thousand million leaves. Not thread-safe.
 */
public final class MerkleFrontier {

    /** Bytes of a hash. */
    static final int HASH = 32;

    private final List<byte[]> roots;
    private long size;

    /** Of no leaves. */
    public MerkleFrontier() {
        this(0, List.of());
    }

    private MerkleFrontier(long size, List<byte[]> roots) {
        this.size = size;
        this.roots = new ArrayList<>(roots);
    }

    /** One that grows by itself. */
    public MerkleFrontier copy() {
        return new MerkleFrontier(size, roots);
    }

    /** Leaves, from the first. */
    public long size() {
        return size;
    }

    /** Adds a leaf by its content. */
    public void add(byte[] entry) {
        addHash(sha256(new byte[] {0}, entry));
    }

    void addHash(byte[] leaf) {
        byte[] root = leaf;
        for (long full = size; (full & 1) == 1; full >>= 1) root = node(roots.remove(roots.size() - 1), root);
        roots.add(root);
        size++;
    }

    /** The hash of the whole tree; of no leaves, that of nothing. */
    public byte[] root() {
        if (roots.isEmpty()) return sha256();
        byte[] root = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) root = node(roots.get(i), root);
        return root.clone();
    }

    /** The root of the full subtree that begins at a leaf. */
    byte[] subtree(long begin) {
        long at = 0;
        for (byte[] root : roots) {
            if (at == begin) return root;
            at += Long.highestOneBit(size - at);
        }
        throw new IllegalArgumentException("no full subtree begins at " + begin);
    }

    /** A line with its size, then one with each root. */
    public String text() {
        StringBuilder text = new StringBuilder().append(size).append('\n');
        for (byte[] root : roots)
            text.append(Base64.getEncoder().encodeToString(root)).append('\n');
        return text.toString();
    }

    /** Reads what {@link #text} wrote. */
    public static MerkleFrontier of(String text) throws MalformedNote {
        String[] lines = text.split("\n", -1);
        if (!lines[0].matches("[0-9]{1,18}")) throw new MalformedNote("a tree without a size");
        long size = Long.parseLong(lines[0]);
        List<byte[]> roots = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) roots.add(hash(lines[i]));
        if (roots.size() != Long.bitCount(size)) throw new MalformedNote("a tree of another size");
        return new MerkleFrontier(size, roots);
    }

    static byte[] hash(String base64) throws MalformedNote {
        try {
            byte[] hash = Base64.getDecoder().decode(base64);
            if (hash.length == HASH && Base64.getEncoder().encodeToString(hash).equals(base64)) return hash;
        } catch (IllegalArgumentException e) {
            throw new MalformedNote("a hash that is not base64");
        }
        throw new MalformedNote("a hash of another length");
    }

    static byte[] node(byte[] left, byte[] right) {
        return sha256(new byte[] {1}, left, right);
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) digest.update(part);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }
}
