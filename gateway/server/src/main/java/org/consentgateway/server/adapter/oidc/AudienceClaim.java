package org.consentgateway.server.adapter.oidc;

import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;

/** {@code aud}: one text or an array of texts; anything else names nobody. */
final class AudienceClaim {

    private AudienceClaim() {}

    static Set<String> of(Json.Obj claims) {
        Set<String> one = claims.text("aud").map(Set::of).orElse(Set.of());
        if (!one.isEmpty()) return one;
        return claims.items("aud").stream()
                .filter(Json.Text.class::isInstance)
                .map(item -> ((Json.Text) item).value())
                .collect(Collectors.toSet());
    }
}
