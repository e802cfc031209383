package org.consentgateway.server.adapter.oidc;

import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.StaffDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every access token to the one issuer whose it claims to be, which alone verifies it. What is no JWT is shown to the
 * issuers that take such, one after the other. Anything that is not understood is {@code Invalid}; an issuer that cannot
 * be asked where it must be is {@code Undecidable}.
 */
public final class TokenVerifier implements AccessTokenVerifier, AutoCloseable {

    private final List<IssuerVerifier> issuers;
    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

    private final VerifiedTokens verified;
    private final RefusalLog refusals;

    /**
     * Of one issuer, with no directory.
     *
     * @param own      reads a reference of a claim: which are of the EHR, and which types a scope may name
     * @param clock    wall clock, for the times of tokens
     * @param nanoTime monotonic clock, for the age of keys
     */
    public TokenVerifier(Issuer issuer, ReferenceResolver own, InstantSource clock, LongSupplier nanoTime) {
        this(List.of(issuer), own, clock, nanoTime, StaffDirectory.NONE);
    }

    /** Of several issuers, with the JVM's trust and no proxy. */
    public TokenVerifier(
            List<Issuer> issuers,
            ReferenceResolver own,
            InstantSource clock,
            LongSupplier nanoTime,
            StaffDirectory staff) {
        this(
                issuers,
                new IssuerVerifier.Shared(
                        own,
                        clock,
                        nanoTime,
                        IssuerHttp.plain(),
                        staff,
                        ForkJoinPool.commonPool(),
                        new VerifiedTokens(),
                        new Dependencies(LOG::warn, nanoTime)));
    }

    /**
     * As the site is connected.
     *
     * @param client  with the TLS and the proxy for the issuers; follows no redirect
     * @param staff   what the EHR says of people
     * @param workers for what blocks
     * @param dependencies of which each issuer becomes some
     */
    public TokenVerifier(
            List<Issuer> issuers,
            ReferenceResolver own,
            InstantSource clock,
            LongSupplier nanoTime,
            HttpClient client,
            StaffDirectory staff,
            Executor workers,
            Dependencies dependencies) {
        this(
                issuers,
                new IssuerVerifier.Shared(
                        own,
                        clock,
                        nanoTime,
                        new IssuerHttp(client),
                        staff,
                        workers,
                        new VerifiedTokens(),
                        dependencies));
    }

    private TokenVerifier(List<Issuer> issuers, IssuerVerifier.Shared shared) {
        verified = shared.verified();
        refusals = new RefusalLog(shared.nanoTime(), LOG::warn);
        List<IssuerVerifier> all = new ArrayList<>();
        for (Issuer issuer : issuers) all.add(new IssuerVerifier(issuer, all.isEmpty(), shared));
        this.issuers = List.copyOf(all);
    }

    /** Starts to fetch the issuers' keys, before the first request and whenever they are no longer fresh. */
    public void start() {
        issuers.forEach(IssuerVerifier::start);
    }

    /** Whether a signing key was ever obtained: a condition of readiness. One issuer that is down keeps nobody else out. */
    public boolean everObtainedKeys() {
        return issuers.stream().anyMatch(IssuerVerifier::everObtainedKeys);
    }

    /** Of how many issuers the keys could not be read when they were last asked for. */
    public long unreadableIssuers() {
        return issuers.stream().filter(IssuerVerifier::isDown).count();
    }

    @Override
    public CompletionStage<Verdict> verify(PresentedToken credentials) {
        return caller(credentials).<Verdict>thenApply(Verdict.Valid::new).exceptionally(this::verdict);
    }

