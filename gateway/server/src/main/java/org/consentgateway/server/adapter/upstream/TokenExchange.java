package org.consentgateway.server.adapter.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The caller's token exchanged for one of the server's (RFC 8693); kept by the digest of the caller's while it is good. */
final class TokenExchange implements Credentials {

    private static final int MOST = 10_000;

    private final Optional<String> scope;
    private final TokenEndpoint endpoint;

    private final Map<String, CompletableFuture<TokenEndpoint.Token>> byDigest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<TokenEndpoint.Token>> eldest) {
            return size() > MOST;
        }
    };

    TokenExchange(Optional<String> scope, TokenEndpoint endpoint) {
        this.scope = scope;
        this.endpoint = endpoint;
    }

    /** Without a caller there is nothing to exchange, and no other credential takes its place. */
    @Override
    public CompletionStage<Optional<String>> authorization(Optional<String> callerToken) {
        return callerToken
                .<CompletionStage<Optional<String>>>map(
                        caller -> exchanged(caller).thenApply(token -> Optional.of(token.bearer())))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    @Override
    public boolean renew(Optional<String> refused) {
        synchronized (byDigest) {
            byDigest.values()
                    .removeIf(token -> token.isDone()
                            && !token.isCompletedExceptionally()
                            && refused.equals(Optional.of(token.join().bearer())));
        }
        return refused.isPresent();
    }

    private CompletableFuture<TokenEndpoint.Token> exchanged(String caller) {
        synchronized (byDigest) {
            return byDigest.compute(
                    digest(caller),
                    (key, known) -> known != null && TokenEndpoint.usable(known) ? known : endpoint.ask(form(caller)));
        }
    }

    private Map<String, String> form(String caller) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", caller);
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
        form.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
        scope.ifPresent(wanted -> form.put("scope", wanted));
        return form;
    }

    private static String digest(String token) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
