package org.consentgateway.server;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.consentgateway.server.tools.IndexComparison;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each night what was recorded in the last two days, and what was kept back in its months, is held against the index beside
 * the grants: what pages and reports say rests on it. All of a trail is compared by {@code gateway.jar index --compare}.
 */
final class NightlyComparison {

    private static final Logger LOG = LoggerFactory.getLogger(NightlyComparison.class);
    private static final LocalTime AT = LocalTime.of(3, 0);
    private static final Duration BACK = Duration.ofDays(2);

    /** What was found last. */
    record Found(Instant at, boolean good, String detail) {}

    private final Runnable fresh;
    private final IndexComparison comparison;
    private final Clock clock;
    private final ZoneId zone;
    private Instant due;
    private volatile boolean stopped;
    private volatile Optional<Found> last = Optional.empty();

    /** @param fresh brings into the index what was recorded before */
    NightlyComparison(Runnable fresh, IndexComparison comparison, Clock clock, ZoneId zone) {
        this.fresh = fresh;
        this.comparison = comparison;
        this.clock = clock;
        this.zone = zone;
        this.due = next();
    }

    private Instant next() {
        ZonedDateTime now = ZonedDateTime.ofInstant(clock.instant(), zone);
        ZonedDateTime today = now.with(AT);
        return (today.isAfter(now) ? today : today.plusDays(1)).toInstant();
    }

    /** Empty until the first night. */
    Optional<Found> last() {
        return last;
    }

    /** Whether nothing is known against it. */
    boolean good() {
        return last.map(Found::good).orElse(true);
    }

    /** Compares where the night has come since it did so last. Blocks, and may take long. */
    void compareWhenDue() {
        if (clock.instant().isBefore(due)) return;
        due = next();
        Instant begun = clock.instant();
        try {
            fresh.run();
            IndexComparison.Result result = comparison.since(begun.minus(BACK), () -> stopped);
            keep(new Found(begun, result.equal(), told(result)));
        } catch (IOException | RuntimeException e) {
            if (stopped) return;
            keep(new Found(
                    begun, false, "could not be compared: " + e.getClass().getName()));
        }
    }

    private static String told(IndexComparison.Result result) {
        if (result.equal()) return "equals the trail up to record " + result.upTo();
        String where = result.differing().isPresent()
                ? "about record " + result.differing().getAsLong()
                : "in what it counts as kept back in " + String.join(", ", result.months());
        return "DIFFERS from the trail " + where + ": run `gateway.jar index --rebuild`";
    }

    private void keep(Found found) {
        if (!found.good()) LOG.error("the index of the trail {}", found.detail());
        last = Optional.of(found);
    }

    /** It is not waited for any more. */
    void stop() {
        stopped = true;
    }
}
