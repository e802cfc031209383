package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.server.adapter.audit.TrailWalk;

/**
 * {@code gateway.jar replay}: decides past requests of the trail under a draft pack and prints what would differ, by rule,
 * with the ids of the requests. What its record does not tell is counted as not replayable.
 */
public final class Replay {

    /** Request ids printed for one difference. */
    private static final int MOST = 50;

    private record Change(String from, String to, String rule, String reason) {
        @Override
        public String toString() {
            return from + " -> " + to + " by `" + rule + "` (" + reason + ")";
        }
    }

    private record Where(Set<String> requests, int[] resources) {}

    private final TrailWalk trail;
    private final Replayed replayed;
    private final Map<String, Where> differences = new TreeMap<>();
    private long same;
    private long notReplayable;

    public Replay(TrailWalk trail, Replayed replayed) {
        this.trail = trail;
        this.replayed = replayed;
    }

    /** @return 0, also where decisions differ; 1 where the trail cannot be read */
    public int run(Instant since, PrintStream out) {
        try {
            replayed.from(trail, since, this::count);
        } catch (IOException e) {
            out.println("the audit trail cannot be read: " + e.getMessage());
            return 1;
        }
        long differing = 0;
        for (Map.Entry<String, Where> one : differences.entrySet()) {
            Where where = one.getValue();
            differing += where.resources()[0];
            out.println(one.getKey() + ": " + where.resources()[0] + " resources in "
                    + where.requests().size() + " requests");
            where.requests().stream().limit(MOST).forEach(request -> out.println("  " + request));
            if (where.requests().size() > MOST)
                out.println("  and " + (where.requests().size() - MOST) + " more");
        }
        out.println(
                (same + differing) + " decided again, " + differing + " differ, " + notReplayable + " not replayable");
        out.flush();
        return 0;
    }

    private void count(Replayed.Resource one) {
        if (one.now().isEmpty()) notReplayable++;
        else if (!one.differs()) same++;
        else {
            Replayed.Outcome now = one.now().get();
            String change = new Change(one.then().verdict(), now.verdict(), now.rule(), now.reason()).toString();
            Where where = differences.computeIfAbsent(change, fresh -> new Where(new LinkedHashSet<>(), new int[1]));
            where.requests().add(one.record().requestId());
            where.resources()[0]++;
        }
    }
}
