package org.consentgateway.server.operations;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;
import org.consentgateway.server.port.GrantRegister;
import org.consentgateway.server.port.Notices;
import org.consentgateway.server.port.Notices.Channel;
import org.consentgateway.server.port.Notices.Kind;
import org.consentgateway.server.port.Notices.Unattended;

/** Looks for what people are to be told of. One thread. */
public final class NoticeWatch {

    /** What happened longer ago when a trail is looked at first is old news. */
    private static final Duration NEWS = Duration.ofDays(1);

    private static final Duration MONTH = Duration.ofDays(30);
    private static final int GRANTS = 1_000;

    private final Notices notices;
    private final GrantRegister grants;
    private final LongSupplier backlog;
    private final long usualBacklog;
    private final Set<Channel> channels;
    private final InstantSource clock;
    private boolean backlogTold;
    private volatile Unattended unattended = new Unattended(0, 0);

    /** @param usualBacklog above it people are told, once until it is half as large again */
    public NoticeWatch(
            Notices notices,
            GrantRegister grants,
            LongSupplier backlog,
            long usualBacklog,
            Set<Channel> channels,
            InstantSource clock) {
        this.notices = notices;
        this.grants = grants;
        this.backlog = backlog;
        this.usualBacklog = usualBacklog;
        this.channels = Set.copyOf(channels);
        this.clock = clock;
    }

    /** Tells of what is new. */
    public void look() {
        notices.follow(clock.instant().minus(NEWS), channels);
        for (GrantRegister.Filed filed : grants.waiting(GRANTS))
            notices.tell(Kind.GRANT_WAITS, filed.grant().id(), filed.createdAt(), channels);
        backlog();
        unattended = notices.unattended(clock.instant().minus(MONTH));
    }

    private void backlog() {
        long now = backlog.getAsLong();
        if (now > usualBacklog && !backlogTold)
            notices.tell(Kind.DELIVERY_BACKLOG, "since " + clock.instant(), clock.instant(), channels);
        backlogTold = backlogTold ? now > usualBacklog / 2 : now > usualBacklog;
    }

    /** The trail was found not to be as it was written. */
    public void unverified() {
        notices.tell(Kind.TRAIL_UNVERIFIED, "at " + clock.instant(), clock.instant(), channels);
    }

    /** What nobody has looked at, as of the last look. */
    public Unattended unattended() {
        return unattended;
    }
}
