package org.consentgateway.server.authorize;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether the EHR searches DocumentReferences by the location of their attachment, as far as it was seen. */
public final class AttachmentLocationSearch {

    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private volatile Optional<Long> refused = Optional.empty();

    /** @param nanoTime monotonic clock */
    public AttachmentLocationSearch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether it is worth asking: it was not seen lately that the EHR cannot. */
    boolean mayAsk() {
        return refused.filter(at -> nanoTime.getAsLong() - at < AGAIN.toNanos()).isEmpty();
    }

    /** It was asked, and refused or answered with what was not asked for. */
    void unanswered() {
        refused = Optional.of(nanoTime.getAsLong());
    }
}
