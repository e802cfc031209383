package org.consentgateway.server.adapter.upstream;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.GatewayConfig.Auth;
import org.consentgateway.server.road.Fault;

/** The token endpoint of one server: the gateway shows itself by shared secret or by private key (RFC 6749 2.3.1, RFC 7523 2.2). */
final class TokenEndpoint {

    private static final Duration MARGIN = Duration.ofSeconds(20);

    /** A token with the instant of {@link System#nanoTime} until which it is shown. */
    record Token(String value, long goodUntil) {

        /** The value of the Authorization header. */
        String bearer() {
            return "Bearer " + value;
        }

        @Override
        public String toString() {
            return "Token";
        }
    }

    private final Auth.ClientCredentials settings;
    private final HttpClient client;

    TokenEndpoint(Auth.ClientCredentials settings, HttpClient client) {
        this.settings = settings;
        this.client = client;
    }

    /** Whether the token is still on its way, or came and is good. */
    static boolean usable(CompletableFuture<Token> token) {
        return !token.isDone()
                || (!token.isCompletedExceptionally() && token.join().goodUntil() - System.nanoTime() > 0);
    }

    /** Asks for a token; completes with it, or exceptionally with {@link FhirServer.Broken}. */
    CompletableFuture<Token> ask(Map<String, String> form) {
        try {
            return client.sendAsync(request(form), HttpResponse.BodyHandlers.ofByteArray())
                    .thenApply(TokenEndpoint::read);
        } catch (JOSEException | ParseException e) {
            return CompletableFuture.failedFuture(new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, e));
        }
    }

    private HttpRequest request(Map<String, String> asked) throws JOSEException, ParseException {
        Map<String, String> form = new LinkedHashMap<>(asked);
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.tokenUrl())
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json");
        if (settings.proof() instanceof GatewayConfig.Proof.SharedSecret shared) {
            String pair =
                    encoded(settings.clientId()) + ":" + encoded(shared.secret().reveal());
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else if (settings.proof() instanceof GatewayConfig.Proof.Key key) {
            form.put("client_id", settings.clientId());
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", assertion(JWK.parse(key.jwk().reveal())));
        }
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
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
            // RFC 6749 7.1: a token of a type that is not understood is not used
            if (!body.text("token_type").map("bearer"::equalsIgnoreCase).orElse(true))
                throw new MalformedJson("no bearer token");
            String value = body.text("access_token").orElseThrow(() -> new MalformedJson("no token"));
            long good = Math.max(0, Duration.ofSeconds(seconds).minus(MARGIN).toNanos());
            return new Token(value, System.nanoTime() + good);
        } catch (MalformedJson | NumberFormatException e) {
            throw new CompletionException(new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, e));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
