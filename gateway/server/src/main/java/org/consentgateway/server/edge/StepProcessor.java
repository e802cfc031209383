package org.consentgateway.server.edge;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.consentgateway.server.road.Refused;
import org.consentgateway.server.road.Stage;
import org.consentgateway.server.road.Step;

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
        Object body = exchange.getMessage().getBody();
        if (!step.takes().isInstance(body)) {
            exchange.setException(new IllegalStateException(
                    "step `" + name + "` takes " + step.takes().getSimpleName() + ": a route left a step out"));
            callback.done(true);
            return true;
        }
        CompletableFuture<? extends Stage> next =
                step.apply(step.takes().cast(body)).toCompletableFuture();
        boolean synchronously = next.isDone();
        var unused = next.whenComplete((stage, failure) -> {
            if (failure != null) {
                exchange.setException(failure);
            } else {
                exchange.getMessage().setBody(stage);
                if (stage instanceof Refused) exchange.setRouteStop(true);
            }
            callback.done(synchronously);
        });
        return synchronously;
    }
}
