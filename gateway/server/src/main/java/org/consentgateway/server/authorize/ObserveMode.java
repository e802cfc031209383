package org.consentgateway.server.authorize;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Refusal;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.SearchPlanner;

/**
 * Whether answers pass as the EHR gave them while the trail tells what enforcing would have done. It ends at an instant,
 * once and for all: a clock that is put back does not begin it again.
 */
public final class ObserveMode {

    private final Optional<Instant> until;
    private final InstantSource clock;
    private volatile boolean ended;

    private ObserveMode(Optional<Instant> until, InstantSource clock) {
        this.until = until;
        this.clock = clock;
        this.ended = until.isEmpty();
    }

    /** An installation that enforces. */
    public static ObserveMode never() {
        return new ObserveMode(Optional.empty(), InstantSource.system());
    }

    /** Until then, exclusively. */
    public static ObserveMode until(Instant end, InstantSource clock) {
        return new ObserveMode(Optional.of(end), clock);
    }

    /** Whether it observes at this moment. */
    public boolean now() {
        if (!ended && !clock.instant().isBefore(until.orElseThrow())) ended = true;
        return !ended;
    }

    /** When it ends, where it ever began. */
    public Optional<Instant> until() {
        return until;
    }

    /** How long it still observes; zero where it enforces. */
    public Duration left() {
        return now() ? Duration.between(clock.instant(), until.orElseThrow()) : Duration.ZERO;
    }

    /** As what enforcing would refuse a search that passes now. */
    public Optional<Refusal> refusal(SearchPlanner enforcing, FhirRequest request) {
        if (!now() || !isSearch(request)) return Optional.empty();
        return enforcing.plan(request).refusal().filter(refusal -> refusal.why() == Why.SEARCH_ORACLE);
    }

    private static boolean isSearch(FhirRequest request) {
        return request.interaction() == Interaction.SEARCH_TYPE
                || request.interaction() == Interaction.SEARCH_COMPARTMENT;
    }
}
