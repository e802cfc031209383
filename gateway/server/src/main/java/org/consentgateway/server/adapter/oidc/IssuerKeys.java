package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.PeriodicTasks;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's signing keys by way of its discovery document: fresh for ten minutes, usable for an hour while the issuer
 * is down, fetched again for an unknown key: at once, but no more than six times, and then every ten seconds. An issuer signs
 * with a new key the moment that it has one, and its users are not to wait for the end of a pause.
 */
final class IssuerKeys implements AutoCloseable {

    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration STALE = Duration.ofMinutes(60);
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    /** So many at once: who names keys that do not exist uses these up, and not the issuer. */
    static final int FETCHES_AT_ONCE = 6;
    /** Until the first key was obtained nothing works, so the issuer is asked more often. */
    static final Duration BETWEEN_FIRST_FETCHES = Duration.ofSeconds(2);

    private static final String REALM = "`issuer.url`, with its realm or tenant";

    /** A key and what it verifies: found out once, asked with every request. */
    record Usable(JWK key, Set<String> algorithms) {
        static Usable of(JWK key) {
            return new Usable(
                    key,
                    Issuer.Shape.ALGORITHMS.stream()
                            .filter(algorithm -> Signatures.fits(key, algorithm))
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    /** What the issuer said of itself. */
    record Known(List<Usable> keys, Optional<URI> introspection, Optional<URI> userinfo, long fetchedAt) {
        Known {
            keys = List.copyOf(keys);
        }
    }

    private final String issuer;
    private final boolean opaque;
    private final IssuerHttp http;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "issuer-keys");
        thread.setDaemon(true);
        return thread;
    });

    private final Dependencies.Dependency self;
    private volatile @Nullable Known known;
    private @Nullable CompletableFuture<Known> fetch;
    private boolean fetched;
    private long lastFetch;
    private long spentUntil;

    /** @param opaque whether the issuer may do without keys */
    IssuerKeys(String issuer, boolean opaque, IssuerHttp http, LongSupplier nanoTime, Dependencies dependencies) {
        this.issuer = issuer;
        this.opaque = opaque;
        this.http = http;
        this.nanoTime = nanoTime;
        this.self = dependencies.of(Dependencies.Kind.ISSUER_KEYS, "the signing keys of the issuer " + issuer);
    }

    /** Fetches the keys before the first token comes, and again whenever they are no longer fresh. */
    void keepFresh() {
        var unused =
                PeriodicTasks.every(timer, "issuer keys", Duration.ZERO, Duration.ofSeconds(1), this::refreshIfDue);
    }

    boolean everObtained() {
        return known != null;
    }

    /** The issuer's word on itself, fetched if it was never heard or is too old; fails when it cannot be had. */
    CompletableFuture<Known> known() {
        Known now = known;
        if (now == null || older(now, STALE)) return refresh();
        refreshIfDue();
        return CompletableFuture.completedFuture(now);
    }

    /** The key of that id for that algorithm; empty when the issuer does not list it; fails when the issuer is down. */
    CompletableFuture<Optional<JWK>> find(Optional<String> kid, String algorithm) {
        return known().thenCompose(now -> {
            Optional<JWK> key = pick(now, kid, algorithm);
            if (key.isPresent() || kid.isEmpty()) return CompletableFuture.completedFuture(key);
            return refresh().thenApply(later -> pick(later, kid, algorithm));
        });
    }

    private static Optional<JWK> pick(Known known, Optional<String> kid, String algorithm) {
        Optional<JWK> fitting = Optional.empty();
        for (Usable usable : known.keys()) {
            boolean named = kid.isEmpty() || kid.get().equals(usable.key().getKeyID());
            if (!named || !usable.algorithms().contains(algorithm)) continue;
            // a token that names no key is believed only where there is no choice
            if (fitting.isPresent()) return Optional.empty();
            fitting = Optional.of(usable.key());
        }
        return fitting;
    }

