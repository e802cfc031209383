package org.consentgateway.server.adapter.oidc;

import java.util.Set;
import org.consentgateway.core.json.Json;
import org.keycloak.util.TokenUtil;

/** What marks a token as something else than an access token, whoever issued it. */
final class AccessTokens {

    private static final Set<String> USED = Set.of("access", "access_token");

    private AccessTokens() {}

    static void check(Json.Obj claims) throws TokenRefused {
        // Keycloak marks its tokens: an ID, refresh, offline or logout token is no access token
        boolean kind = claims.text("typ")
                .map(type -> type.equalsIgnoreCase(TokenUtil.TOKEN_TYPE_BEARER)
                        || type.equalsIgnoreCase(TokenUtil.TOKEN_TYPE_DPOP))
                .orElse(true);
        // Cognito, and RFC 7662 of a token that is no access token
        boolean use = claims.text("token_use").map(USED::contains).orElse(true);
        boolean introspected = claims.text("token_type")
                .map(type -> type.equalsIgnoreCase("Bearer")
                        || type.equalsIgnoreCase("DPoP")
                        || type.equalsIgnoreCase("access_token"))
                .orElse(true);
        boolean idToken =
                claims.get("at_hash").isPresent() || claims.get("c_hash").isPresent();
        if (!kind || !use || !introspected || idToken || claims.get("events").isPresent())
            throw new TokenRefused("type");
    }
}
