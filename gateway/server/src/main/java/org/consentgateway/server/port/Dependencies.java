package org.consentgateway.server.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the gateway needs of others, and whether it can be used now: each change is told in one sentence that names who it
 * is and the key to look at, and how many of a kind are down is a metric.
 */
public final class Dependencies {

    /** Each kind there is. */
    public enum Kind {
        ISSUER_KEYS,
        INTROSPECTION,
        USERINFO,
        DIRECTORY,
        SIGN_IN,
        EHR,
        EHR_DISCOVERY,
        CONSENT_SERVER,
        TOKEN_ENDPOINT,
        AUDIT_REPOSITORY,
        AUDIT_TRAIL,
        DATABASE,
        WITNESS,
        /** Of the routes. */
        TAP,
        /** By which people are told. */
        NOTICE
    }

    /** One that comes and goes is not told of each time. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final Consumer<String> told;
    private final LongSupplier nanoTime;
    private final List<Dependency> all = new CopyOnWriteArrayList<>();

    /**
     * @param told     takes each sentence
     * @param nanoTime a clock that never goes back
     */
    public Dependencies(Consumer<String> told, LongSupplier nanoTime) {
        this.told = told;
        this.nanoTime = nanoTime;
    }

    /** Those of a tool or a test that tells of nothing. */
    public static Dependencies untold() {
        return new Dependencies(sentence -> {}, System::nanoTime);
    }

    /** @param name begins each sentence about it */
    public Dependency of(Kind kind, String name) {
        Dependency one = new Dependency(kind, name);
        all.add(one);
        return one;
    }

    /** How many of that kind cannot be used now. */
    public long down(Kind kind) {
        return all.stream().filter(one -> one.kind == kind && one.isDown()).count();
    }

    /** One server, endpoint or store. Thread-safe. */
    public final class Dependency {

        private final Kind kind;
        private final String name;
        private boolean down;
        private Optional<String> lastTold = Optional.empty();
        private OptionalLong toldAt = OptionalLong.empty();

        private Dependency(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        /** @param problem what is wrong and which key to look at, in words that follow the name */
        public synchronized void failed(String problem) {
            down = true;
            long now = nanoTime.getAsLong();
            boolean justTold = toldAt.isPresent() && now - toldAt.getAsLong() < PAUSE.toNanos();
            if (justTold || lastTold.equals(Optional.of(problem))) return;
            lastTold = Optional.of(problem);
            toldAt = OptionalLong.of(now);
            told.accept(name + " " + problem);
        }

        /** It did what it is there for. */
        public synchronized void usable() {
            down = false;
            if (lastTold.isEmpty()) return;
            lastTold = Optional.empty();
            told.accept(name + " can be used again");
        }

        /** Whether it could not be used when it was last needed. */
        public synchronized boolean isDown() {
            return down;
        }
    }
}
