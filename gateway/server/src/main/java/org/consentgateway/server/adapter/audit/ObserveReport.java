package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;

/**
 * What enforcing would have changed in everything that was answered while a gateway observed, counted by app, type, rule
 * and reason. It names no resource, no patient and no user.
 */
public final class ObserveReport {

    /**
     * How often.
     *
     * @param resources how many were answered; a resource that is answered twice counts twice
     * @param requests  in how many requests
     */
    public record Count(long resources, long requests) {
        Count plus(long more, boolean fresh) {
            return new Count(resources + more, requests + (fresh ? 1 : 0));
        }
    }

    /** What is known of a request that has not ended in the trail yet. */
    private static final class Open {
        private final String app;
        private final Set<ObservedChange> counted = new HashSet<>();

        private Open(String app) {
            this.app = app;
        }
    }

    private final Map<ObservedChange, Count> changes = new TreeMap<>();
    private final Map<String, Open> open = new HashMap<>();
    private final Set<String> apps = new HashSet<>();
    private long requests;
    private long changed;
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();

    private ObserveReport() {}

    /** Reads the trail of a data folder, which may be in use. */
    public static ObserveReport of(Path dataFolder) throws IOException {
        ObserveReport report = new ObserveReport();
        new TrailWalk(dataFolder).from(Instant.EPOCH, (record, sets) -> report.take(record));
        return report;
    }

    /** Each change with how often it would have been made. */
    public Map<ObservedChange, Count> changes() {
        return Map.copyOf(changes);
    }

    /** Each change, in order of its app, type, and so on. */
    Stream<Map.Entry<ObservedChange, Count>> inOrder() {
        return changes.entrySet().stream();
    }

    /** How many requests were answered. */
    public long requests() {
        return requests;
    }

    /** Of how many of them the answer would have been another. */
    public long changed() {
        return changed;
    }

    int apps() {
        return apps.size();
    }

    /** When the first of them was answered; empty where nothing was observed. */
    Optional<Instant> first() {
        return first;
    }

    Optional<Instant> last() {
        return last;
    }

    private void take(Recorded record) {
        if (record.kind() == Trail.Kind.OUTCOME) open.remove(record.requestId());
        if (!ObservedChange.observed(record) || ObservedChange.unreachable(record)) return;
        if (record.kind() == Trail.Kind.DECISION) begin(record);
        Open request = open.get(record.requestId());
        if (request == null) return; // its decision was not observed
        if (!ObservedChange.refused(record))
            ObservedChange.judged(record, request.app).forEach(change -> count(request, change));
        else if (record.kind() == Trail.Kind.DECISION) count(request, ObservedChange.refusal(record));
    }

    private void begin(Recorded decision) {
        String app = ObservedChange.client(decision.body());
        open.put(decision.requestId(), new Open(app));
        apps.add(app);
        requests++;
        if (first.isEmpty()) first = Optional.of(decision.at());
        last = Optional.of(decision.at());
    }

    private void count(Open request, ObservedChange change) {
        if (request.counted.isEmpty()) changed++;
        boolean fresh = request.counted.add(change);
        long resources = change.would().equals("refuse") ? 0 : 1;
        changes.merge(change, new Count(resources, 1), (known, any) -> known.plus(resources, fresh));
    }
}
