package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.StaffDirectory;

/**
 * Verifies the access tokens of one issuer: signature by a key of its discovery document, or its own word by
 * introspection; then every claim, then the proof of a bound token, then who the caller is. Nothing of another issuer is
 * ever used. A future fails with {@link TokenRefused} where the token is not good, else because the issuer cannot be asked.
 */
final class IssuerVerifier implements AutoCloseable {

    private static final PresentedToken UNPROVEN =
            new PresentedToken("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Json.Obj NOTHING = new Json.Obj(Map.of());
    /** Whoever sends rubbish asks the issuer through us: that many at once and no more. */
    private static final int MOST_ASKED = 64;

    private final Issuer issuer;
    private final InstantSource clock;
    private final IssuerKeys keys;
    private final Introspection introspection;
    private final Proofs proofs;
    private final Revocations revocations;
    private final Claims claims;
    private final Callers callers;
    private final VerifiedTokens verified;
    private final AtomicInteger asking = new AtomicInteger();

    /** What all issuers share. */
    record Shared(
            ReferenceResolver own,
            InstantSource clock,
            LongSupplier nanoTime,
            IssuerHttp http,
            StaffDirectory staff,
            Executor workers,
            VerifiedTokens verified,
            Dependencies dependencies) {}

    /** @param first whether its subjects are kept under their own names */
    IssuerVerifier(Issuer issuer, boolean first, Shared shared) {
        this.issuer = issuer;
        clock = shared.clock();
        verified = shared.verified();
        keys = new IssuerKeys(
                issuer.url(),
                issuer.asking().introspection() == GatewayConfig.Introspection.OPAQUE,
                shared.http(),
                shared.nanoTime(),
                shared.dependencies());
        introspection = new Introspection(
                issuer, shared.own().fhir(), keys, shared.http(), shared.nanoTime(), shared.dependencies());
        proofs = new Proofs(shared.nanoTime());
        revocations = new Revocations(issuer);
        claims = new Claims(issuer, shared.own());
        People people = new People(issuer, keys, claims, shared);
        callers = new Callers(issuer, new SubjectNames(issuer.url(), first), people);
    }

    String url() {
        return issuer.url();
    }

    boolean takesOpaque() {
        return introspection.takesOpaque();
    }

    void start() {
        keys.keepFresh();
    }

    boolean everObtainedKeys() {
        return keys.everObtained();
    }

    boolean isDown() {
        return keys.isDown();
    }

    /** Who asks by a signed token. */
    CompletableFuture<Caller> verify(VerifiedTokens.Presented token, PresentedToken credentials) throws TokenRefused {
        Jws jws = token.jws();
        String type = jws.type().toLowerCase(Locale.ROOT);
        if (!issuer.shape().types().contains(type)) throw new TokenRefused("type");
        // RFC 9068 and Keycloak say that it is an access token; elsewhere it is told by what it holds
        boolean marked = type.endsWith("at+jwt") || jws.claims().get("typ").isPresent();
        return signed(jws, key -> verified.verifies(token, key))
                .thenCompose(ignored -> checked(() -> {
                    before(jws.claims(), false);
                    if (!introspection.needed(jws.claims()))
                        return valid(
                                jws.claims(),
                                () -> verified.told(token, () -> claims.read(jws.claims(), jws.claims())),
                                marked,
                                credentials);
                    return introspection
                            .ask(credentials.bearer())
                            .thenCompose(answer -> checked(() -> {
                                if (!isActive(answer)) throw new TokenRefused("inactive");
                                return introspected(jws.claims(), answer, credentials);
                            }));
                }));
    }

    /** Who asks by a token that says nothing by itself; empty where it is none of this issuer's. */
    CompletableFuture<Optional<Caller>> verifyOpaque(PresentedToken credentials) {
        if (asking.incrementAndGet() > MOST_ASKED) {
            asking.decrementAndGet();
            return CompletableFuture.failedFuture(new IOException("too many questions"));
        }
        return introspection
                .ask(credentials.bearer())
                .whenComplete((answer, down) -> asking.decrementAndGet())
                .thenCompose(answer -> isActive(answer)
                        ? checked(() -> introspected(NOTHING, answer, credentials))
                                .thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    /** Who claims name that were verified elsewhere; times, audience and revocation count where they are told. */
    CompletableFuture<Caller> claimed(Json.Obj said) throws TokenRefused {
        if (said.get("exp").isPresent()) TokenTimes.check(said, now());
        if (said.get("aud").isPresent()) checkAudience(said);
        revocations.check(said);
        CallerClaims told = claims.read(said, said);
        if (issuer.closed() && !issuer.clients().containsKey(told.client())) throw new TokenRefused("client");
        return callers.caller(told, Acting.of(said, claims, issuer), UNPROVEN);
    }

    private CompletableFuture<Caller> introspected(Json.Obj signed, Json.Obj answer, PresentedToken credentials)
            throws TokenRefused {
        Json.Obj enriched = Introspection.enriched(signed, answer);
        before(enriched, signed.equals(NOTHING));
        // what the token itself is bound to holds whatever the answer says
        boolean same = signed.get("cnf").equals(enriched.get("cnf"));
        if (!same) proofs.check(signed, credentials, now());
        return valid(enriched, () -> claims.read(enriched, signed), true, credentials);
    }

    private static boolean isActive(Json.Obj answer) {
        return answer.members().get("active") instanceof Json.Bool bool && bool.value();
    }

    /** Takes a logout token of this issuer. */
    CompletableFuture<Boolean> logout(Jws jws) {
        return message(jws, Set.of("jwt", "logout+jwt"), revocations::logout);
    }

    /** Takes a signed message of Keycloak's admin API. */
    CompletableFuture<Boolean> pushNotBefore(Jws jws) {
        return message(jws, Set.of("jwt", ""), revocations::pushNotBefore);
    }

    private CompletableFuture<Jws> signed(Jws jws, Signed by) throws TokenRefused {
        if (!issuer.shape().algorithms().contains(jws.algorithm())) throw new TokenRefused("algorithm");
        return keys.find(jws.kid(), jws.algorithm())
                .thenCompose(key -> checked(() -> {
                    JWK known = key.orElseThrow(() -> new TokenRefused("unknown key"));
                    if (!by.signed(known)) throw new TokenRefused("signature");
                    return CompletableFuture.completedFuture(jws);
                }));
    }

    /** What holds for every token of this issuer; of an opaque one the issuer speaks now, and need not say so. */
    private void before(Json.Obj token, boolean opaque) throws TokenRefused {
        boolean issuerOpen = opaque && token.get("iss").isEmpty();
        if (!issuerOpen && !token.text("iss").equals(Optional.of(issuer.url()))) throw new TokenRefused("issuer");
        boolean expiryOpen = opaque && token.get("exp").isEmpty(); // RFC 7662 section 2.2
        if (expiryOpen) TokenTimes.checkBegun(token, now());
        else TokenTimes.check(token, now());
        AccessTokens.check(token);
        revocations.check(token);
    }

    private CompletableFuture<Caller> valid(
            Json.Obj token, VerifiedTokens.Reading reading, boolean marked, PresentedToken credentials)
            throws TokenRefused {
        // an address with two `@` reads as two people, depending on who reads it
        if (token.text("email")
                .filter(mail -> mail.indexOf('@') != mail.lastIndexOf('@'))
                .isPresent()) throw new TokenRefused("an identity is malformed");
        checkAudience(token);
        CallerClaims told = reading.read();
        checkClient(token, told, marked);
        Optional<Acting> acting = Acting.of(token, claims, issuer);
        proofs.check(token, credentials, now());
        return callers.caller(told, acting, credentials);
    }

    private void checkAudience(Json.Obj token) throws TokenRefused {
        if (issuer.audiences().isEmpty()) return;
        if (token.get("aud").isEmpty()) throw TokenRefused.lacking("the token lacks `aud`");
        if (AudienceClaim.of(token).stream().noneMatch(issuer.audiences()::contains))
            throw new TokenRefused("audience");
    }

    private void checkClient(Json.Obj token, CallerClaims told, boolean marked) throws TokenRefused {
        if (issuer.closed() && !issuer.clients().containsKey(told.client())) throw new TokenRefused("client");
        Set<String> audience = AudienceClaim.of(token);
        // where no audience is asked for, one that is there names nobody else
        if (issuer.audiences().isEmpty() && token.get("aud").isPresent() && !audience.equals(Set.of(told.client())))
            throw new TokenRefused("audience");
        // a token for its own client alone may be an ID token, which has a nonce and no scopes
        boolean forItself = !marked && audience.equals(Set.of(told.client()));
        if (forItself && (token.get("nonce").isPresent() || told.scopes().isSilent())) throw new TokenRefused("type");
    }

    private CompletableFuture<Boolean> message(Jws jws, Set<String> types, Taking taking) {
        if (!types.contains(jws.type().toLowerCase(Locale.ROOT))) return CompletableFuture.completedFuture(false);
        return checked(() -> signed(jws, key -> Signatures.verifies(jws, key)))
                .thenApply(good -> taking.accepts(jws.claims(), now()))
                .exceptionally(down -> false);
    }

    private interface Taking {
        void take(Json.Obj claims, long now) throws TokenRefused;

        default boolean accepts(Json.Obj claims, long now) {
            try {
                take(claims, now);
                return true;
            } catch (TokenRefused e) {
                return false;
            }
        }
    }

    private interface Signed {
        boolean signed(JWK key) throws TokenRefused;
    }

    private interface Check<T> {
        CompletableFuture<T> run() throws TokenRefused;
    }

    private static <T> CompletableFuture<T> checked(Check<T> check) {
        try {
            return check.run();
        } catch (TokenRefused e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    @Override
    public void close() {
        keys.close();
    }
}
