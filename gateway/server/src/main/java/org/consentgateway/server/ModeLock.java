package org.consentgateway.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.adapter.audit.Opening;
import org.consentgateway.server.adapter.jdbc.ModeStore;
import org.consentgateway.server.authorize.ObserveMode;
import org.consentgateway.server.config.PolicyConfig.Observe;
import org.consentgateway.server.port.StoreUnavailable;

/**
 * Whether an installation may observe. It may while neither its data folder nor its database ever enforced, for 30 days
 * from its first record on; what once enforced enforces for good.
 */
final class ModeLock {

    private static final Duration LONGEST = Duration.ofDays(30);

    private final Path dataFolder;
    private final Optional<Observe> wanted;
    private final Clock clock;
    private final Optional<Instant> since;

    private ModeLock(Path dataFolder, Optional<Observe> wanted, Clock clock, Optional<Instant> since) {
        this.dataFolder = dataFolder;
        this.wanted = wanted;
        this.clock = clock;
        this.since = since;
    }

    /**
     * Looks at the data folder before anything is written there.
     *
     * @throws CannotStart where it enforced once and should observe now
     */
    static ModeLock of(Path dataFolder, Optional<Observe> wanted, Clock clock) throws CannotStart, IOException {
        Opening.Begun begun = Opening.of(dataFolder);
        Optional<Instant> since =
                begun instanceof Opening.Begun.Observing first ? Optional.of(first.since()) : Optional.empty();
        ModeLock lock = new ModeLock(dataFolder, wanted, clock, since);
        if (lock.wantsToObserve()) {
            if (begun instanceof Opening.Begun.Enforcing || Opening.enforced(dataFolder)) throw refused("`data.dir`");
            lock.within(since.orElse(clock.instant()));
        } else if (wanted.isPresent() && begun instanceof Opening.Begun.Empty) {
            throw new CannotStart(List.of("`mode.until` is past: there is nothing to observe until then; set"
                    + " `mode.until` to at most 30 days from now, or take the `mode` keys out"));
        }
        return lock;
    }

    /** With what the trail begins, where it has no records yet. */
    Optional<Opening> opening() {
        return wanted.map(observe -> new Opening(observe.name(), observe.reason()));
    }

    /**
     * Looks at the database, and marks what is so from now on.
     *
     * @throws CannotStart where it enforced once and should observe now
     */
    ObserveMode begin(ModeStore store) throws CannotStart, IOException {
        if (!wantsToObserve()) {
            enforces(store);
            return ObserveMode.never();
        }
        if (store.enforced().isPresent()) throw refused("the database");
        // whoever ended in the second of its end, or was not there, has not marked that it enforced
        if (store.end().filter(end -> !clock.instant().isBefore(end)).isPresent()) throw refused("the database");
        Instant first = since.orElse(clock.instant());
        Instant earliest = store.observed().filter(first::isAfter).orElse(first);
        within(earliest);
        store.observes(first, wanted.orElseThrow().until());
        return ObserveMode.until(wanted.orElseThrow().until(), clock);
    }

    /** From the end of observing on this is kept on disk as well; called again and again until it is. */
    void keep(ObserveMode observing, ModeStore store) throws IOException {
        if (observing.until().isPresent() && !observing.now()) enforces(store);
    }

    private void enforces(ModeStore store) throws IOException {
        Opening.enforces(dataFolder);
        try {
            store.enforces(clock.instant());
        } catch (StoreUnavailable e) {
            throw new IOException("the database does not take that it enforces", e);
        }
    }

    /** What should observe until an instant that is past enforces: a restart after the end is no reason to stand still. */
    private boolean wantsToObserve() {
        return wanted.filter(observe -> clock.instant().isBefore(observe.until()))
                .isPresent();
    }

    private void within(Instant first) throws CannotStart {
        Instant latest = first.plus(LONGEST);
        if (wanted.orElseThrow().until().isAfter(latest))
            throw new CannotStart(List.of("`mode.until` is later than 30 days after the first record: `" + latest
                    + "` is the latest that can be set, however often the gateway is started"));
    }

    private static CannotStart refused(String what) {
        return new CannotStart(List.of("`mode` is `observe`, but " + what
                + " belongs to an installation that has enforced: set `mode: enforce`; it cannot observe again"));
    }
}
