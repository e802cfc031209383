package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WorklistItems;

/**
 * The worklist in a database. What is told waits in memory, each finding once, until {@link #flush} writes it; both are
 * bounded, and what nobody met for {@link #KEPT} leaves the list.
 */
public final class WorklistStore implements Worklist, WorklistItems {

    static final int WAITING = 2_000;
    static final int ROWS_PER_KIND = 5_000;
    static final Duration KEPT = Duration.ofDays(90);

    private final Database database;
    private final Clock clock;
    private final Map<Finding, Long> waiting = new HashMap<>();
    private volatile Map<Addressee, Long> sizes = Map.of();

    public WorklistStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void tell(Finding finding) {
        synchronized (waiting) {
            boolean full = waiting.size() >= WAITING && !waiting.containsKey(finding);
            if (!full) waiting.merge(finding, 1L, Long::sum); // what does not fit is met again
        }
    }

    @Override
    public void done(Kind kind, Reference about) {
        synchronized (waiting) {
            waiting.keySet()
                    .removeIf(
                            finding -> finding.kind() == kind && finding.about().equals(about.toString()));
        }
        database.<Integer, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row =
                    connection.prepareStatement("delete from worklist_item where kind = ? and about = ?")) {
                row.setString(1, kind.code());
                row.setString(2, about.toString());
                return row.executeUpdate();
            }
        });
    }

    /** Writes what waits, lets go of what is old; blocks. What cannot be written waits on. */
    public void flush() {
        Map<Finding, Long> due;
        synchronized (waiting) {
            due = Map.copyOf(waiting);
            waiting.clear();
        }
        boolean written = false;
        try {
            if (due.isEmpty()) {
                sizes = database.reading(connection -> byAddressee(count(connection)));
                written = true;
                return;
            }
            sizes = database.<Map<Addressee, Long>, RuntimeException>inTransaction(connection -> {
                long now = clock.millis();
                forget(connection, now - KEPT.toMillis());
                Map<Kind, Long> rows = count(connection);
                // in one order, so that two gateways do not wait for each other
                for (Map.Entry<Finding, Long> one : sorted(due))
                    put(connection, one.getKey(), one.getValue(), now, rows);
                return byAddressee(rows);
            });
            written = true;
        } finally {
            if (!written) {
                synchronized (waiting) {
                    due.forEach((finding, times) -> waiting.merge(finding, times, Long::sum));
                }
            }
        }
    }

    /** How many findings wait for these, as of the last {@link #flush}. */
    public long size(Addressee whose) {
        return sizes.getOrDefault(whose, 0L);
    }

    @Override
    public List<Item> items(Set<Addressee> whose, int atMost) {
        flush();
        String kinds = Stream.of(Kind.values())
                .filter(kind -> whose.contains(kind.addressee()))
                .map(kind -> "'" + kind.code() + "'")
                .collect(Collectors.joining(","));
        if (kinds.isEmpty()) return List.of();
        return database.reading(connection -> {
            List<Item> items = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "select kind, about, reason, first_seen, last_seen, occurrences from worklist_item where kind in ("
                            + kinds + ") order by last_seen desc, kind, about, reason limit ?")) {
                query.setInt(1, atMost);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) items.add(item(rows));
                }
            }
            return items;
        });
    }

    private static Item item(ResultSet rows) throws SQLException {
        return new Item(
                new Finding(kind(rows.getString(1)).orElseThrow(), rows.getString(2), rows.getString(3)),
                Instant.ofEpochMilli(rows.getLong(4)),
                Instant.ofEpochMilli(rows.getLong(5)),
                rows.getLong(6));
    }

    /** Empty: a kind that a gateway of another version knows. */
    private static Optional<Kind> kind(String code) {
        return Stream.of(Kind.values()).filter(kind -> kind.code().equals(code)).findFirst();
    }

    private static List<Map.Entry<Finding, Long>> sorted(Map<Finding, Long> due) {
        return due.entrySet().stream()
                .sorted(java.util.Comparator.comparing(one -> one.getKey().toString()))
                .toList();
    }

    private static void forget(Connection connection, long before) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement("delete from worklist_item where last_seen < ?")) {
            old.setLong(1, before);
            old.executeUpdate();
        }
    }

    private static Map<Kind, Long> count(Connection connection) throws SQLException {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        try (PreparedStatement query =
                        connection.prepareStatement("select kind, count(*) from worklist_item group by kind");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Optional<Kind> kind = kind(rows.getString(1));
                if (kind.isPresent()) counts.put(kind.get(), rows.getLong(2));
            }
        }
        return counts;
    }

    private static void put(Connection connection, Finding finding, long times, long now, Map<Kind, Long> rows)
            throws SQLException {
        try (PreparedStatement again =
                connection.prepareStatement("update worklist_item set last_seen = ?, occurrences = occurrences + ?"
                        + " where kind = ? and about = ? and reason = ?")) {
            again.setLong(1, now);
            again.setLong(2, times);
            key(again, 3, finding);
            if (again.executeUpdate() > 0) return;
        }
        if (rows.getOrDefault(finding.kind(), 0L) >= ROWS_PER_KIND) return; // the list is long enough to work on
        // another gateway may have written it since: then it counts once less
        try (PreparedStatement first = connection.prepareStatement(
                "insert into worklist_item (kind, about, reason, first_seen, last_seen, occurrences)"
                        + " select ?, ?, ?, ?, ?, ? where not exists"
                        + " (select 1 from worklist_item where kind = ? and about = ? and reason = ?)")) {
            key(first, 1, finding);
            first.setLong(4, now);
            first.setLong(5, now);
            first.setLong(6, times);
            key(first, 7, finding);
            if (first.executeUpdate() > 0) rows.merge(finding.kind(), 1L, Long::sum);
        }
    }

    private static void key(PreparedStatement statement, int from, Finding finding) throws SQLException {
        statement.setString(from, finding.kind().code());
        statement.setString(from + 1, finding.about());
        statement.setString(from + 2, finding.reason());
    }

    private static Map<Addressee, Long> byAddressee(Map<Kind, Long> rows) {
        Map<Addressee, Long> sizes = new EnumMap<>(Addressee.class);
        rows.forEach((kind, count) -> sizes.merge(kind.addressee(), count, Long::sum));
        return sizes;
    }
}
