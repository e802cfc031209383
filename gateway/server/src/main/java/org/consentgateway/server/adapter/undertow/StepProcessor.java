package org.consentgateway.server.adapter.undertow;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.jspecify.annotations.Nullable;

/** The one adapter from a step to a processor that a route can name: checks the stage, awaits, stops at a refusal. */
final class StepProcessor<I extends Stage> extends AsyncProcessorSupport {

    private final String name;
    private final Step<I> step;

    StepProcessor(String name, Step<I> step) {
        this.name = name;
        this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Object taken = exchange.getMessage().getBody();
        CompletableFuture<? extends Stage> next = next(taken);
        boolean synchronously = next.isDone();
        var unused = next.whenComplete((stage, failure) -> {
            end(exchange, taken, stage, failure);
            callback.done(synchronously);
        });
        return synchronously;
    }

    private CompletableFuture<? extends Stage> next(@Nullable Object body) {
        if (!step.takes().isInstance(body))
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "step `" + name + "` takes " + step.takes().getSimpleName() + ": a route left a step out"));
        try {
            return step.apply(step.takes().cast(body)).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void end(Exchange exchange, @Nullable Object taken, @Nullable Stage stage, @Nullable Throwable failure) {
        if (failure != null) {
            exchange.setException(failure);
        } else if (stage == null) {
            // Camel would go on with the body that it had
            exchange.setException(new IllegalStateException("step `" + name + "` gave no stage"));
        } else {
            boolean refused = stage instanceof Refused;
            exchange.getMessage().setBody(refused ? known((Refused) stage, taken) : stage);
            if (refused) exchange.setRouteStop(true);
        }
    }

    /** Whatever it failed at, the record names who asked. */
    private static Refused known(Refused refused, @Nullable Object taken) {
        if (refused.caller().isPresent() || !(taken instanceof Stage stage)) return refused;
        Optional<Caller> asked = RequestFacts.caller(stage);
        return asked.isPresent() ? refused.by(asked) : refused;
    }
}
