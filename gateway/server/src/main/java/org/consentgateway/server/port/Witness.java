package org.consentgateway.server.port;

import java.util.List;

/** A place apart from the trail that knows how far it was signed, so that a checkpoint cannot be taken away with the tail. */
public interface Witness {

    /**
     * A trail as it was signed.
     *
     * @param trail SHA-256 of its first frame, hexadecimal: no two trails begin alike
     * @param size  records, from the first
     * @param head  SHA-256 of the last of them, hexadecimal
     */
    record Signed(String trail, long size, String head) {}

    /** Remembers that; called often, by one thread, which it may hold. */
    void remember(Signed signed);

    /** What it knows, of every trail. */
    List<Signed> known();
}