    private CompletableFuture<Caller> caller(PresentedToken credentials) {
        try {
            VerifiedTokens.Presented token = verified.read(credentials.bearer());
            // read to choose who verifies it, and believed only once they have
            return issuer(token.jws().claims().text("iss"))
                    .orElseThrow(() -> new TokenRefused("issuer"))
                    .verify(token, credentials);
        } catch (TokenRefused e) {
            boolean opaque = !Jws.resembles(credentials.bearer()) && Opaque.isOne(credentials.bearer());
            List<IssuerVerifier> asked =
                    issuers.stream().filter(IssuerVerifier::takesOpaque).toList();
            return opaque && !asked.isEmpty() ? opaque(credentials, asked) : CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Who the claims of a token name that an enforcement point has verified itself. Nothing proves them here: asked for
     * points of the configuration alone.
     *
     * @param claims as the issuer writes them; without {@code iss}, of the first issuer
     */
    public CompletionStage<Verdict> claimed(Json.Obj claims) {
        return claimedBy(claims).<Verdict>thenApply(Verdict.Valid::new).exceptionally(this::verdict);
    }

    private CompletableFuture<Caller> claimedBy(Json.Obj claims) {
        try {
            IssuerVerifier issuer = claims.get("iss").isEmpty()
                    ? issuers.get(0)
                    : issuer(claims.text("iss")).orElseThrow(() -> new TokenRefused("issuer"));
            return issuer.claimed(claims);
        } catch (TokenRefused e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<IssuerVerifier> issuer(Optional<String> url) {
        return issuers.stream()
                .filter(issuer -> Optional.of(issuer.url()).equals(url))
                .findFirst();
    }

    /** Of those that are asked the first whose it is; one that cannot be asked leaves it open where no other takes it. */
    private static CompletableFuture<Caller> opaque(PresentedToken credentials, List<IssuerVerifier> asked) {
        List<IssuerVerifier> rest = asked.subList(1, asked.size());
        return asked.get(0)
                .verifyOpaque(credentials)
                .handle((found, fault) -> new Heard(fault == null ? found : Optional.empty(), fault))
                .thenCompose(heard -> {
                    if (heard.isLast(rest.isEmpty())) return heard.caller();
                    CompletableFuture<Caller> next = opaque(credentials, rest);
                    return heard.fault() == null ? next : next.exceptionallyCompose(none -> heard.caller());
                });
    }

    /** What one issuer said of an opaque token. */
    private record Heard(Optional<Caller> found, @Nullable Throwable fault) {

        boolean isLast(boolean nobodyLeft) {
            return nobodyLeft || found.isPresent() || refusal(fault).isPresent();
        }

        CompletableFuture<Caller> caller() {
            if (fault != null) return CompletableFuture.failedFuture(fault);
            return found.isPresent()
                    ? CompletableFuture.completedFuture(found.get())
                    : CompletableFuture.failedFuture(new TokenRefused("inactive"));
        }
    }

    /**
     * Takes a back-channel logout token of an issuer.
     *
     * @return true when a session was ended by it
     */
    public CompletionStage<Boolean> logout(String logoutToken) {
        return message(logoutToken, IssuerVerifier::logout);
    }

    /**
     * Takes Keycloak's signed {@code k_push_not_before} message, which names no issuer: that one takes it whose key signed.
     *
     * @return true when it was believed
     */
    public CompletionStage<Boolean> pushNotBefore(String action) {
        return message(action, IssuerVerifier::pushNotBefore);
    }

    private CompletionStage<Boolean> message(
            String compact, BiFunction<IssuerVerifier, Jws, CompletableFuture<Boolean>> take) {
        try {
            Jws jws = Jws.parse(compact);
            Optional<String> said = jws.claims().text("iss");
            CompletableFuture<Boolean> taken = CompletableFuture.completedFuture(false);
            for (IssuerVerifier issuer : issuers)
                if (said.isEmpty() || said.get().equals(issuer.url()))
                    taken = taken.thenCombine(take.apply(issuer, jws), Boolean::logicalOr);
            return taken;
        } catch (TokenRefused e) {
            return CompletableFuture.completedFuture(false);
        }
    }

    private Verdict verdict(Throwable fault) {
        refusal(fault).ifPresent(refused -> refusals.refused(refused.why()));
        return refusal(fault)
                .<Verdict>map(refused -> new Verdict.Invalid(refused.why(), refused.isOfBinding(), refused.told()))
                .orElseGet(() -> new Verdict.Undecidable(IssuerUnavailable.what(fault)));
    }

    private static Optional<TokenRefused> refusal(@Nullable Throwable fault) {
        Throwable cause = fault instanceof CompletionException wrapped ? wrapped.getCause() : fault;
        return cause instanceof TokenRefused refused ? Optional.of(refused) : Optional.empty();
    }

    @Override
    public void close() {
        issuers.forEach(IssuerVerifier::close);
    }
}
