package org.consentgateway.server.pipeline;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.consentgateway.core.request.Refusal;
import org.consentgateway.server.authorize.AnswerAudit;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.authorize.UnauthenticatedRefusals;
import org.consentgateway.server.interaction.ResponseReleaser;
import org.consentgateway.server.interaction.TimingGrid;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.RefusalRecorder;
import org.consentgateway.server.stage.Refused;

/**
 * Ends a refused request: its decision is on disk before the answer leaves, and what says that something is not there
 * leaves on the grid.
 */
public final class RefusalWriter implements RefusalRecorder {

    private final Trail trail;
    private final Records records;
    private final UnauthenticatedRefusals anonymous;
    private final TimingGrid grid;
    private final Executor workers;

    public RefusalWriter(
            Trail trail, Records records, UnauthenticatedRefusals anonymous, TimingGrid grid, Executor workers) {
        this.trail = trail;
        this.records = records;
        this.anonymous = anonymous;
        this.grid = grid;
        this.workers = workers;
    }

    /** Records, and waits for the grid. */
    @Override
    public CompletionStage<Refused> record(Refused refused) {
        if (refused.caller().isEmpty() && !refused.recorded()) {
            Optional<String> counted = anonymous.counted(refused.ask().reply().client());
            if (counted.isPresent()) return onGrid(refused.countedAs(counted.get()));
        }
        CompletableFuture<Refused> recorded = new CompletableFuture<>();
        try {
            workers.execute(() -> recorded.complete(written(refused)));
        } catch (RejectedExecutionException e) {
            recorded.complete(Outcomes.fault(refused.ask(), Fault.OVERLOADED));
        }
        return recorded.thenCompose(this::onGrid);
    }

    @Override
    public void misread(String requestId, Optional<InetAddress> client, Refusal refusal, Consumer<String> answer) {
        Optional<String> counted = anonymous.counted(client);
        if (counted.isPresent()) {
            answer.accept(counted.get());
            return;
        }
        Trail.Entry entry = records.refused(
                requestId,
                Optional.empty(),
                new Records.Asked("unread", "", Map.of()),
                Set.of(),
                refusal.status() + " " + refusal.issue(),
                Set.of(Outcomes.reason(refusal.why())));
        try {
            workers.execute(() -> {
                try {
                    trail.commit(List.of(entry));
                } catch (Trail.Unavailable e) {
                    // the answer says nothing of any patient, so it may go; readiness tells of the disk
                } finally {
                    answer.accept(requestId);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.accept(requestId);
        }
    }

    private Refused written(Refused refused) {
        if (refused.recorded()) {
            // the decision stands; what came of it after that is told of its end
            trail.append(records.refusedAfter(refused.ask().id(), refused.status(), refused.why()));
            return refused;
        }
        try {
            trail.commit(List.of(AnswerAudit.through(
                    refused.ask().reply(),
                    records.refused(
                            refused.ask().id(),
                            refused.caller(),
                            ResponseReleaser.asked(refused.ask().request()),
                            Set.of(),
                            refused.status() + " " + refused.outcome().code(),
                            refused.why().map(Set::of).orElse(Set.of()),
                            refused.cause().flatMap(Refused.Cause::check)))));
            return refused;
        } catch (Trail.Unavailable e) {
            return Outcomes.fault(refused.ask(), Fault.AUDIT_UNAVAILABLE);
        }
    }

    private CompletionStage<Refused> onGrid(Refused refused) {
        if (refused.bill().isEmpty()) return CompletableFuture.completedFuture(refused);
        return grid.end(refused.ask().arrived(), refused.bill().get().calls().size())
                .thenApply(nothing -> refused);
    }
}
