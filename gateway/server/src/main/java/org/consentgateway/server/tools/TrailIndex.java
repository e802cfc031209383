package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.consentgateway.server.adapter.audit.TrailTail;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.AccountableStore;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;

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
    private final AccountableStore accountable;
    private TrailTail tail;

    public TrailIndex(TrailWalk trail, TrailIndexStore store) {
        this.trail = trail;
        this.store = store;
        this.accountable = store.accountable();
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
            boolean equal = isEqual();
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
        accountable.clear(name);
        tail = new TrailTail(trail.dataFolder());
    }

    /** Adds what the trail tells since the last time. */
    public synchronized void update() throws IOException {
        String name = trail.name();
        tail.poll(Math.min(store.indexed(name), accountable.indexed(name)), records -> {
            store.add(name, records);
            accountable.add(name, records);
        });
    }

    private boolean isEqual() throws IOException {
        return new IndexComparison(trail, store)
                .since(Instant.EPOCH, () -> false)
                .equal();
    }
}
