package org.consentgateway.server.adapter.oidc;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.Issuer.Registration;
import org.consentgateway.server.config.Issuer;

/**
 * The current actor of a token, RFC 8693 section 4.1; those before it in the chain are told and do not count.
 *
 * @param subject      at the same issuer
 * @param user         who of the EHR, where the claim says it
 * @param registration of the client that acts, where it is one
 */
record Acting(String subject, Fact<Reference> user, Optional<Registration> registration) {

    static Optional<Acting> of(Json.Obj token, Claims claims, Issuer issuer) throws Refused {
        if (token.get("act").isEmpty()) return Optional.empty();
        Json.Obj act = token.object("act").orElseThrow(() -> new Refused("the actor is malformed"));
        // a subject of one issuer is nobody at another
        if (act.get("iss").isPresent() && !act.text("iss").equals(Optional.of(issuer.url())))
            throw new Refused("an actor of another issuer");
        String subject = act.get("sub").isPresent() ? claims.subject(act) : claims.client(act);
        return Optional.of(new Acting(
                subject,
                claims.user(act, act),
                Optional.ofNullable(issuer.clients().get(subject))));
    }
}
