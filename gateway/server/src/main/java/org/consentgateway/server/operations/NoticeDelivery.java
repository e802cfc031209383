package org.consentgateway.server.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.consentgateway.server.port.Dependencies.Dependency;
import org.consentgateway.server.port.NoticeOutlet;
import org.consentgateway.server.port.Notices;
import org.consentgateway.server.port.Notices.Batch;
import org.consentgateway.server.port.Notices.Channel;
import org.consentgateway.server.port.Notices.Pace;

/** One channel by which notices go out; what fails stays and is tried again. One thread. */
public final class NoticeDelivery {

    /** At once is within this: what happens all the time fills no mailbox. */
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Channel channel;
    private final Notices notices;
    private final NoticeOutlet outlet;
    private final NoticeText text;
    private final Pace pace;
    private final Dependency told;
    private final Runnable failure;
    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private volatile Optional<String> lastFailure = Optional.empty();

    /**
     * @param told    whether it can be used
     * @param failure counts one
     */
    public NoticeDelivery(
            Channel channel,
            Notices notices,
            NoticeOutlet outlet,
            NoticeText text,
            Pace pace,
            Dependency told,
            Runnable failure,
            InstantSource clock) {
        this.channel = channel;
        this.notices = notices;
        this.outlet = outlet;
        this.text = text;
        this.pace = pace;
        this.told = told;
        this.failure = failure;
        this.clock = clock;
    }

    /** Sends what is due. */
    public void deliver() {
        if (clock.instant().isBefore(next)) return;
        Optional<Batch> due = notices.take(channel, pace, clock.instant());
        if (due.isEmpty()) return;
        try {
            outlet.send(text.of(due.get(), clock.instant()));
        } catch (NoticeOutlet.Undelivered e) {
            lastFailure = Optional.of(channel.code() + ": " + e.getMessage());
            told.failed("does not take notices (" + e.getMessage() + "): see `notices." + channel.code() + "`");
            failure.run();
            next = clock.instant().plus(AGAIN);
            notices.failed(due.get(), next);
            return;
        }
        notices.delivered(due.get());
        next = clock.instant().plus(BETWEEN);
        lastFailure = Optional.empty();
        told.usable();
    }

    /** Why the last attempt failed; empty where it did not. */
    public Optional<String> lastFailure() {
        return lastFailure;
    }
}
