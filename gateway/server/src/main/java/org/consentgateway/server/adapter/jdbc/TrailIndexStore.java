package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DecisionRow;
import org.consentgateway.server.port.DisclosedGroup;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.WithheldRow;

/**
 * What the trail tells, in tables: each request, what went out by resource and patient, what was kept back by month and app.
 * All of it follows the trail in one transaction.
 */
public final class TrailIndexStore implements DisclosureIndex {

    private final Database database;

    public TrailIndexStore(Database database) {
        this.database = database;
    }

    /** What an accounting may have to name, beside it. */
    public AccountableStore accountable() {
        return new AccountableStore(database);
    }

    /** Number of the last record that is indexed; 0 for none. */
    public long indexed(String trail) {
        return database.reading(connection -> indexed(connection, trail));
    }

    private static long indexed(Connection connection, String trail) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select indexed from trail_index where trail = ?")) {
            query.setString(1, trail);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Whether it knows of a decision or a disclosure that was recorded before that number. */
    public boolean reaches(String trail, long sequence) {
        return database.reading(connection -> DisclosureTables.reaches(connection, trail, sequence));
    }

    /** Indexes records that follow the last indexed one; all or none. What a power failure takes is indexed again. */
    public void add(String trail, List<Recorded> records) {
        if (records.isEmpty()) return;
        database.<Boolean, RuntimeException>inQuickTransaction(connection -> {
            long before = indexed(connection, trail);
            List<Recorded> fresh =
                    records.stream().filter(one -> one.sequence() > before).toList();
            if (fresh.isEmpty()) return false;
            DecisionIndexStore.add(connection, trail, DecisionRow.of(fresh));
            disclosed(connection, trail, fresh);
            WithheldCounts.add(connection, trail, fresh);
            cursor(connection, trail, fresh.get(fresh.size() - 1).sequence());
            return true;
        });
    }

    private static void disclosed(Connection connection, String trail, List<Recorded> records) throws SQLException {
        DisclosureTables.add(
                connection,
                trail,
                records.stream()
                        .flatMap(record -> DisclosedGroup.of(record).stream())
                        .toList());
        // an outcome follows what was let go
        for (Recorded record : records)
            if (nothingLeft(record)) DisclosureTables.forget(connection, trail, record.requestId());
    }

    /** It was decided and refused afterwards: nothing of it left. */
    public static boolean nothingLeft(Recorded record) {
        return record.kind() == Trail.Kind.OUTCOME && record.body().get("end").equals(REFUSED);
    }

    private static final java.util.Optional<Json> REFUSED = java.util.Optional.of(new Json.Text("refused"));

    private static void cursor(Connection connection, String trail, long indexed) throws SQLException {
        for (String sql : List.of(
                "update trail_index set indexed = ? where trail = ?",
                "insert into trail_index (indexed, trail) values (?, ?)")) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, indexed);
                statement.setString(2, trail);
                if (statement.executeUpdate() > 0) return;
            }
        }
    }

    /** Forgets what a trail told, to be told again. */
    public void clear(String trail) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            DisclosureTables.clear(connection, trail);
            for (String table : List.of("decision_patient", "decision_index", "withheld_count", "trail_index"))
                try (PreparedStatement statement =
                        connection.prepareStatement("delete from " + table + " where trail = ?")) {
                    statement.setString(1, trail);
                    statement.executeUpdate();
                }
            return true;
        });
    }

    /**
     * What went out, in the order of the trail.
     *
     * @param column {@code resource}, {@code patient}, {@code pack} or {@code consents}; of a resource its versions too
     * @param from   milliseconds, inclusive; {@code until} exclusive
     */
    public List<DisclosedRow> disclosed(String trail, Column column, String value, long from, long until) {
        return database.reading(connection -> DisclosureTables.between(connection, trail, column, value, from, until));
    }

    /** What went out by some records of a trail, in order; both ends are inclusive. */
    public List<DisclosedRow> disclosed(String trail, long first, long last) {
        return database.reading(connection -> DisclosureTables.ofRecords(connection, trail, first, last));
    }

    /** Whether anything is said to have gone out by a request. */
    public boolean holds(String trail, String request) {
        return database.reading(
                connection -> !DisclosureTables.of(connection, trail, request).isEmpty());
    }

    /** Every request of a trail as the index has it, in order. */
    public List<DecisionIndex.Row> requests(String trail) {
        return requests(trail, 0, Long.MAX_VALUE);
    }

    /** Those of some records; both ends are inclusive. */
    public List<DecisionIndex.Row> requests(String trail, long first, long last) {
        return new DecisionIndexStore(database).of(trail, first, last);
    }

    @Override
    public List<Disclosed> ofPatient(Reference patient, int atMost) {
        return latest(Column.PATIENT, patient, atMost);
    }

    @Override
    public List<Disclosed> ofResource(Reference resource, int atMost) {
        return latest(Column.RESOURCE, resource, atMost);
    }

    private List<Disclosed> latest(Column column, Reference value, int atMost) {
        return database.reading(connection -> DisclosureTables.latest(connection, column, value, atMost));
    }

    /** What was kept back in a month, what needs the best defence first; of every trail. */
    public List<WithheldRow> withheld(String period) {
        return database.reading(connection -> WithheldCounts.of(connection, period));
    }

    /**
     * How far a trail is indexed, and what was kept back in each month as far as that.
     *
     * @param counts by period, client, ground, reason and rule
     */
    public record Counted(long indexed, Map<List<String>, Long> counts) {
        public Counted {
            counts = Map.copyOf(counts);
        }
    }

    /** Both as of one instant: a running gateway goes on indexing. */
    public Counted counted(String trail) {
        return database.reading(connection -> WithheldCounts.ofTrail(connection, trail));
    }

    /** The trails that are indexed. */
    public Set<String> trails() {
        return database.reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement("select trail from trail_index");
                    ResultSet rows = query.executeQuery()) {
                Set<String> trails = new TreeSet<>();
                while (rows.next()) trails.add(rows.getString(1));
                return trails;
            }
        });
    }
}
