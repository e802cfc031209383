package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/** Whether gateways with this database have ever observed, and ever enforced; what is once there stays. */
public final class ModeStore {

    static final String ENFORCED = "enforced";
    private static final String OBSERVED = "observed";
    private static final String END = "end";

    private final Database database;

    public ModeStore(Database database) {
        this.database = database;
    }

    /** Since when it has enforced. */
    public Optional<Instant> enforced() {
        return since(ENFORCED);
    }

    /** Since when it has observed. */
    public Optional<Instant> observed() {
        return since(OBSERVED);
    }

    public void enforces(Instant now) {
        begin(ENFORCED, now);
    }

    /**
     * Remembers that it observes.
     *
     * @param first since when
     * @param until when that ends, as it was last set
     */
    public void observes(Instant first, Instant until) {
        begin(OBSERVED, first);
        database.inTransaction(connection -> {
            try (PreparedStatement old = connection.prepareStatement("delete from installation_mode where what = ?")) {
                old.setString(1, END);
                old.executeUpdate();
            }
            return insert(connection, END, until);
        });
    }

    /** When observing was last set to end: from then on it has enforced, whoever was there to mark it. */
    public Optional<Instant> end() {
        return since(END);
    }

    private Optional<Instant> since(String what) {
        return database.reading(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select since from installation_mode where what = ?")) {
                query.setString(1, what);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.<Instant>empty();
                }
            }
        });
    }

    private void begin(String what, Instant now) {
        if (since(what).isPresent()) return;
        database.inTransaction(connection -> insert(connection, what, now));
    }

    private static int insert(Connection connection, String what, Instant at) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into installation_mode (what, since) select ?, ?"
                        + " where not exists (select 1 from installation_mode where what = ?)")) {
            insert.setString(1, what);
            insert.setTimestamp(2, Timestamp.from(at));
            insert.setString(3, what);
            return insert.executeUpdate();
        } catch (SQLException e) {
            // SQL:2016 23505: another gateway was faster
            if ("23505".equals(e.getSQLState())) return 0;
            throw e;
        }
    }
}
