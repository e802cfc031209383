package org.consentgateway.server.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import org.consentgateway.server.stage.Plan;

/**
 * How many calls a minute the EHR is asked. Each request is reckoned by its kind, as much as a usual one of that kind costs:
 * what it really costs depends on what is hidden, and a budget that is spent by that would tell.
 */
public final class MinuteBudget {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final int calls;
    private final InstantSource clock;
    private long minute;
    private long spent;

    /** @param calls in a minute of the clock */
    public MinuteBudget(int calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** Takes what a request of this kind costs; whether there was as much left. */
    synchronized boolean admits(Plan plan) {
        long now = clock.millis() / MINUTE;
        if (now != minute) {
            minute = now;
            spent = 0;
        }
        int cost = cost(plan);
        if (cost > 0 && spent + cost > calls) return false;
        spent += cost;
        return true;
    }

    /** Seconds until the next minute begins: the same for whoever asks now. */
    String retryAfter() {
        return Long.toString(Math.max(1, (MINUTE - Math.floorMod(clock.millis(), MINUTE) + 999) / 1000));
    }

    /** The parts of a batch are reckoned one by one. */
    private static int cost(Plan plan) {
        if (plan instanceof Plan.GatewayAnswer || plan instanceof Plan.Batch) return 0;
        if (plan instanceof Plan.Terminology) return 1;
        if (plan instanceof Plan.Read) return 4;
        if (plan instanceof Plan.Everything) return 20;
        return 8;
    }
}
