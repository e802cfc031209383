package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.operations.ReplayResult;

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

    /** Decides again from an instant on; once. */
    public ReplayResult since(Instant from) throws IOException {
        replayed.from(trail, from, this::count);
        List<ReplayResult.Difference> all = differences.entrySet().stream()
                .map(one -> new ReplayResult.Difference(
                        one.getKey(),
                        List.copyOf(one.getValue().requests()),
                        one.getValue().resources()[0]))
                .toList();
        long differing =
                all.stream().mapToLong(ReplayResult.Difference::resources).sum();
        return new ReplayResult(
                all,
                same + differing,
                differing,
                notReplayable,
                trail.archivedBefore().filter(from::isBefore));
    }

    /** @return 0, also where decisions differ; 1 where the trail cannot be read */
    public int run(Instant since, PrintStream out) {
        ReplayResult result;
        try {
            result = since(since);
        } catch (IOException e) {
            out.println("the audit trail cannot be read: " + e.getMessage());
            return 1;
        }
        for (ReplayResult.Difference one : result.differences()) {
            out.println(one.change() + ": " + one.resources() + " resources in "
                    + one.requests().size() + " requests");
            one.requests().stream().limit(MOST).forEach(request -> out.println("  " + request));
            if (one.requests().size() > MOST)
                out.println("  and " + (one.requests().size() - MOST) + " more");
        }
        result.archivedBefore()
                .ifPresent(begins -> out.println("records before " + begins
                        + " are in an archive and were not decided again: `gateway.jar restore` first"));
        out.println(result.decided() + " decided again, " + result.differing() + " differ, " + result.notReplayable()
                + " not replayable");
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
