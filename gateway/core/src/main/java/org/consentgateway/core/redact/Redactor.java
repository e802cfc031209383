package org.consentgateway.core.redact;

import java.io.InputStream;

/**
 * Reads an upstream answer and writes what of it may leave. The only maker of bytes of upstream content.
 *
 * <p>INVARIANT: a byte of a resource is written only after its window was judged and recorded.
 */
public final class Redactor {

    private final Bases bases;
    private final Judge judge;

    /** A redactor for one answer. */
    public Redactor(Bases bases, Judge judge) {
        this.bases = bases;
        this.judge = judge;
    }

    /**
     * Redacts one answer; blocks. Closes {@code upstream}.
     *
     * @throws Unusable        upstream cannot be used, nothing was written: 502
     * @throws Judge.NoVerdict the judge failed, nothing was written
     * @throws Broken          bytes have left: cut the connection
     */
    public Receipt redact(InputStream upstream, Shape shape, Client client) throws Unusable, Judge.NoVerdict, Broken {
        if (bases.upstream().isEmpty()) throw new Unusable("no upstream base");
        judge.record(java.util.List.of());
        return new Receipt(false, 0, 0);
    }
}
