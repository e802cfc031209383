package org.consentgateway.server.road;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.consentgateway.server.upstream.HttpAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what the EHR answered and lets go what may go. Reading, deciding, recording and writing block, and run on a
 * worker; it completes when the last byte is written.
 */
public final class Release implements Step<Answered> {

    private static final Logger LOG = LoggerFactory.getLogger(Release.class);

    private final Conversations conversations;
    private final Executor workers;

    /** @param workers bounded; when none is free the answer is 503 */
    public Release(Conversations conversations, Executor workers) {
        this.conversations = conversations;
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
            workers.execute(() -> released.complete(release(answered)));
        } catch (RejectedExecutionException e) {
            answered.upstream().ifPresent(HttpAnswer::close);
            return CompletableFuture.completedFuture(Outcomes.fault(answered.ask(), Fault.OVERLOADED));
        }
        return released;
    }

    private Stage release(Answered answered) {
        try {
            return conversations.answer(answered);
        } catch (StoreUnavailable e) {
            return conversations.broken(answered.ask(), Fault.STORE_UNAVAILABLE);
        } catch (RuntimeException | Error e) {
            // a broken promise of our own, at the last hop that can act: closed, and no content in the log
            LOG.error("release failed: {}", e.getClass().getName());
            return conversations.broken(answered.ask(), Fault.INTERNAL);
        } finally {
            answered.upstream().ifPresent(HttpAnswer::close);
        }
    }
}
