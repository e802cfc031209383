package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.port.AccountableRow;
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
     * @param months    {@code yyyy-MM}, in which what was kept back is counted otherwise than the trail tells
     */
    public record Result(long upTo, OptionalLong differing, SortedSet<String> months) {
        public Result {
            months = Collections.unmodifiableSortedSet(new TreeSet<>(months));
        }

        /** Whether the index says of each request, resource and month what the trail says. */
        public boolean equal() {
            return differing.isEmpty() && months.isEmpty();
        }
    }

    private final TrailWalk trail;
    private final TrailIndexStore store;

    public IndexComparison(TrailWalk trail, TrailIndexStore store) {
        this.trail = trail;
        this.store = store;
    }

    /**
     * Compares what was recorded from an instant on and has been indexed, and what was kept back in each month that is not
     * over then. A month whose first records are archived is not counted: nothing here tells them.
     *
     * @param stopped whether nobody waits for the answer any more
     * @throws IOException where the trail cannot be read, or is not to be read to its end
     */
    public Result since(Instant from, BooleanSupplier stopped) throws IOException {
        String first = WithheldRow.month(from);
        Run run = new Run(trail.name(), trail.first() > 1);
        trail.from(WithheldRow.begin(first), (record, sets) -> {
            if (stopped.getAsBoolean()) throw new InterruptedIOException("not compared to the end");
            run.count(record);
            if (!record.at().isBefore(from)) run.take(record);
        });
        run.compare();
        // of a request that was refused meanwhile the end may stand behind what was read
        if (!run.missing.isEmpty()) trail.from(from, (record, sets) -> run.refused(record));
        run.missing.values().stream().min(Long::compare).ifPresent(run::differs);
        return new Result(run.upTo, run.differing, run.months(first));
    }

    private final class Run {

        private final String name;
        private final TrailIndexStore.Counted index;
        private final boolean archived;
        private final List<Recorded> piece = new ArrayList<>(PIECE);
        /** Requests whose resources the index does not have: right, where they were refused after all. */
        final Map<String, Long> missing = new HashMap<>();

        private final Map<List<String>, Long> counts = new HashMap<>();
        private Optional<String> firstMonth = Optional.empty();
        OptionalLong differing = OptionalLong.empty();
        long upTo;

        Run(String name, boolean archived) {
            this.name = name;
            this.index = store.counted(name);
            this.archived = archived;
        }

        void count(Recorded record) {
            if (firstMonth.isEmpty()) firstMonth = Optional.of(WithheldRow.month(record.at()));
            if (record.sequence() > index.indexed()) return;
            WithheldRow.of(record).stream()
                    .map(WithheldRow::counted)
                    .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum));
        }

        /** Months from this one on that are counted otherwise. */
        SortedSet<String> months(String first) {
            SortedSet<String> months = new TreeSet<>();
            Stream.concat(counts.keySet().stream(), index.counts().keySet().stream())
                    .filter(key -> key.get(0).compareTo(first) >= 0)
                    .filter(key -> !archived || key.get(0).compareTo(firstMonth.orElse("")) > 0)
                    .filter(key ->
                            !Objects.equals(counts.get(key), index.counts().get(key)))
                    .forEach(key -> months.add(key.get(0)));
            return months;
        }

        void take(Recorded record) {
            if (record.sequence() > index.indexed()) return;
            piece.add(record);
            if (piece.size() == PIECE) compare();
        }

        void compare() {
            if (piece.isEmpty()) return;
            long first = piece.get(0).sequence();
            long last = piece.get(piece.size() - 1).sequence();
            if (!DecisionRow.of(piece).equals(store.requests(name, first, last))) differs(first);
            List<DisclosedRow> known = store.disclosed(name, first, last);
            Set<String> there = known.stream().map(row -> row.entry().request()).collect(Collectors.toSet());
            List<DisclosedRow> told = new ArrayList<>();
            for (Recorded record : piece)
                for (DisclosedRow row : DisclosedRow.of(record)) {
                    if (there.contains(row.entry().request())) told.add(row);
                    else missing.putIfAbsent(row.entry().request(), row.entry().sequence());
                }
            if (!told.equals(known)) differs(first);
            if (!accountable(piece).equals(store.accountable().of(name, first, last))) differs(first);
            for (Recorded record : piece) {
                refused(record);
                boolean refusedAndThere = TrailIndexStore.nothingLeft(record)
                        && (there.contains(record.requestId()) || store.holds(name, record.requestId()));
                if (refusedAndThere) differs(record.sequence());
            }
            upTo = last;
            piece.clear();
        }

        private static List<AccountableRow> accountable(List<Recorded> records) {
            return records.stream()
                    .flatMap(record -> AccountableRow.of(record).stream())
                    .toList();
        }

        void refused(Recorded record) {
            if (TrailIndexStore.nothingLeft(record)) missing.remove(record.requestId());
        }

        void differs(long sequence) {
            differing = OptionalLong.of(Math.min(sequence, differing.orElse(Long.MAX_VALUE)));
        }
    }
}
