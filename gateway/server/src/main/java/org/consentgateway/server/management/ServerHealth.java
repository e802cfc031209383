package org.consentgateway.server.management;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** How a server that the gateway calls has answered: its last good answer, and its last error. */
public final class ServerHealth {

    private final InstantSource clock;
    private volatile Optional<Instant> good = Optional.empty();
    private volatile Optional<Instant> bad = Optional.empty();
    private volatile int status;

    public ServerHealth(InstantSource clock) {
        this.clock = clock;
    }

    /** Told of each answer. @param answered status, 0 where none came */
    public void heard(int answered) {
        if (answered > 0 && answered < 500) {
            good = Optional.of(clock.instant());
        } else {
            status = answered;
            bad = Optional.of(clock.instant());
        }
    }

    /** Whether the last answer was a good one; nothing heard is nothing bad. */
    public boolean good() {
        return bad.isEmpty() || good.filter(bad.get()::isBefore).isPresent();
    }

    /** In words. */
    public String text() {
        String last = good.map(at -> "last good answer " + at).orElse("no good answer yet");
        return last
                + bad.map(at -> "; last error " + at + ", " + (status == 0 ? "no answer" : "status " + status))
                        .orElse("; no error since the start");
    }
}
