package org.consentgateway.server.port;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What people are told of by themselves, kept until it is delivered, also through a restart. Each happening is told once,
 * however many gateways share the database; where one dies while it delivers, another delivers again. Blocks.
 */
public interface Notices {

    /** What there is to tell; a closed list. */
    enum Kind {
        /** A request asserted break-glass. */
        BREAK_GLASS,
        /** A note was opened by a grant for a serious threat. 45 CFR 164.512(j)(1)(i) */
        SERIOUS_THREAT,
        /** A legal-basis grant waits for a second person. */
        GRANT_WAITS,
        /** The audit trail is not as it was written. */
        TRAIL_UNVERIFIED,
        /** Records wait to be delivered as AuditEvents, more than is usual. */
        DELIVERY_BACKLOG;

        /** As messages and the database name it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How people are told. */
    enum Channel {
        MAIL,
        WEBHOOK;

        /** As the database names it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How often something happened, and when. */
    record Line(Kind kind, long times, Instant first, Instant last) {}

    /**
     * What goes out together.
     *
     * @param id of this attempt
     */
    record Batch(String id, Channel channel, List<Line> lines) {
        public Batch {
            lines = lines.stream().sorted(Comparator.comparing(Line::kind)).toList();
            if (lines.isEmpty()) throw new IllegalArgumentException("nothing to tell");
        }
    }

    /**
     * When what waits goes out.
     *
     * @param atOnce kinds that wait for nothing
     * @param digest how long the others wait for more of their like
     */
    record Pace(Set<Kind> atOnce, Duration digest) {
        public Pace {
            atOnce = Set.copyOf(atOnce);
        }
    }

    /** What a person has not looked at yet. */
    record Unattended(long breakGlass, long grants) {}

    /** Tells of what the index of the trails holds since it was last asked; the first time, of what is newer than this. */
    void follow(Instant since, Set<Channel> to);

    /** Tells of a happening, unless it was told of before. */
    void tell(Kind kind, String occurrence, Instant at, Set<Channel> to);

    /** Takes what is to go out now; nobody else is given it for a while. */
    Optional<Batch> take(Channel channel, Pace pace, Instant now);

    /** It has gone out. */
    void delivered(Batch batch);

    /** It has not: it is given out again after this. */
    void failed(Batch batch, Instant after);

    /** How many wait to go out, over all channels. */
    long waiting();

    /** Break-glass that was not reviewed, of those since then, and grants that wait. */
    Unattended unattended(Instant since);
}
