package org.consentgateway.server.adapter.upstream;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.config.GatewayConfig.Auth;

/** The gateway's own credentials towards a server. None of them is ever logged or sent to another server. */
final class Authorizations {

    private Authorizations() {}

    static Credentials of(Auth auth, HttpClient client) {
        return auth.match(
                () -> callerToken -> CompletableFuture.completedFuture(Optional.empty()),
                basic -> fixed("Basic "
                        + base64(basic.username() + ":" + basic.password().reveal())),
                credentials -> new ClientCredentials(credentials, new TokenEndpoint(credentials, client)),
                () -> callerToken -> CompletableFuture.completedFuture(callerToken.map(token -> "Bearer " + token)),
                exchange -> new TokenExchange(exchange.client().scope(), new TokenEndpoint(exchange.client(), client)));
    }

    private static Credentials fixed(String value) {
        return callerToken -> CompletableFuture.completedFuture(Optional.of(value));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** OAuth 2.0 client credentials, by shared secret or by private key (RFC 6749 4.4, RFC 7523); the token is kept while it is good. */
    private static final class ClientCredentials implements Credentials {
        private final Auth.ClientCredentials settings;
        private final TokenEndpoint endpoint;
        private volatile CompletableFuture<TokenEndpoint.Token> current =
                CompletableFuture.failedFuture(new IllegalStateException());

        ClientCredentials(Auth.ClientCredentials settings, TokenEndpoint endpoint) {
            this.settings = settings;
            this.endpoint = endpoint;
        }

        @Override
        public CompletionStage<Optional<String>> authorization(Optional<String> callerToken) {
            return token().thenApply(token -> Optional.of(token.bearer()));
        }

        @Override
        public synchronized boolean renew(Optional<String> refused) {
            boolean same = current.isDone()
                    && !current.isCompletedExceptionally()
                    && refused.equals(Optional.of(current.join().bearer()));
            if (same) current = CompletableFuture.failedFuture(new IllegalStateException());
            return refused.isPresent();
        }

        private synchronized CompletableFuture<TokenEndpoint.Token> token() {
            if (!TokenEndpoint.usable(current)) current = endpoint.ask(form());
            return current;
        }

        private Map<String, String> form() {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "client_credentials");
            settings.scope().ifPresent(scope -> form.put("scope", scope));
            return form;
        }
    }
}
