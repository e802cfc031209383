package org.consentgateway.server.adapter.jdbc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Trail;

/** A trail in memory that can be told to fail. */
public final class RememberedTrail implements Trail {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    public void failing(boolean now) {
        failing = now;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The events of grants, in order. */
    public List<String> events() {
        return entries.stream()
                .filter(entry -> entry.kind() == Kind.GRANT)
                .map(entry -> entry.body().get("event"))
                .flatMap(event -> event.orElse(new Json.Null()) instanceof Json.Text text
                        ? java.util.stream.Stream.of(text.value())
                        : java.util.stream.Stream.empty())
                .toList();
    }

    @Override
    public void commit(List<Entry> records) throws Unavailable {
        if (failing) throw new Unavailable("the audit trail cannot be written");
        entries.addAll(records);
    }

    @Override
    public void append(Entry record) {
        entries.add(record);
    }
}
