package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DecisionRow;
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

    private static final String DISCLOSED =
            "seq, position, request, at, resource, patient, recipient, client, pack, consents, purposes, note, reason";

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
            withheld(connection, trail, fresh);
            cursor(connection, trail, fresh.get(fresh.size() - 1).sequence());
            return true;
        });
    }

    private static void disclosed(Connection connection, String trail, List<Recorded> records) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("insert into disclosed_resource (trail, " + DISCLOSED
                        + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement refused =
                        connection.prepareStatement("delete from disclosed_resource where trail = ? and request = ?")) {
            for (Recorded record : records) {
                for (DisclosedRow one : DisclosedRow.of(record)) {
                    row.setString(1, trail);
                    bind(row, one);
                    row.addBatch();
                }
                if (!nothingLeft(record)) continue;
                row.executeBatch();
                refused.setString(1, trail);
                refused.setString(2, record.requestId());
                refused.executeUpdate();
            }
            row.executeBatch();
        }
    }

    /** It was decided and refused afterwards: nothing of it left. */
    public static boolean nothingLeft(Recorded record) {
        return record.kind() == Trail.Kind.OUTCOME && record.body().get("end").equals(REFUSED);
    }

    private static final java.util.Optional<Json> REFUSED = java.util.Optional.of(new Json.Text("refused"));

    private static void bind(PreparedStatement row, DisclosedRow one) throws SQLException {
        row.setLong(2, one.sequence());
        row.setInt(3, one.position());
        row.setString(4, one.request());
        row.setLong(5, one.at());
        row.setString(6, one.resource());
        row.setString(7, one.patient());
        row.setString(8, one.recipient());
        row.setString(9, one.client());
        row.setString(10, one.pack());
        row.setString(11, one.consents());
        row.setString(12, one.purposes());
        row.setString(13, one.note());
        row.setString(14, one.reason());
    }

    private static void withheld(Connection connection, String trail, List<Recorded> records) throws SQLException {
        Map<List<String>, Long> counts = new HashMap<>();
        records.forEach(record -> WithheldRow.of(record).stream()
                .map(WithheldRow::counted)
                .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum)));
        String of = " where trail = ? and period = ? and client = ? and ground = ? and reason = ? and rule = ?";
        try (PreparedStatement update =
                        connection.prepareStatement("update withheld_count set amount = amount + ?" + of);
                PreparedStatement insert = connection.prepareStatement("insert into withheld_count"
                        + " (amount, trail, period, client, ground, reason, rule) values (?, ?, ?, ?, ?, ?, ?)")) {
            for (Map.Entry<List<String>, Long> one : counts.entrySet()) {
                for (PreparedStatement statement : List.of(update, insert)) {
                    statement.setLong(1, one.getValue());
                    statement.setString(2, trail);
                    for (int i = 0; i < one.getKey().size(); i++)
                        statement.setString(3 + i, one.getKey().get(i));
                    if (statement.executeUpdate() > 0) break;
                }
            }
        }
    }

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
            for (String table : List.of(
                    "decision_patient", "decision_index", "disclosed_resource", "withheld_count", "trail_index"))
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
        return database.reading(connection -> {
            List<String> values = values(column, value);
            String each = "select " + DISCLOSED + " from disclosed_resource where trail = ? and at >= ? and at < ? and ";
            try (PreparedStatement query = connection.prepareStatement(
                    String.join(" union all ", conditions(column).stream().map(each::concat).toList())
                            + " order by seq, position")) {
                int at = 1;
                for (int i = 0; i < conditions(column).size(); i++) {
                    query.setString(at++, trail);
                    query.setLong(at++, from);
                    query.setLong(at++, until);
                    if (!values.isEmpty()) query.setString(at++, values.get(i));
                }
                List<DisclosedRow> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) found.add(row(rows));
                }
                return found;
            }
        });
    }

    /** What went out by some records of a trail, in order; both ends are inclusive. */
    public List<DisclosedRow> disclosed(String trail, long first, long last) {
        return database.reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement("select " + DISCLOSED
                    + " from disclosed_resource where trail = ? and seq >= ? and seq <= ? order by seq, position")) {
                query.setString(1, trail);
                query.setLong(2, first);
                query.setLong(3, last);
                List<DisclosedRow> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) found.add(row(rows));
                }
                return found;
            }
        });
    }

    /** Whether anything is said to have gone out by a request. */
    public boolean holds(String trail, String request) {
        return database.reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select 1 from disclosed_resource where request = ? and trail = ? limit 1")) {
                query.setString(1, request);
                query.setString(2, trail);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next();
                }
            }
        });
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
        return database.reading(connection -> {
            String each = "select at, resource, recipient, purposes, note, reason, seq, position"
                    + " from disclosed_resource where ";
            try (PreparedStatement query = connection.prepareStatement(
                    String.join(" union all ", conditions(column).stream().map(each::concat).toList())
                            + " order by at desc, seq desc, position limit " + atMost)) {
                List<String> values = values(column, value.toString());
                for (int i = 0; i < values.size(); i++) query.setString(1 + i, values.get(i));
                List<Disclosed> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next())
                        found.add(new Disclosed(
                                Instant.ofEpochMilli(rows.getLong(1)),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6)));
                }
                return found;
            }
        });
    }

    /** Each is answered by an index of its own, but for a Consent; no row meets two of them. */
    private static List<String> conditions(Column column) {
        return switch (column) {
            case RESOURCE -> List.of("resource = ?", "resource like ?");
            case PATIENT -> List.of("patient = ?");
            case PACK -> List.of("pack = ?");
            case CONSENT -> List.of("consents like ?");
            case ANY -> List.of("1 = 1");
        };
    }

    private static List<String> values(Column column, String value) {
        return switch (column) {
            case RESOURCE -> List.of(value, value + "/\\_history/%");
            case CONSENT -> List.of("% " + value.replace("_", "\\_") + " %");
            case ANY -> List.of();
            case PATIENT, PACK -> List.of(value);
        };
    }

    private static DisclosedRow row(ResultSet row) throws SQLException {
        return new DisclosedRow(
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13));
    }

    /** What was kept back in a month, what needs the best defence first; of every trail. */
    public List<WithheldRow> withheld(String period) {
        return database.reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select period, client, ground, reason, rule, sum(amount) from withheld_count where period = ?"
                            + " group by period, client, ground, reason, rule")) {
                query.setString(1, period);
                List<WithheldRow> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next())
                        found.add(new WithheldRow(
                                rows.getString(1),
                                rows.getString(2),
                                WithheldRow.Ground.valueOf(rows.getString(3)),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getLong(6)));
                }
                return found;
            }
        });
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
        return database.reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement("select i.indexed, c.period, c.client, c.ground,"
                    + " c.reason, c.rule, c.amount from trail_index i left join withheld_count c on c.trail = i.trail"
                    + " where i.trail = ?")) {
                query.setString(1, trail);
                long indexed = 0;
                Map<List<String>, Long> counts = new HashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        indexed = rows.getLong(1);
                        if (rows.getString(2) == null) continue; // nothing was kept back
                        counts.put(
                                List.of(
                                        rows.getString(2),
                                        rows.getString(3),
                                        rows.getString(4),
                                        rows.getString(5),
                                        rows.getString(6)),
                                rows.getLong(7));
                    }
                }
                return new Counted(indexed, counts);
            }
        });
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
