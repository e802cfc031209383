package org.consentgateway.server.tlog;

import java.util.Base64;
import java.util.Objects;

/**
 * What a checkpoint says (c2sp.org/tlog-checkpoint): how large a log is, and the hash of its tree.
 *
 * @param origin what tells the log from every other
 */
public record TreeHead(String origin, long size, byte[] root) {

    public TreeHead {
        Objects.requireNonNull(origin);
        root = root.clone();
    }

    @Override
    public byte[] root() {
        return root.clone();
    }

    /** Of a tree as it stands. */
    public static TreeHead of(String origin, MerkleFrontier tree) {
        return new TreeHead(origin, tree.size(), tree.root());
    }

    /** The three lines that are signed. */
    public String body() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Reads the first three lines of a note; further ones are the log's own. */
    public static TreeHead of(String body) throws MalformedNote {
        String[] lines = body.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty()) throw new MalformedNote("a checkpoint of less than three lines");
        return new TreeHead(lines[0], size(lines[1]), MerkleFrontier.hash(lines[2]));
    }

    static long size(String decimal) throws MalformedNote {
        if (!decimal.matches("0|[1-9][0-9]{0,17}")) throw new MalformedNote("a size that is no number");
        return Long.parseLong(decimal);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHead that && body().equals(that.body());
    }

    @Override
    public int hashCode() {
        return body().hashCode();
    }
}
