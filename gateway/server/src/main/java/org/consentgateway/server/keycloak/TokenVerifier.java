package org.consentgateway.server.keycloak;

import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.config.GatewayConfig.Issuer;
import org.consentgateway.server.road.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the access tokens of one OpenID issuer: signature by a key of its discovery document, then every claim, then
 * the proof of a bound token, then who the caller is. Anything it does not understand is {@code Invalid}; an issuer that
 * cannot be asked where it must be is {@code Undecidable}.
 */
public final class TokenVerifier implements Tokens, AutoCloseable {

    // RFC 9068 section 2.1 and Keycloak's plain JWT
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final Issuer issuer;
    private final InstantSource clock;
    private final IssuerKeys keys;
    private final Introspection introspection;
    private final Proofs proofs;
    private final Revocations revocations;
    private final Claims claims;

    /**
     * @param ownBases FHIR bases under which an absolute reference of a claim is one of the EHR's
     * @param clock    wall clock, for the times of tokens
     * @param nanoTime monotonic clock, for the age of keys
     */
    public TokenVerifier(Issuer issuer, Collection<URI> ownBases, InstantSource clock, LongSupplier nanoTime) {
        this(issuer, ownBases, clock, nanoTime, IssuerHttp.plain());
    }

    /**
     * As the site is connected.
     *
     * @param client with the TLS and the proxy for the issuer; follows no redirect
     */
    public TokenVerifier(
            Issuer issuer,
            Collection<URI> ownBases,
            InstantSource clock,
            LongSupplier nanoTime,
            java.net.http.HttpClient client) {
        this(issuer, ownBases, clock, nanoTime, new IssuerHttp(client));
    }

    private TokenVerifier(
            Issuer issuer, Collection<URI> ownBases, InstantSource clock, LongSupplier nanoTime, IssuerHttp http) {
        this.issuer = issuer;
        this.clock = clock;
        keys = new IssuerKeys(issuer.url(), http, nanoTime);
        introspection = new Introspection(issuer, keys, http, nanoTime);
        proofs = new Proofs(nanoTime);
        revocations = new Revocations(issuer);
        claims = new Claims(ownBases.stream().map(URI::toString).toList());
    }

    /** Starts to fetch the issuer's keys, before the first request and whenever they are no longer fresh. */
    public void start() {
        keys.keepFresh();
    }

    /** Whether a signing key was ever obtained: a condition of readiness. */
    public boolean everObtainedKeys() {
        return keys.everObtained();
    }

    @Override
    public CompletionStage<Verdict> verify(Credentials credentials) {
        try {
            Jws jws = Jws.parse(credentials.bearer());
            if (!TYPES.contains(jws.type().toLowerCase(Locale.ROOT))) throw new Refused("type");
            return signed(jws)
                    .thenCompose(
                            refusal -> refusal.map(TokenVerifier::invalid).orElseGet(() -> judge(jws, credentials)))
                    .exceptionally(TokenVerifier::undecidable);
        } catch (Refused e) {
            return invalid(e);
        }
    }

    /**
     * Takes a back-channel logout token of the issuer.
     *
     * @return true when a session was ended by it
     */
    public CompletionStage<Boolean> logout(String logoutToken) {
        return message(logoutToken, Set.of("jwt", "logout+jwt"), revocations::logout);
    }

    /**
     * Takes Keycloak's signed {@code k_push_not_before} message.
     *
     * @return true when it was believed
     */
    public CompletionStage<Boolean> pushNotBefore(String action) {
        return message(action, Set.of("jwt", ""), revocations::pushNotBefore);
    }

    /** Why the signature is not good, empty when it is. */
    private CompletableFuture<Optional<String>> signed(Jws jws) {
        return keys.find(jws.kid(), jws.algorithm()).thenApply(key -> signatureFault(jws, key));
    }

    private static Optional<String> signatureFault(Jws jws, Optional<JWK> key) {
        if (key.isEmpty()) return Optional.of("unknown key");
        return Signatures.verifies(jws, key.get()) ? Optional.empty() : Optional.of("signature");
    }

    private CompletableFuture<Verdict> judge(Jws jws, Credentials credentials) {
        try {
            before(jws.claims());
            if (!introspection.needed(jws.claims())) return valid(jws.claims(), credentials);
        } catch (Refused e) {
            return invalid(e);
        }
        return introspection.enrich(credentials.bearer(), jws.claims()).thenCompose(enriched -> {
            try {
                boolean active = enriched.members().get("active") instanceof Json.Bool bool && bool.value();
                if (!active) throw new Refused("inactive");
                before(enriched);
                // what the token itself is bound to holds whatever the answer says
                proofs.check(onlyIn(jws.claims(), enriched), credentials, now());
                return valid(enriched, credentials);
            } catch (Refused e) {
                return invalid(e);
            }
        });
    }

    /** The token's own binding where the issuer's answer names another or none. */
    private static Json.Obj onlyIn(Json.Obj token, Json.Obj enriched) {
        boolean same = token.get("cnf").equals(enriched.get("cnf"));
        return same ? new Json.Obj(java.util.Map.of()) : token;
    }

    /** What holds for every token of this issuer, full or lightweight. */
    private void before(Json.Obj claims) throws Refused {
        if (!claims.text("iss").equals(Optional.of(issuer.url()))) throw new Refused("issuer");
        Times.check(claims, now());
        if (!AccessTokens.isAccessToken(AccessTokens.of(claims))) throw new Refused("type");
        boolean idToken =
                claims.get("at_hash").isPresent() || claims.get("c_hash").isPresent();
        if (idToken || claims.get("events").isPresent()) throw new Refused("type");
        revocations.check(claims);
    }

    private CompletableFuture<Verdict> valid(Json.Obj verified, Credentials credentials) throws Refused {
        if (!Audience.of(verified).contains(issuer.audience())) throw new Refused("audience");
        // an address with two `@` reads as two people, depending on who reads it
        if (verified.text("email")
                .filter(mail -> mail.indexOf('@') != mail.lastIndexOf('@'))
                .isPresent()) throw new Refused("an identity is malformed");
        Caller caller = claims.caller(verified, credentials);
        if (!issuer.clients().isEmpty() && !issuer.clients().contains(caller.client())) throw new Refused("client");
        proofs.check(verified, credentials, now());
        return CompletableFuture.completedFuture(new Verdict.Valid(caller));
    }

    private CompletionStage<Boolean> message(String compact, Set<String> types, Taking taking) {
        try {
            Jws jws = Jws.parse(compact);
            if (!types.contains(jws.type().toLowerCase(Locale.ROOT))) return CompletableFuture.completedFuture(false);
            return signed(jws)
                    .thenApply(fault -> fault.isEmpty() && taking.accepts(jws.claims(), now()))
                    .exceptionally(down -> false);
        } catch (Refused e) {
            return CompletableFuture.completedFuture(false);
        }
    }

    private interface Taking {
        void take(Json.Obj claims, long now) throws Refused;

        default boolean accepts(Json.Obj claims, long now) {
            try {
                take(claims, now);
                return true;
            } catch (Refused e) {
                return false;
            }
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static CompletableFuture<Verdict> invalid(String why) {
        return CompletableFuture.completedFuture(new Verdict.Invalid(why));
    }

    private static CompletableFuture<Verdict> invalid(Refused refused) {
        return CompletableFuture.completedFuture(new Verdict.Invalid(refused.why(), refused.isOfBinding()));
    }

    private static Verdict undecidable(@Nullable Throwable down) {
        return new Verdict.Undecidable("the issuer cannot be reached");
    }

    @Override
    public void close() {
        keys.close();
    }
}
