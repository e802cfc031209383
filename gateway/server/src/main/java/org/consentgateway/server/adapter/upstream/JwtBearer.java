package org.consentgateway.server.adapter.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.JWTBearerGrant;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.CalledServerAuth.AssertionSubject;
import org.consentgateway.server.port.CallerCredential;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpCall;

/** A token of the server's for the user, got by an assertion of ours that says who it is (RFC 7523 2.1); kept while it is good. */
final class JwtBearer implements OutboundCredential {

    private final CalledServerAuth.JwtBearer settings;
    private final TokenEndpoint endpoint;
    private final AssertionSigner signer;
    private final CallerTokens tokens = new CallerTokens();

    JwtBearer(CalledServerAuth.JwtBearer settings, TokenEndpoint endpoint, SigningKeys own) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.signer = AssertionSigner.of(settings.client().proof(), own);
    }

    /** Without a caller there is nobody to speak of, and no other credential takes their place. */
    @Override
    public CompletionStage<Map<String, String>> headers(HttpCall call) {
        Optional<CompletionStage<Map<String, String>>> asserted = call.caller()
                .map(CallerCredential::caller)
                .map(caller -> token(caller).thenApply(TokenEndpoint.Token::headers));
        return asserted.orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
    }

    @Override
    public boolean renew(Map<String, String> refused) {
        tokens.forget(Optional.ofNullable(refused.get(AUTHORIZATION)));
        return !refused.isEmpty();
    }

    private CompletableFuture<TokenEndpoint.Token> token(Caller caller) {
        Optional<String> subject = subject(caller);
        if (subject.isEmpty())
            return CompletableFuture.failedFuture(new FhirServer.Broken(Fault.UPSTREAM_REFUSES_CALLER, null));
        String actor = caller.actor().map(acting -> acting.name()).orElse("");
        return tokens.of(caller.subject() + "\n" + subject.get() + "\n" + actor, () -> ask(caller, subject.get()));
    }

    /** A system client has no {@code fhirUser}: it is no user of the server's. */
    private Optional<String> subject(Caller caller) {
        return settings.subject() == AssertionSubject.SUB
                ? Optional.of(caller.subject())
                : caller.user().map(Reference::toString);
    }

    private CompletableFuture<TokenEndpoint.Token> ask(Caller caller, String subject) {
        try {
            return endpoint.ask(new JWTBearerGrant(signer.sign(claims(caller, subject))));
        } catch (JOSEException | ParseException e) {
            return CompletableFuture.failedFuture(new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, e));
        }
    }

    /** RFC 7523 3; RFC 8693 4.1 for who acts. */
    private JWTClaimsSet claims(Caller caller, String subject) {
        AssertionSigner.Lifetime lifetime = AssertionSigner.Lifetime.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(settings.client().clientId())
                .subject(subject)
                .audience(settings.client().tokenUrl().toString())
                .issueTime(lifetime.issued())
                .expirationTime(lifetime.expires())
                .jwtID(lifetime.id().getValue());
        caller.user().ifPresent(user -> claims.claim("fhirUser", user.toString()));
        caller.actor().ifPresent(actor -> claims.claim("act", Map.of("sub", actor.name())));
        return claims.build();
    }
}
