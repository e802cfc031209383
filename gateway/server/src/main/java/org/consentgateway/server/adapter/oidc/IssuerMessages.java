package org.consentgateway.server.adapter.oidc;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the issuer posts to the management port, as bodies of its requests; believed only when one of its keys signed it. */
public final class IssuerMessages {

    /** Where OpenID Connect back-channel logout posts {@code logout_token=...}. */
    public static final String LOGOUT = "/issuer/backchannel-logout";

    /** Where Keycloak posts its not-before policy, with {@code /issuer} as the client's admin URL. */
    public static final String NOT_BEFORE = "/issuer/k_push_not_before";

    private static final String FIELD = "logout_token=";
    private static final int SECONDS = 6;

    private final TokenVerifier verifier;

    public IssuerMessages(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** A form with the one field {@code logout_token}; a compact token needs no decoding. */
    public boolean logout(String form) {
        return form.startsWith(FIELD) && believed(verifier.logout(form.substring(FIELD.length())));
    }

    /** The signed message as the whole body. */
    public boolean pushNotBefore(String body) {
        return believed(verifier.pushNotBefore(body.strip()));
    }

    private static boolean believed(CompletionStage<Boolean> answer) {
        try {
            return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
