package org.consentgateway.server.pipeline;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.consentgateway.server.interaction.HeldReply;
import org.consentgateway.server.interaction.InteractionDispatcher;
import org.consentgateway.server.interaction.NotFoundTiming;
import org.consentgateway.server.interaction.RequestEnds;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what the EHR answered and lets go what may go. Reading, deciding, recording and writing block, and run on a
 * worker; it completes when the last byte is written.
 */
public final class Release implements Step<Answered> {

    private static final Logger LOG = LoggerFactory.getLogger(Release.class);

    private final InteractionDispatcher dispatcher;
    private final Executor workers;

    /** @param workers bounded; when none is free the answer is 503 */
    public Release(InteractionDispatcher dispatcher, Executor workers) {
        this.dispatcher = dispatcher;
        this.workers = workers;
    }

    @Override
    public Class<Answered> takes() {
        return Answered.class;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Answered answered) {
        CompletableFuture<Stage> released = new CompletableFuture<>();
        try {
            workers.execute(() -> leave(answered, release(answered), released));
        } catch (RejectedExecutionException e) {
            answered.upstream().ifPresent(HttpAnswer::close);
            return CompletableFuture.completedFuture(Outcomes.fault(answered.ask(), Fault.OVERLOADED));
        }
        return released;
    }

    /** What waits for the grid holds no thread meanwhile. */
    private void leave(Answered answered, NotFoundTiming.Settled settled, CompletableFuture<Stage> released) {
        if (settled.kept().isEmpty() || settled.bill().isEmpty()) {
            released.complete(settled.stage());
            return;
        }
        HeldReply kept = settled.kept().get();
        var unused = dispatcher
                .grid()
                .end(answered.ask().arrived(), settled.bill().get().calls().size())
                .thenRunAsync(
                        () -> {
                            try {
                                kept.release();
                                released.complete(settled.stage());
                            } catch (IOException e) {
                                released.complete(cut(answered));
                            }
                        },
                        workers)
                .exceptionally(failure -> {
                    released.complete(cut(answered));
                    return null;
                });
    }

    private static Stage cut(Answered answered) {
        answered.ask().reply().cut();
        return RequestEnds.cut(answered.ask(), answered.caller());
    }

    private NotFoundTiming.Settled release(Answered answered) {
        try {
            return dispatcher.settle(answered);
        } catch (StoreUnavailable e) {
            return NotFoundTiming.Settled.atOnce(dispatcher.broken(answered.ask(), Fault.STORE_UNAVAILABLE));
        } catch (RuntimeException | Error e) {
            // a broken promise of our own, at the last hop that can act: closed, and no content in the log
            LOG.error("release failed: {}", e.getClass().getName());
            return NotFoundTiming.Settled.atOnce(dispatcher.broken(answered.ask(), Fault.INTERNAL));
        } finally {
            answered.upstream().ifPresent(HttpAnswer::close);
        }
    }
}
