package org.consentgateway.server.adapter.jdbc;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;

/**
 * A trail whose consents and grants are kept in the database too. No request waits for that, so that no time tells
 * whether something was decided by a new one; what a killed process had not kept yet makes its records not replayable.
 */
public final class FactKeeper implements Trail, AutoCloseable {

    private static final int WAITING = 10_000;
    private static final int KNOWN = 50_000;

    private final Trail trail;
    private final DecisionFactStore store;
    private final BlockingQueue<Map<String, Json.Obj>> queue = new ArrayBlockingQueue<>(WAITING);
    private final Set<String> known = Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KNOWN;
        }
    }); // the keeper's own
    private final Thread keeper = new Thread(this::run, "decision-facts");
    private volatile boolean closing;

    public FactKeeper(Trail trail, DecisionFactStore store) {
        this.trail = trail;
        this.store = store;
        keeper.setDaemon(true);
        keeper.start();
    }

    @Override
    public void commit(List<Entry> records) throws Unavailable {
        trail.commit(records);
        records.forEach(this::remember);
    }

    @Override
    public void append(Entry record) {
        trail.append(record);
        remember(record);
    }

    @Override
    public boolean writable() {
        return trail.writable();
    }

    private void remember(Entry record) {
        if (!record.facts().kept().isEmpty()) {
            boolean taken = queue.offer(record.facts().kept());
            assert taken || queue.remainingCapacity() == 0; // while the database is down the oldest are kept first
        }
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                Map<String, Json.Obj> next = queue.poll(200, TimeUnit.MILLISECONDS);
                if (next != null) keep(next);
            } catch (InterruptedException e) {
                closing = true; // nobody but close() may end this thread, and it does not interrupt
            }
        }
    }

    private void keep(Map<String, Json.Obj> facts) throws InterruptedException {
        Map<String, Json.Obj> fresh = new HashMap<>(facts);
        fresh.keySet().removeIf(known::contains);
        while (!fresh.isEmpty()) {
            try {
                store.keep(fresh);
                known.addAll(fresh.keySet());
                return;
            } catch (StoreUnavailable e) {
                if (closing) return;
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** Keeps what is waiting. */
    @Override
    public void close() {
        closing = true;
        boolean woken = queue.offer(Map.of());
        assert woken || closing; // a full queue wakes it as well
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
