package org.consentgateway.server.road;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Interaction;

/** Who asks: the token is verified here, once. */
public final class Identify implements Step<Received> {

    private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Bearer");

    private final Tokens tokens;

    public Identify(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Class<Received> takes() {
        return Received.class;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Received received) {
        Ask ask = received.ask();
        Interaction interaction = ask.request().interaction();
        if (interaction == Interaction.CAPABILITIES || interaction == Interaction.SMART_CONFIGURATION)
            return CompletableFuture.completedFuture(new Identified(ask, Optional.empty(), Optional.empty()));
        if (received.credentials().isEmpty()) return CompletableFuture.completedFuture(unauthenticated(ask));
        Tokens.Credentials credentials = received.credentials().get();
        return tokens.verify(credentials).thenApply(verdict -> {
            if (verdict instanceof Tokens.Verdict.Valid valid)
                return new Identified(ask, Optional.of(valid.caller()), Optional.of(credentials.bearer()));
            if (verdict instanceof Tokens.Verdict.Undecidable) return Outcomes.fault(ask, Fault.ISSUER_UNAVAILABLE);
            boolean binding = verdict instanceof Tokens.Verdict.Invalid invalid && invalid.binding();
            return binding ? unauthenticated(ask).because(Reason.TOKEN_BINDING) : unauthenticated(ask);
        });
    }

    private static Refused unauthenticated(Ask ask) {
        return Refused.with(ask, 401, Outcomes.of(401), CHALLENGE).because(Reason.UNAUTHENTICATED);
    }
}
