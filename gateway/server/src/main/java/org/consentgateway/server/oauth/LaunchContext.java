package org.consentgateway.server.oauth;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.interaction.PointerLookUps;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;

/**
 * Closes an answer of the authorization server for whoever its token names. A token that the gateway cannot verify names
 * nobody: then nothing is left that could point at something hidden.
 */
public final class LaunchContext implements OAuthPass.Closing {

    private static final int SECONDS = 10;

    private final FhirVersion fhir;
    private final AccessTokenVerifier tokens;
    private final PointerLookUps lookUps;

    /** @param fhir which resource types an answer may name */
    public LaunchContext(FhirVersion fhir, AccessTokenVerifier tokens, PointerLookUps lookUps) {
        this.fhir = fhir;
        this.tokens = tokens;
        this.lookUps = lookUps;
    }

    @Override
    public Json.Obj closed(Json.Obj answer, Optional<String> token, String requestId) {
        PointerLookUps.Answer asked = lookUps.of(token.flatMap(this::caller), requestId);
        Json.Obj closed = new AnswerPointers(fhir, asked::isHidden, lookUps::mayHide).closed(answer);
        asked.settle();
        return closed;
    }

    private Optional<Caller> caller(String token) {
        var credentials = new AccessTokenVerifier.PresentedToken(
                token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        try {
            Verdict verdict = tokens.verify(credentials).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            return verdict instanceof Verdict.Valid valid ? Optional.of(valid.caller()) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return Optional.empty();
        }
    }
}
