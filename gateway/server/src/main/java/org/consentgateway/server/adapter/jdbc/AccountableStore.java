package org.consentgateway.server.adapter.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.AccountableRow;
import org.consentgateway.server.port.Recorded;

/** What an accounting may have to name, in the database: of every trail, and as long as the database is kept. */
public final class AccountableStore {

    private static final String COLUMNS = "seq, patient, told_at, request, hash, body";

    private final Database database;

    public AccountableStore(Database database) {
        this.database = database;
    }

    /** Number of the last record that was told; 0 for none. */
    public long indexed(String trail) {
        return database.reading(connection -> indexed(connection, trail));
    }

    private static long indexed(Connection connection, String trail) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select indexed from accountable_index where trail = ?")) {
            query.setString(1, trail);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Takes in the records that follow the last one; all or none. */
    public void add(String trail, List<Recorded> records) {
        if (records.isEmpty()) return;
        database.<Boolean, RuntimeException>inQuickTransaction(connection -> {
            long before = indexed(connection, trail);
            List<Recorded> fresh =
                    records.stream().filter(one -> one.sequence() > before).toList();
            if (fresh.isEmpty()) return false;
            insert(connection, trail, fresh);
            Recorded first = fresh.get(0);
            // what lies between was archived before it was told: nothing from before is sure to be here
            if (first.sequence() > before + 1 || before == 0) begin(connection, trail, first);
            long last = fresh.get(fresh.size() - 1).sequence();
            update(connection, "update accountable_index set indexed = ? where trail = ?", last, trail);
            return true;
        });
    }

    private static void insert(Connection connection, String trail, List<Recorded> records) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "insert into accountable_disclosure (trail, at, " + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Recorded record : records) {
                for (AccountableRow one : AccountableRow.of(record)) {
                    row.setString(1, trail);
                    row.setLong(2, one.at().toEpochMilli());
                    row.setLong(3, one.sequence());
                    row.setString(4, one.patient());
                    row.setString(5, one.at().toString());
                    row.setString(6, one.request());
                    row.setString(7, one.hash());
                    row.setString(8, JsonWriter.text(one.body()));
                    row.addBatch();
                }
            }
            row.executeBatch();
        }
    }

    private static void begin(Connection connection, String trail, Recorded first) throws SQLException {
        update(connection, "delete from accountable_index where trail = ?", trail);
        update(
                connection,
                "insert into accountable_index (trail, indexed, first, since) values (?, ?, ?, ?)",
                trail,
                0L,
                first.sequence(),
                first.at().toEpochMilli() + 1); // of the same millisecond some may be archived
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
            statement.executeUpdate();
        }
    }

    /** Forgets what a trail told, to be told again. */
    public void clear(String trail) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            update(connection, "delete from accountable_disclosure where trail = ?", trail);
            update(connection, "delete from accountable_index where trail = ?", trail);
            return true;
        });
    }

    /** Of a patient, of every trail, oldest first; both ends are inclusive. */
    public List<Recorded> ofPatient(Reference patient, Instant start, Instant end) {
        return rows(
                        "patient = ? and at >= ? and at <= ? order by at, seq",
                        patient.toString(),
                        milli(start),
                        milli(end))
                .stream()
                .filter(row -> !row.at().isBefore(start) && !row.at().isAfter(end))
                .map(AccountableRow::recorded)
                .toList();
    }

    /** Times that no database holds are before or after all that was recorded. */
    private static long milli(Instant at) {
        Instant most = Instant.ofEpochMilli(Long.MAX_VALUE / 2);
        return at.isAfter(most) ? most.toEpochMilli() : at.isBefore(Instant.EPOCH) ? 0 : at.toEpochMilli();
    }

    /** Those of some records of a trail, in order; both ends are inclusive. */
    public List<AccountableRow> of(String trail, long first, long last) {
        return rows("trail = ? and seq >= ? and seq <= ? order by seq, patient", trail, first, last);
    }

    private List<AccountableRow> rows(String where, Object... values) {
        return database.reading(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select " + COLUMNS + " from accountable_disclosure where " + where)) {
                for (int i = 0; i < values.length; i++) query.setObject(i + 1, values[i]);
                List<AccountableRow> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) found.add(row(rows));
                }
                return found;
            }
        });
    }

    private static AccountableRow row(ResultSet rows) throws SQLException {
        try {
            return new AccountableRow(
                    rows.getLong(1),
                    rows.getString(2),
                    Instant.parse(rows.getString(3)),
                    rows.getString(4),
                    rows.getString(5),
                    JsonReader.object(rows.getString(6).getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedJson e) {
            throw new SQLException("an accountable disclosure cannot be read", "22000", e);
        }
    }

    /** Before which instant some of a trail may be missing; the latest of all trails. */
    public Optional<Instant> incompleteBefore() {
        return database.reading(connection -> {
            try (PreparedStatement query =
                            connection.prepareStatement("select max(since) from accountable_index where first > 1");
                    ResultSet rows = query.executeQuery()) {
                if (!rows.next()) return Optional.empty();
                long since = rows.getLong(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since));
            }
        });
    }
}
