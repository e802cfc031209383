package org.consentgateway.server.adapter.upstream;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.config.GatewayConfig.KeyRotation;

/**
 * The gateway's own key pairs, with which it proves to a token endpoint which client it is (RFC 7523 2.2). Each generation
 * holds one of RSA and one of the curve P-384, as SMART Backend Services ask of a client; several gateways share their
 * folder. A new generation is published at once and signs after the overlap, and the one before stays published for as
 * long again: a server that keeps our keys for less than the overlap never meets an unknown one.
 */
public final class SigningKeys {

    private final SigningKeyFiles files;
    private final KeyRotation rotation;
    private final InstantSource clock;
    private volatile List<Generation> generations = List.of(); // oldest first

    /**
     * Key pairs made together.
     *
     * @param number 1 for the first
     * @param made   when
     * @param signs  from when on they sign
     * @param keys   private, one of each type
     */
    record Generation(int number, Instant made, Instant signs, JWKSet keys) {
        @Override
        public String toString() {
            return "Generation " + number;
        }
    }

    /**
     * What a rotation has begun.
     *
     * @param kids  of the new keys
     * @param signs from when on these sign
     * @param ends  until when the ones before stay published
     */
    public record Rotated(List<String> kids, Instant signs, Instant ends) {}

    /** Of who signs nothing. */
    static SigningKeys none() {
        return new SigningKeys(
                Path.of("none"), new KeyRotation(Duration.ofDays(1), Duration.ofDays(1)), InstantSource.system());
    }

    /** Reads nothing yet. */
    public SigningKeys(Path folder, KeyRotation rotation, InstantSource clock) {
        this.files = new SigningKeyFiles(folder);
        this.rotation = rotation;
        this.clock = clock;
    }

    /** Reads what another gateway or the command has made, makes what is due by age, and deletes what is no longer published. */
    public synchronized void refresh() throws IOException {
        Instant now = clock.instant();
        generations = files.read(generations);
        if (generations.isEmpty()) add(1, now, now);
        Generation newest = newest();
        if (!newest.made().plus(rotation.maxAge()).isAfter(now))
            add(newest.number() + 1, now, now.plus(rotation.overlap()));
        for (Generation old : List.copyOf(generations)) if (!isPublished(old, now)) files.delete(old);
        generations = files.read(generations);
    }

    /**
     * Begins a rotation before its time.
     *
     * @param atOnce whether the new keys sign now, and none from before stays
     */
    public synchronized Rotated rotate(boolean atOnce) throws IOException {
        refresh();
        Instant now = clock.instant();
        List<Generation> before = generations;
        add(newest().number() + 1, now, atOnce ? now : now.plus(rotation.overlap()));
        if (atOnce) for (Generation old : before) files.delete(old);
        generations = files.read(generations);
        Generation made = newest();
        return new Rotated(
                made.keys().getKeys().stream().map(JWK::getKeyID).toList(),
                made.signs(),
                made.signs().plus(rotation.overlap()));
    }

    /** The private key that signs now by this algorithm. */
    JWK signing(JWSAlgorithm algorithm) {
        Instant now = clock.instant();
        return generations.stream()
                .filter(one -> !one.signs().isAfter(now))
                .max(Comparator.comparing(Generation::number))
                // a clock that was put back: the oldest is the one that is known to others
                .or(() -> generations.stream().findFirst())
                .flatMap(one -> one.keys().getKeys().stream()
                        .filter(key -> algorithm.equals(key.getAlgorithm()))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("no key of the gateway was read"));
    }

    /** The public keys that a server may meet now, as a JWK Set (RFC 7517 5). */
    public String published() {
        Instant now = clock.instant();
        List<JWK> keys = generations.stream()
                .filter(one -> isPublished(one, now))
                .flatMap(one -> one.keys().getKeys().stream())
                .map(JWK::toPublicJWK)
                .toList();
        return new JWKSet(keys).toString();
    }

    /** For how long a server may keep what was published. */
    public Duration keepable() {
        Duration half = rotation.overlap().dividedBy(2);
        return half.compareTo(Duration.ofHours(1)) < 0 ? half : Duration.ofHours(1);
    }

    private boolean isPublished(Generation one, Instant now) {
        Optional<Generation> next = generations.stream()
                .filter(other -> other.number() > one.number())
                .min(Comparator.comparing(Generation::signs));
        return next.filter(other -> !other.signs().plus(rotation.overlap()).isAfter(now))
                .isEmpty();
    }

    private void add(int number, Instant made, Instant signs) throws IOException {
        files.make(number, made, signs);
        generations = files.read(generations);
    }

    private Generation newest() {
        return generations.get(generations.size() - 1);
    }
}
