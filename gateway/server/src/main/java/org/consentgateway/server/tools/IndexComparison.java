package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.port.DecisionRow;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.WithheldRow;

/** Holds the index against the trail that it was made from, a piece at a time, so that a long trail needs no more memory. */
public final class IndexComparison {

    private static final int PIECE = 2_000;

    /**
     * What was found.
     *
     * @param upTo      number of the last record that was looked at; 0 where there was none
     * @param differing about which record they differ first
     * @param counts    what the trail kept back, as the index counts it
     */
    public record Result(long upTo, OptionalLong differing, Map<List<String>, Long> counts) {
        public Result {
            counts = Map.copyOf(counts);
        }

        /** Whether the index says of each request and resource what the trail says. */
        public boolean equal() {
            return differing.isEmpty();
        }
    }

    private final TrailWalk trail;
    private final TrailIndexStore store;

    public IndexComparison(TrailWalk trail, TrailIndexStore store) {
        this.trail = trail;
        this.store = store;
    }

    /**
     * Compares what was recorded from an instant on and has been indexed.
     *
     * @param stopped whether nobody waits for the answer any more
     * @throws IOException where the trail cannot be read, or is not to be read to its end
     */
    public Result since(Instant from, BooleanSupplier stopped) throws IOException {
        Run run = new Run(trail.name());
        trail.from(from, (record, sets) -> {
            if (stopped.getAsBoolean()) throw new InterruptedIOException("not compared to the end");
            run.take(record);
        });
        run.compare();
        // of a request that was refused meanwhile the end may stand behind what was read
        if (!run.missing.isEmpty()) trail.from(from, (record, sets) -> run.refused(record));
        run.missing.values().stream().min(Long::compare).ifPresent(run::differs);
        return new Result(run.upTo, run.differing, run.counts);
    }

    private final class Run {

        private final String name;
        private final long indexed;
        private final List<Recorded> piece = new ArrayList<>(PIECE);
        /** Requests whose resources the index does not have: right, where they were refused after all. */
        final Map<String, Long> missing = new HashMap<>();

        final Map<List<String>, Long> counts = new TreeMap<>(IndexComparison::inOrder);
        OptionalLong differing = OptionalLong.empty();
        long upTo;

        Run(String name) {
            this.name = name;
            this.indexed = store.indexed(name);
        }

        void take(Recorded record) {
            if (record.sequence() > indexed) return;
            piece.add(record);
            if (piece.size() == PIECE) compare();
        }

        void compare() {
            if (piece.isEmpty()) return;
            long first = piece.get(0).sequence();
            long last = piece.get(piece.size() - 1).sequence();
            if (!DecisionRow.of(piece).equals(store.requests(name, first, last))) differs(first);
            List<DisclosedRow> known = store.disclosed(name, first, last);
            Set<String> there = known.stream().map(DisclosedRow::request).collect(Collectors.toSet());
            List<DisclosedRow> told = new ArrayList<>();
            for (Recorded record : piece)
                for (DisclosedRow row : DisclosedRow.of(record)) {
                    if (there.contains(row.request())) told.add(row);
                    else missing.putIfAbsent(row.request(), row.sequence());
                }
            if (!told.equals(known)) differs(first);
            for (Recorded record : piece) {
                refused(record);
                boolean refusedAndThere = TrailIndexStore.nothingLeft(record)
                        && (there.contains(record.requestId()) || store.holds(name, record.requestId()));
                if (refusedAndThere) differs(record.sequence());
                WithheldRow.of(record).stream()
                        .map(WithheldRow::counted)
                        .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum));
            }
            upTo = last;
            piece.clear();
        }

        void refused(Recorded record) {
            if (TrailIndexStore.nothingLeft(record)) missing.remove(record.requestId());
        }

        void differs(long sequence) {
            differing = OptionalLong.of(Math.min(sequence, differing.orElse(Long.MAX_VALUE)));
        }
    }

    private static int inOrder(List<String> one, List<String> other) {
        return String.join("\n", one).compareTo(String.join("\n", other));
    }
}
