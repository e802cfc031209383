package org.consentgateway.server.adapter.upstream;

import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.port.HttpCall;

/** The caller's token exchanged for one of the server's (RFC 8693); kept by the digest of the caller's while it is good. */
final class TokenExchange implements OutboundCredential {

    private final TokenEndpoint endpoint;
    private final CallerTokens tokens = new CallerTokens();

    TokenExchange(TokenEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Without a caller there is nothing to exchange, and no other credential takes its place. */
    @Override
    public CompletionStage<Map<String, String>> headers(HttpCall call) {
        Optional<CompletionStage<Map<String, String>>> exchanged = call.caller()
                .map(caller -> tokens.of(caller.token(), () -> endpoint.ask(grant(caller.token())))
                        .thenApply(TokenEndpoint.Token::headers));
        return exchanged.orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
    }

    @Override
    public boolean renew(Map<String, String> refused) {
        tokens.forget(Optional.ofNullable(refused.get(AUTHORIZATION)));
        return !refused.isEmpty();
    }

    private static TokenExchangeGrant grant(String caller) {
        return new TokenExchangeGrant(
                new BearerAccessToken(caller),
                TokenTypeURI.ACCESS_TOKEN,
                null,
                null,
                TokenTypeURI.ACCESS_TOKEN,
                List.of());
    }
}
