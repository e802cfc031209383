package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.SignIn;

/**
 * OpenID Connect Core 1.0 section 3.1 at one issuer, with PKCE S256 (RFC 7636) and the issuer's own name in the answer
 * (RFC 9207): people sign in with the gateway's own client.
 */
public final class AuthorizationCodeFlow implements SignIn {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final org.consentgateway.server.config.Issuer issuer;
    private final ClientID client;
    private final Secret secret;
    private final Scope scope;
    private final URI callback;
    private final OidcHttp http;
    private final InstantSource clock;
    private final Dependencies.Dependency discovery;
    private final Dependencies.Dependency tokenEndpoint;

    /** @param callback where the issuer sends the browser back */
    public AuthorizationCodeFlow(
            org.consentgateway.server.config.Issuer issuer,
            GatewayConfig.Client client,
            List<String> scopes,
            URI callback,
            HttpClient http,
            InstantSource clock,
            Dependencies dependencies) {
        this.issuer = issuer;
        this.client = new ClientID(client.id());
        this.secret = new Secret(client.secret().reveal());
        this.scope = new Scope(scopes.toArray(String[]::new));
        this.callback = callback;
        this.http = new OidcHttp(http);
        this.clock = clock;
        this.discovery = dependencies.of(Dependencies.Kind.SIGN_IN, "sign-in at the issuer " + issuer.url());
        this.tokenEndpoint =
                dependencies.of(Dependencies.Kind.SIGN_IN, "the token endpoint of the issuer " + issuer.url());
    }

