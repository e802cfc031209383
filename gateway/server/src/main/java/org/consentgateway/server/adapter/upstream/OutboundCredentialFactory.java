package org.consentgateway.server.adapter.upstream;

import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.HttpCall;

/** The gateway's own credentials towards a server. None of them is ever logged or sent to another server. */
final class OutboundCredentialFactory {

    private OutboundCredentialFactory() {}

    /**
     * @param keys         of the configuration by which the server is reached
     * @param client       for a token endpoint, made where there is one
     * @param own          the gateway's own keys
     * @param dependencies of which a token endpoint becomes one
     */
    static OutboundCredential of(
            CalledServerAuth auth,
            CalledServerHints keys,
            Supplier<HttpClient> client,
            SigningKeys own,
            Dependencies dependencies) {
        return auth.match(
                () -> fixed(Map.of()),
                basic -> fixed(Map.of(
                        OutboundCredential.AUTHORIZATION,
                        "Basic "
                                + base64(basic.username() + ":"
                                        + basic.password().reveal()))),
                credentials ->
                        new ClientCredentials(new TokenEndpoint(credentials, keys, client.get(), own, dependencies)),
                () -> call -> CompletableFuture.completedFuture(call.caller()
                        .map(caller -> Map.of(OutboundCredential.AUTHORIZATION, "Bearer " + caller.token()))
                        .orElse(Map.of())),
                exchange ->
                        new TokenExchange(new TokenEndpoint(exchange.client(), keys, client.get(), own, dependencies)),
                bearer -> new JwtBearer(
                        bearer, new TokenEndpoint(bearer.client(), keys, client.get(), own, dependencies), own),
                sigV4 -> new SigV4(sigV4, Clock.systemUTC()));
    }

    private static OutboundCredential fixed(Map<String, String> headers) {
        return call -> CompletableFuture.completedFuture(headers);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** OAuth 2.0 client credentials, by shared secret or by private key (RFC 6749 4.4, RFC 7523); the token is kept while it is good. */
    private static final class ClientCredentials implements OutboundCredential {
        private final TokenEndpoint endpoint;
        private volatile CompletableFuture<TokenEndpoint.Token> current =
                CompletableFuture.failedFuture(new IllegalStateException());

        ClientCredentials(TokenEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public CompletionStage<Map<String, String>> headers(HttpCall call) {
            return token().thenApply(TokenEndpoint.Token::headers);
        }

        @Override
        public synchronized boolean renew(Map<String, String> refused) {
            boolean same = current.isDone()
                    && !current.isCompletedExceptionally()
                    && refused.equals(current.join().headers());
            if (same) current = CompletableFuture.failedFuture(new IllegalStateException());
            return !refused.isEmpty();
        }

        private synchronized CompletableFuture<TokenEndpoint.Token> token() {
            if (!TokenEndpoint.usable(current)) current = endpoint.ask(new ClientCredentialsGrant());
            return current;
        }
    }
}
