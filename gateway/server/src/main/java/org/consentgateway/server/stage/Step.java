package org.consentgateway.server.stage;

import java.util.concurrent.CompletionStage;

/**
 * One step of the road, named in a route. It takes one stage and gives the next, or {@link Refused}, which stops the
 * route.
 *
 * @param <I> the stage that it takes
 */
public interface Step<I extends Stage> {

    /** The stage that it takes; any other body ends the route in an error, and nothing is forwarded. */
    Class<I> takes();

    /** Does the step; never blocks the calling thread. */
    CompletionStage<? extends Stage> apply(I stage);
}