    @Override
    public URI authorization(Attempt attempt) throws Unavailable {
        return new AuthenticationRequest.Builder(ResponseType.CODE, scope, client, callback)
                .endpointURI(metadata().getAuthorizationEndpointURI())
                .state(new State(attempt.state()))
                .nonce(new Nonce(attempt.nonce()))
                .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    @Override
    public Tokens redeem(String code, Attempt attempt) throws Refused, Unavailable {
        OIDCProviderMetadata metadata = metadata();
        OIDCTokenResponse response = tokens(
                metadata,
                new AuthorizationCodeGrant(
                        new AuthorizationCode(code), callback, new CodeVerifier(attempt.verifier())));
        JWT idToken = response.getOIDCTokens().getIDToken();
        if (idToken == null) throw new Refused("no ID token");
        IDTokenClaimsSet claims = verified(metadata, idToken, new Nonce(attempt.nonce()));
        return tokens(
                response,
                claims.getSubject().getValue(),
                Optional.ofNullable(claims.getSessionID()).map(sid -> sid.getValue()),
                idToken.serialize());
    }

    @Override
    public Tokens refresh(Tokens tokens) throws Refused, Unavailable {
        String refresh = tokens.refresh().orElseThrow(() -> new Refused("no refresh token"));
        OIDCTokenResponse response = tokens(metadata(), new RefreshTokenGrant(new RefreshToken(refresh)));
        Tokens fresh = tokens(response, tokens.subject(), tokens.session(), tokens.idToken());
        return fresh.refresh().isPresent()
                ? fresh
                : new Tokens(
                        fresh.access(),
                        tokens.refresh(),
                        fresh.subject(),
                        fresh.session(),
                        fresh.idToken(),
                        fresh.expires());
    }

    private OIDCTokenResponse tokens(OIDCProviderMetadata metadata, AuthorizationGrant grant)
            throws Refused, Unavailable {
        HTTPRequest request = new TokenRequest.Builder(
                        metadata.getTokenEndpointURI(), new ClientSecretBasic(client, secret), grant)
                .build()
                .toHTTPRequest();
        try {
            var response = OIDCTokenResponseParser.parse(request.send(http));
            if (!response.indicatesSuccess()) throw refused(response.toErrorResponse());
            tokenEndpoint.usable();
            return (OIDCTokenResponse) response.toSuccessResponse();
        } catch (IOException e) {
            tokenEndpoint.failed("cannot be asked for who signs in: it " + meaning(e));
            throw new Unavailable(e);
        } catch (ParseException e) {
            throw new Refused("the token endpoint gave no tokens");
        }
    }

    private Tokens tokens(OIDCTokenResponse response, String subject, Optional<String> session, String idToken) {
        var access = response.getOIDCTokens().getAccessToken();
        Optional<RefreshToken> refresh =
                Optional.ofNullable(response.getOIDCTokens().getRefreshToken());
        Instant expires = clock.instant().plusSeconds(access.getLifetime() > 0 ? access.getLifetime() : 300);
        return new Tokens(access.getValue(), refresh.map(RefreshToken::getValue), subject, session, idToken, expires);
    }

    /** OpenID Connect Core 1.0, 3.1.3.7. */
    private IDTokenClaimsSet verified(OIDCProviderMetadata metadata, JWT idToken, Nonce nonce)
            throws Refused, Unavailable {
        Set<JWSAlgorithm> algorithms =
                issuer.shape().algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        try {
            JWKSet keys = JWKSet.parse(http.get(metadata.getJWKSetURI()));
            var selector = new JWSVerificationKeySelector<SecurityContext>(algorithms, new ImmutableJWKSet<>(keys));
            return new IDTokenValidator(new Issuer(issuer.url()), client, selector, null).validate(idToken, nonce);
        } catch (IOException | java.text.ParseException e) {
            throw new Unavailable(e);
        } catch (BadJOSEException | JOSEException e) {
            throw new Refused("the ID token does not hold");
        }
    }

    @Override
    public Optional<URI> signOut(Tokens tokens) throws Unavailable {
        return Optional.ofNullable(metadata().getEndSessionEndpointURI()).map(end -> {
            try {
                return new LogoutRequest(end, SignedJWT.parse(tokens.idToken())).toURI();
            } catch (java.text.ParseException e) {
                return end;
            }
        });
    }

    @Override
    public Ended ended(String logoutToken) throws Refused {
        try {
            JWTClaimsSet claims = SignedJWT.parse(logoutToken).getJWTClaimsSet();
            return new Ended(
                    Optional.ofNullable(claims.getStringClaim("sid")), Optional.ofNullable(claims.getSubject()));
        } catch (java.text.ParseException e) {
            throw new Refused("no logout token");
        }
    }

    /** Asked each time: people sign in seldom, and an issuer may move. */
    private OIDCProviderMetadata metadata() throws Unavailable {
        try {
            OIDCProviderMetadata metadata =
                    OIDCProviderMetadata.parse(http.get(URI.create(issuer.url().replaceAll("/$", "") + DISCOVERY)));
            boolean same = metadata.getIssuer().getValue().equals(issuer.url());
            if (!same || metadata.getAuthorizationEndpointURI() == null || metadata.getTokenEndpointURI() == null)
                throw new IssuerFaults.Unusable(
                        "has a discovery document of another issuer, or without endpoints: see `issuer.url`");
            discovery.usable();
            return metadata;
        } catch (IOException | GeneralException e) {
            discovery.failed("is not possible: it " + meaning(e));
            throw new Unavailable(e);
        }
    }

    /** What is wrong may be the code of one person, or how the gateway itself is registered. */
    private Refused refused(TokenErrorResponse error) {
        if (OAuth2Error.INVALID_CLIENT.equals(error.getErrorObject())
                || OAuth2Error.UNAUTHORIZED_CLIENT.equals(error.getErrorObject()))
            tokenEndpoint.failed("refuses the gateway: see `signin.client-id` and `signin.client-secret`");
        return new Refused("the token endpoint refuses");
    }

    private static String meaning(Exception fault) {
        return IssuerFaults.meaning(fault, "`signin.client-id`", "`issuer.url`, with its realm or tenant");
    }
}
