package org.consentgateway.server.operations;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A document of another server, read again when it is no longer fresh; while it cannot be read the last one holds. */
final class LastKnown<T> {

    private static final Duration FRESH = Duration.ofMinutes(10);
    private final Supplier<Optional<T>> reading;
    private final Duration again;
    private Optional<T> known = Optional.empty();
    private long due = System.nanoTime();

    /** @param again how long a reading that failed is not repeated */
    LastKnown(Supplier<Optional<T>> reading, Duration again) {
        this.reading = reading;
        this.again = again;
    }

    /** Blocks while it is read; one reads for all. */
    synchronized Optional<T> get() {
        if (System.nanoTime() - due < 0) return known;
        Optional<T> read = reading.get();
        due = System.nanoTime() + (read.isPresent() ? FRESH : again).toNanos();
        known = read.or(() -> known);
        return known;
    }
}
