package org.consentgateway.server.road;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Interaction;

/** Who asks: what the one verifier said of the token, before anything of the body was read. */
public final class Identify implements Step<Received> {

    private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Bearer");

    @Override
    public Class<Received> takes() {
        return Received.class;
    }

    /** Whether the request is answered to anyone. */
    public static boolean isOpen(Ask ask) {
        Interaction interaction = ask.request().interaction();
        return interaction == Interaction.CAPABILITIES || interaction == Interaction.SMART_CONFIGURATION;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Received received) {
        return CompletableFuture.completedFuture(identified(received));
    }

    private static Stage identified(Received received) {
        Ask ask = received.ask();
        if (isOpen(ask)) return new Identified(ask, Optional.empty(), Optional.empty());
        if (received.verdict().isEmpty()) return unauthenticated(ask);
        Tokens.Verdict verdict = received.verdict().get();
        if (verdict instanceof Tokens.Verdict.Valid valid)
            return new Identified(
                    ask, Optional.of(valid.caller()), received.credentials().map(Tokens.Credentials::bearer));
        if (verdict instanceof Tokens.Verdict.Undecidable) return Outcomes.fault(ask, Fault.ISSUER_UNAVAILABLE);
        boolean binding = verdict instanceof Tokens.Verdict.Invalid invalid && invalid.binding();
        return binding ? unauthenticated(ask).because(Reason.TOKEN_BINDING) : unauthenticated(ask);
    }

    private static Refused unauthenticated(Ask ask) {
        return Refused.with(ask, 401, Outcomes.of(401), CHALLENGE).because(Reason.UNAUTHENTICATED);
    }
}
