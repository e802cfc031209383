package org.consentgateway.server.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.GatewayConfig.Auth;
import org.consentgateway.server.road.Fault;

/** The gateway's own credentials towards a server. None of them is ever logged or sent to another server. */
final class Authorizations {

    private Authorizations() {}

    static Credentials of(Auth auth, HttpClient client) {
        return auth.match(
                () -> callerToken -> CompletableFuture.completedFuture(Optional.empty()),
                basic -> fixed("Basic "
                        + base64(basic.username() + ":" + basic.password().reveal())),
                credentials -> new ClientCredentials(credentials, client),
                () -> callerToken -> CompletableFuture.completedFuture(callerToken.map(token -> "Bearer " + token)));
    }

    private static Credentials fixed(String value) {
        return callerToken -> CompletableFuture.completedFuture(Optional.of(value));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** OAuth 2.0 client credentials, by shared secret or by private key (RFC 6749 4.4, RFC 7523); the token is kept while it is good. */
    private static final class ClientCredentials implements Credentials {
        private static final Duration MARGIN = Duration.ofSeconds(20);

        private record Token(String value, long goodUntil) {}

        private final Auth.ClientCredentials settings;
        private final HttpClient client;
        private volatile CompletableFuture<Token> current = CompletableFuture.failedFuture(new IllegalStateException());

        ClientCredentials(Auth.ClientCredentials settings, HttpClient client) {
            this.settings = settings;
            this.client = client;
        }

        @Override
        public CompletionStage<Optional<String>> authorization(Optional<String> callerToken) {
            return token().thenApply(token -> Optional.of("Bearer " + token.value()));
        }

        @Override
        public synchronized boolean renew(Optional<String> refused) {
            boolean same = current.isDone()
                    && !current.isCompletedExceptionally()
                    && refused.equals(Optional.of("Bearer " + current.join().value()));
            if (same) current = CompletableFuture.failedFuture(new IllegalStateException());
            return refused.isPresent();
        }

        private synchronized CompletableFuture<Token> token() {
            boolean usable = !current.isDone()
                    || (!current.isCompletedExceptionally() && current.join().goodUntil() > System.nanoTime());
            if (!usable) current = fetch();
            return current;
        }

        private CompletableFuture<Token> fetch() {
            try {
                return client.sendAsync(request(), HttpResponse.BodyHandlers.ofByteArray())
                        .thenApply(ClientCredentials::read);
            } catch (JOSEException | ParseException e) {
                return CompletableFuture.failedFuture(new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, e));
            }
        }

        private HttpRequest request() throws JOSEException, ParseException {
            StringBuilder form = new StringBuilder("grant_type=client_credentials");
            settings.scope().ifPresent(scope -> form.append("&scope=").append(encoded(scope)));
            HttpRequest.Builder request = HttpRequest.newBuilder(settings.tokenUrl())
                    .timeout(Duration.ofSeconds(5))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "application/json");
            if (settings.proof() instanceof GatewayConfig.Proof.SharedSecret shared) {
                String pair = encoded(settings.clientId()) + ":"
                        + encoded(shared.secret().reveal());
                request.header("Authorization", "Basic " + base64(pair));
            } else if (settings.proof() instanceof GatewayConfig.Proof.Key key) {
                form.append("&client_id=")
                        .append(encoded(settings.clientId()))
                        .append("&client_assertion_type=")
                        .append(encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
                        .append("&client_assertion=")
                        .append(assertion(JWK.parse(key.jwk().reveal())));
            }
            return request.POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                    .build();
        }

        private String assertion(JWK key) throws JOSEException {
            JWSAlgorithm algorithm = key.getKeyType().equals(KeyType.RSA) ? JWSAlgorithm.RS384 : JWSAlgorithm.ES384;
            if (key.getAlgorithm() != null)
                algorithm = JWSAlgorithm.parse(key.getAlgorithm().getName());
            Instant now = Instant.now();
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
                    new JWTClaimsSet.Builder()
                            .issuer(settings.clientId())
                            .subject(settings.clientId())
                            .audience(settings.tokenUrl().toString())
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plusSeconds(120)))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, algorithm);
            jwt.sign(signer);
            return jwt.serialize();
        }

        private static Token read(HttpResponse<byte[]> response) {
            try {
                if (response.statusCode() != 200) throw new MalformedJson("no token");
                Json.Obj body = JsonReader.object(response.body());
                long seconds = body.get("expires_in")
                        .filter(Json.Num.class::isInstance)
                        .map(number -> Long.parseLong(((Json.Num) number).literal()))
                        .orElse(60L);
                String value = body.text("access_token").orElseThrow(() -> new MalformedJson("no token"));
                long good =
                        Math.max(0, Duration.ofSeconds(seconds).minus(MARGIN).toNanos());
                return new Token(value, System.nanoTime() + good);
            } catch (MalformedJson | NumberFormatException e) {
                throw new CompletionException(new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, e));
            }
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}
