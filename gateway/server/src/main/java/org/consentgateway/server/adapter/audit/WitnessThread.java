package org.consentgateway.server.adapter.audit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Witness;
import org.jspecify.annotations.Nullable;

/** Tells a witness how far the trail was signed, on a thread that only does that: the trail does not wait for a database. */
final class WitnessThread {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final AtomicReference<Witness.@Nullable Signed> unwitnessed = new AtomicReference<>();
    private volatile boolean ended;
    private @Nullable Thread witnessing;

    void start(Witness witness, Dependencies.Dependency told) {
        Thread thread = new Thread(() -> run(witness, told), "audit-witness");
        thread.setDaemon(true);
        witnessing = thread;
        thread.start();
    }

    /** The newest alone counts. */
    void tell(Witness.Signed known) {
        unwitnessed.set(known);
    }

    private void run(Witness witness, Dependencies.Dependency told) {
        while (true) {
            Witness.Signed next = unwitnessed.getAndSet(null);
            if (next != null) {
                try {
                    witness.remember(next);
                    told.usable();
                } catch (RuntimeException e) {
                    if (ended) return;
                    told.failed("cannot be told how far the trail is signed: see `database.url`");
                    unwitnessed.compareAndSet(null, next); // again, unless there is a newer one
                }
            } else if (ended) {
                return;
            }
            if (!ended) LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Ends when it has told what it knows, or cannot; waits for a moment. */
    void end() {
        ended = true;
        if (witnessing == null) return;
        LockSupport.unpark(witnessing);
        try {
            witnessing.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
