package org.consentgateway.server.adapter.oidc;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.config.Issuer.Registration;

/**
 * The current actor of a token, RFC 8693 section 4.1; those before it in the chain give nothing, but must be of the same issuer.
 *
 * @param subject      at the same issuer
 * @param user         who of the EHR, where the claim says it
 * @param registration of the client that acts, where it is one
 */
record Acting(String subject, SourcedClaim<Reference> user, Optional<Registration> registration) {

    static Optional<Acting> of(Json.Obj token, Claims claims, Issuer issuer) throws TokenRefused {
        if (token.get("act").isEmpty()) return Optional.empty();
        Json.Obj act = actor(token);
        checkChain(act, issuer);
        String subject = act.get("sub").isPresent() ? claims.subject(act) : claims.client(act);
        return Optional.of(new Acting(
                subject,
                claims.user(act, act),
                Optional.ofNullable(issuer.clients().get(subject))));
    }

    /** A subject of one issuer is nobody at another, wherever in the chain it stands. */
    private static void checkChain(Json.Obj last, Issuer issuer) throws TokenRefused {
        for (Json.Obj act = last; ; act = actor(act)) {
            if (act.get("iss").isPresent() && !act.text("iss").equals(Optional.of(issuer.url())))
                throw new TokenRefused("an actor of another issuer");
            if (act.get("act").isEmpty()) return;
        }
    }

    private static Json.Obj actor(Json.Obj of) throws TokenRefused {
        return of.object("act").orElseThrow(() -> new TokenRefused("the actor is malformed"));
    }
}
