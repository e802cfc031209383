package org.consentgateway.server.pipeline;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/**
 * Puts a request off: 503 and a time to come back. A route says which requests it is for; who is unknown is 401 before.
 */
public final class Maintenance implements Step<Identified> {

    // long enough that apps do not hammer an EHR that is coming up, short enough that nobody waits for nothing
    private static final String RETRY_AFTER = "120";
    private static final Outcome OUTCOME = new Outcome("transient", "under maintenance, try again later");

    @Override
    public Class<Identified> takes() {
        return Identified.class;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Identified identified) {
        return CompletableFuture.completedFuture(
                Refused.with(identified.ask(), 503, OUTCOME, Map.of("Retry-After", RETRY_AFTER))
                        .by(identified.caller()));
    }
}
