package org.consentgateway.server.road;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.audit.Records;

/**
 * Ends a refused request: its decision is on disk before the answer leaves, and a 404 leaves on a fixed grid of time, so
 * that hidden and missing cannot be told apart by a clock.
 */
public final class Closing {

    private final Trail trail;
    private final Records records;
    private final Duration grid;
    private final Executor workers;

    public Closing(Trail trail, Records records, Duration grid, Executor workers) {
        this.trail = trail;
        this.records = records;
        this.grid = grid;
        this.workers = workers;
    }

    /** Records, waits for the grid, gives what is to be answered: the refusal, or 503 where no record can be made. */
    public CompletionStage<Refused> close(Refused refused) {
        CompletableFuture<Refused> recorded = new CompletableFuture<>();
        try {
            workers.execute(() -> recorded.complete(record(refused)));
        } catch (RejectedExecutionException e) {
            recorded.complete(Outcomes.fault(refused.ask(), Fault.OVERLOADED));
        }
        return recorded.thenCompose(this::onGrid);
    }

    private Refused record(Refused refused) {
        if (refused.recorded()) return refused;
        try {
            trail.commit(java.util.List.of(records.refused(
                    refused.ask().id(),
                    refused.caller(),
                    Telling.asked(refused.ask().request()),
                    Set.of(),
                    refused.status() + " " + refused.outcome().code())));
            return refused;
        } catch (Trail.Unavailable e) {
            return Outcomes.fault(refused.ask(), Fault.AUDIT_UNAVAILABLE);
        }
    }

    private CompletionStage<Refused> onGrid(Refused refused) {
        boolean timed = refused.status() == 404 && refused.ask().request().id().isPresent();
        if (!timed || grid.isZero()) return CompletableFuture.completedFuture(refused);
        long step = grid.toNanos();
        long since = System.nanoTime() - refused.ask().arrived();
        long wait = (since / step + 1) * step - since;
        CompletableFuture<Refused> later = new CompletableFuture<>();
        return later.completeOnTimeout(refused, wait, TimeUnit.NANOSECONDS);
    }
}
