package org.consentgateway.server.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.CallerCredential;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.TokenChecks;
import org.consentgateway.server.stage.Challenge;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/** Who asks: what the one verifier said of the token, before anything of the body was read. */
public final class Identify implements Step<Received> {

    private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Bearer");

    @Override
    public Class<Received> takes() {
        return Received.class;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Received received) {
        return CompletableFuture.completedFuture(identified(received));
    }

    private static Stage identified(Received received) {
        RequestContext ask = received.ask();
        if (ask.isOpen()) return new Identified(ask, Optional.empty(), Optional.empty());
        if (received.verdict().isEmpty()) return unauthenticated(ask, CHALLENGE, TokenChecks.ABSENT);
        AccessTokenVerifier.Verdict verdict = received.verdict().get();
        if (verdict instanceof AccessTokenVerifier.Verdict.Valid valid)
            return new Identified(
                    ask,
                    Optional.of(valid.caller()),
                    received.credentials()
                            .map(shown -> new CallerCredential(shown.bearer(), valid.caller(), shown.passed())));
        if (verdict instanceof AccessTokenVerifier.Verdict.Undecidable unasked)
            return Outcomes.fault(ask, Fault.ISSUER_UNAVAILABLE).because(Reason.UNAVAILABLE, unasked.why());
        return refused(ask, (AccessTokenVerifier.Verdict.Invalid) verdict);
    }

    private static Refused refused(RequestContext ask, AccessTokenVerifier.Verdict.Invalid invalid) {
        // RFC 6750 section 3.1: the token is genuine, and what is missing in it is for whoever holds it to mend
        Map<String, String> challenge =
                invalid.told().map(what -> Challenge.of("invalid_token", what)).orElseGet(Challenge::ofToken);
        Refused refused = unauthenticated(ask, challenge, invalid.why());
        return invalid.binding() ? refused.because(Reason.TOKEN_BINDING, invalid.why()) : refused;
    }

    /** RFC 6750 section 3.1: a request without a token is told no error. */
    private static Refused unauthenticated(RequestContext ask, Map<String, String> challenge, String check) {
        return Refused.with(ask, 401, Outcomes.of(401), challenge).because(Reason.UNAUTHENTICATED, check);
    }
}