    private void refreshIfDue() {
        Known now = known;
        if (now == null || older(now, FRESH)) {
            var unused = refresh(); // its outcome is found in `known`
        }
    }

    /** One fetch at a time; within the pause the outcome of the last one stands. */
    private synchronized CompletableFuture<Known> refresh() {
        if (fetch != null && (!fetch.isDone() || !due())) return fetch;
        long started = nanoTime.getAsLong();
        spentUntil = (fetched ? Math.max(started, spentUntil) : started) + BETWEEN_FETCHES.toNanos();
        fetched = true;
        lastFetch = started;
        fetch = discover(started)
                .thenApply(found -> {
                    known = found;
                    return found;
                })
                .whenComplete((found, fault) -> tell(fault));
        return fetch;
    }

    private void tell(@Nullable Throwable fault) {
        if (fault == null) self.usable();
        else
            self.failed(
                    "cannot be read (known keys work for an hour): it " + IssuerFaults.meaning(fault, REALM, REALM));
    }

    /** Whether what the issuer was last asked for could not be had. */
    boolean isDown() {
        return self.isDown();
    }

    private boolean due() {
        long now = nanoTime.getAsLong();
        if (!fetched) return true;
        if (known == null) return now - lastFetch >= BETWEEN_FIRST_FETCHES.toNanos();
        return spentUntil - now <= BETWEEN_FETCHES.toNanos() * (FETCHES_AT_ONCE - 1);
    }

    private boolean older(Known then, Duration age) {
        return nanoTime.getAsLong() - then.fetchedAt() > age.toNanos();
    }

    private CompletableFuture<Known> discover(long started) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return http.get(URI.create(base + "/.well-known/openid-configuration")).thenCompose(document -> {
            // OpenID Connect Discovery 4.3: the issuer value must be exactly the one asked
            if (!document.text("issuer").filter(issuer::equals).isPresent())
                return failed("calls itself `" + plain(document.text("issuer").orElse("nothing"))
                        + "`: set `issuer.url` to" + " exactly that, as it stands in `iss`");
            Optional<URI> keys = endpoint(document, "jwks_uri");
            Known rest = new Known(
                    List.of(),
                    endpoint(document, "introspection_endpoint"),
                    endpoint(document, "userinfo_endpoint"),
                    started);
            // an issuer of opaque tokens alone need not sign anything
            if (keys.isEmpty() && opaque) return CompletableFuture.completedFuture(rest);
            if (keys.isEmpty()) return failed("names no `jwks_uri`: see `issuer.url`");
            return http.get(keys.get()).thenCompose(set -> read(set, rest));
        });
    }

    /** An address of the discovery document; a document fetched by https never sends us to plain http. */
    private Optional<URI> endpoint(Json.Obj document, String name) {
        try {
            return document.text(name)
                    .map(URI::create)
                    .filter(uri -> uri.getHost() != null)
                    .filter(uri -> "https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme()) && issuer.startsWith("http:")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CompletableFuture<Known> read(Json.Obj set, Known rest) {
        try {
            List<JWK> keys = JWKSet.parse(JsonWriter.text(set)).toPublicJWKSet().getKeys();
            if (keys.isEmpty()) return failed("has an empty key set: see the issuer");
            return CompletableFuture.completedFuture(new Known(
                    keys.stream().map(Usable::of).toList(), rest.introspection(), rest.userinfo(), rest.fetchedAt()));
        } catch (ParseException e) {
            return failed("has a key set that cannot be read: see the issuer");
        }
    }

    private static CompletableFuture<Known> failed(String why) {
        return CompletableFuture.failedFuture(new IssuerFaults.Unusable(why));
    }

    /** It goes into the log: no line break, nothing odd. */
    private static String plain(String url) {
        String kept = url.replaceAll("[^A-Za-z0-9.:/_~%?=&-]", "?");
        return kept.length() <= 200 ? kept : kept.substring(0, 200);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
