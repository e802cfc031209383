package org.consentgateway.server.adapter.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;

/** The token endpoint of one server: the gateway shows itself by shared secret or by private key (RFC 6749 2.3.1, RFC 7523 2.2). */
final class TokenEndpoint {

    private static final Duration MARGIN = Duration.ofSeconds(20);

    /** What is wrong is who asks, not which client: RFC 6749 5.2, RFC 7523 3.1, RFC 8693 2.2.2. */
    private static final Set<String> OF_CALLER =
            Set.of("invalid_grant", "invalid_request", "invalid_token", "access_denied");

    /** A token with the instant of {@link System#nanoTime} until which it is shown. */
    record Token(String value, long goodUntil) {

        /** The value of the Authorization header. */
        String bearer() {
            return "Bearer " + value;
        }

        Map<String, String> headers() {
            return Map.of(OutboundCredential.AUTHORIZATION, bearer());
        }

        @Override
        public String toString() {
            return "Token";
        }
    }

    private final CalledServerAuth.ClientCredentials settings;
    private final HttpClient client;
    private final AssertionSigner signer;
    private final Outage outage;

    /**
     * @param keys         of the configuration by which the server itself is reached
     * @param own          the gateway's own keys, for a client that is set up with none
     * @param dependencies of which the endpoint becomes one
     */
    TokenEndpoint(
            CalledServerAuth.ClientCredentials settings,
            CalledServerHints keys,
            HttpClient client,
            SigningKeys own,
            Dependencies dependencies) {
        this.settings = settings;
        this.client = client;
        this.outage =
                new Outage(settings.tokenUrl(), keys.tokenEndpoint(), Dependencies.Kind.TOKEN_ENDPOINT, dependencies);
        this.signer = AssertionSigner.of(settings.proof(), own);
    }

    /** Whether the token is still on its way, or came and is good. */
    static boolean usable(CompletableFuture<Token> token) {
        return !token.isDone()
                || (!token.isCompletedExceptionally() && token.join().goodUntil() - System.nanoTime() > 0);
    }

    /** Asks for a token; completes with it, or exceptionally with {@link FhirServer.Broken}. */
    CompletableFuture<Token> ask(AuthorizationGrant grant) {
        try {
            boolean ofCaller = !(grant instanceof ClientCredentialsGrant);
            return client.sendAsync(request(grant), HttpResponse.BodyHandlers.ofByteArray())
                    .handle((response, failure) -> {
                        if (failure == null) return read(response, ofCaller);
                        outage.failed(failure);
                        throw unavailable(failure);
                    });
        } catch (JOSEException | ParseException e) {
            return CompletableFuture.failedFuture(new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, e));
        }
    }

    private HttpRequest request(AuthorizationGrant grant) throws JOSEException, ParseException {
        TokenRequest.Builder asked = new TokenRequest.Builder(settings.tokenUrl(), authentication(), grant);
        settings.scope().map(Scope::parse).ifPresent(asked::scope);
        HTTPRequest http = asked.build().toHTTPRequest();
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.tokenUrl())
                .timeout(Duration.ofSeconds(5))
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(http.getBody()));
        http.getHeaderMap().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    private ClientAuthentication authentication() throws JOSEException, ParseException {
        ClientID id = new ClientID(settings.clientId());
        if (settings.secret().isPresent())
            return new ClientSecretBasic(id, new Secret(settings.secret().get().reveal()));
        AssertionSigner.Lifetime lifetime = AssertionSigner.Lifetime.now();
        return new PrivateKeyJWT(signer.sign(new JWTAuthenticationClaimsSet(
                        id,
                        new Audience(settings.tokenUrl()).toSingleAudienceList(),
                        lifetime.expires(),
                        null,
                        lifetime.issued(),
                        lifetime.id())
                .toJWTClaimsSet()));
    }

    private Token read(HttpResponse<byte[]> response, boolean ofCaller) {
        try {
            Json.Obj body = JsonReader.object(response.body());
            Optional<String> error = body.text("error");
            if (response.statusCode() != 200
                    && ofCaller
                    && error.filter(OF_CALLER::contains).isPresent())
                throw new CompletionException(new FhirServer.Broken(Fault.UPSTREAM_REFUSES_CALLER, null));
            outage.answered(
                    error.filter("invalid_client"::equals).isPresent() ? 401 : response.statusCode(),
                    response.headers().firstValue("content-type"));
            if (response.statusCode() != 200) throw new MalformedJson("no token");
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
            throw unavailable(e);
        }
    }

    /** That no token can be had is no fault of the server's own: it trips no breaker there. */
    private static CompletionException unavailable(Throwable cause) {
        return new CompletionException(
                new FhirServer.Broken(Fault.UPSTREAM_UNAVAILABLE, new IOException("token endpoint", cause)));
    }
}
