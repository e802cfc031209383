package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.server.adapter.audit.TrailTail;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DecisionRow;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.WithheldRow;

/** {@code gateway.jar index}: brings the index of a trail up to date, makes it again, or compares it with the trail. */
public final class TrailIndex {

    /** What is to be done. */
    public enum Task {
        UPDATE,
        REBUILD,
        COMPARE
    }

    private final TrailWalk trail;
    private final TrailIndexStore store;
    private TrailTail tail;

    public TrailIndex(TrailWalk trail, TrailIndexStore store) {
        this.trail = trail;
        this.store = store;
        this.tail = new TrailTail(trail.dataFolder());
    }

    /** @return 0, or 1 where index and trail differ or the trail cannot be read */
    public int run(Task task, PrintStream out) {
        try {
            String name = trail.name();
            boolean whole = trail.first() == 1;
            if (task == Task.REBUILD && !whole) throw new IOException("a part is archived; restore it first");
            if (task == Task.REBUILD) forget(name);
            if (task != Task.COMPARE) update();
            boolean equal = isEqual(name);
            out.println("indexed to record " + store.indexed(name) + ": " + (equal ? "equals" : "differs from")
                    + " the trail");
            return equal ? 0 : 1;
        } catch (IOException e) {
            out.println("the audit trail cannot be read: " + e.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }

    /** To be told all of it again. */
    private synchronized void forget(String name) {
        store.clear(name);
        tail = new TrailTail(trail.dataFolder());
    }

    /** Adds what the trail tells since the last time. */
    public synchronized void update() throws IOException {
        String name = trail.name();
        tail.poll(store.indexed(name), records -> store.add(name, records));
    }

    private boolean isEqual(String name) throws IOException {
        long indexed = store.indexed(name);
        List<DisclosedRow> rows = new ArrayList<>();
        List<DecisionIndex.Row> requests = new ArrayList<>();
        Set<String> refused = new HashSet<>();
        Map<List<String>, Long> counts = new HashMap<>();
        trail.from(Instant.EPOCH, (record, sets) -> {
            if (record.sequence() > indexed) return;
            rows.addAll(DisclosedRow.of(record));
            requests.addAll(DecisionRow.of(List.of(record)));
            if (TrailIndexStore.nothingLeft(record)) refused.add(record.requestId());
            WithheldRow.of(record).stream()
                    .map(WithheldRow::counted)
                    .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum));
        });
        rows.removeIf(row -> refused.contains(row.request()));
        long first = trail.first();
        List<DisclosedRow> known = store.disclosed(name, DisclosureIndex.Column.ANY, "", 0, Long.MAX_VALUE).stream()
                .filter(row -> row.sequence() >= first)
                .toList();
        List<DecisionIndex.Row> told = store.requests(name).stream()
                .filter(row -> row.sequence() >= first)
                .toList();
        if (!requests.equals(told)) return false;
        // what was counted of archived records is not to be told apart
        return rows.equals(known) && (first > 1 || counts.equals(store.counts(name)));
    }
}
