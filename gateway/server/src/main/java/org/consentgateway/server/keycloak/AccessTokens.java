package org.consentgateway.server.keycloak;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Role;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/** Keycloak's own model of a token, filled from claims that were verified; the wire is never parsed a second time. */
final class AccessTokens {

    private AccessTokens() {}

    static AccessToken of(Json.Obj claims) {
        AccessToken token = new AccessToken();
        claims.text("typ").ifPresent(token::type);
        claims.object("realm_access").ifPresent(access -> token.setRealmAccess(access(access)));
        token.setResourceAccess(resources(claims.object("resource_access")));
        claims.text("scope").ifPresent(token::setScope);
        claims.object("cnf").ifPresent(cnf -> {
            AccessToken.Confirmation confirmation = new AccessToken.Confirmation();
            cnf.text("x5t#S256").ifPresent(confirmation::setCertThumbprint);
            cnf.text("jkt").ifPresent(confirmation::setKeyThumbprint);
            token.setConfirmation(confirmation);
        });
        return token;
    }

    /** Keycloak marks its tokens: an ID, refresh, offline or logout token is no access token. */
    static boolean isAccessToken(AccessToken token) {
        String type = token.getType();
        return type == null
                || type.equalsIgnoreCase(TokenUtil.TOKEN_TYPE_BEARER)
                || type.equalsIgnoreCase(TokenUtil.TOKEN_TYPE_DPOP);
    }

    static Set<Role> roles(AccessToken token) {
        AccessToken.Access realm = token.getRealmAccess();
        if (realm == null || realm.getRoles() == null) return Set.of();
        return realm.getRoles().stream().map(Role::of).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private static Map<String, AccessToken.Access> resources(Optional<Json.Obj> claim) {
        return claim.map(Json.Obj::members).orElse(Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Json.Obj)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> access((Json.Obj) entry.getValue())));
    }

    private static AccessToken.Access access(Json.Obj claim) {
        AccessToken.Access access = new AccessToken.Access();
        claim.items("roles").stream()
                .filter(Json.Text.class::isInstance)
                .forEach(role -> access.addRole(((Json.Text) role).value()));
        return access;
    }
}
