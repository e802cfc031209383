package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.consentgateway.server.port.KeptPageLinks;

/** Page links in the database. What a power failure takes is a page that is asked for anew: nothing waits for the disk. */
public final class PageLinkStore implements KeptPageLinks {

    private static final Duration KEPT = Duration.ofHours(24);

    private final Database database;
    private final Clock clock;
    private final int most;

    public PageLinkStore(Database database, Clock clock) {
        this(database, clock, 2_000);
    }

    /** @param most how many are kept of one caller */
    PageLinkStore(Database database, Clock clock, int most) {
        this.database = database;
        this.clock = clock;
        this.most = most;
    }

    @Override
    public void keep(String link, String caller, String content) {
        database.<Boolean, RuntimeException>inQuickTransaction(connection -> {
            makeRoom(connection, caller);
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into page_link (link, caller, content, made_at) values (?, ?, ?, ?)")) {
                row.setString(1, link);
                row.setString(2, caller);
                row.setString(3, content);
                row.setLong(4, clock.millis());
                return row.executeUpdate() == 1;
            }
        });
    }

    private void makeRoom(Connection connection, String caller) throws SQLException {
        long oldest = clock.millis() - KEPT.toMillis();
        try (PreparedStatement nth = connection.prepareStatement("select made_at from page_link where caller = ?"
                + " order by made_at desc offset ? rows fetch next 1 rows only")) {
            nth.setString(1, caller);
            nth.setInt(2, most - 1);
            try (ResultSet rows = nth.executeQuery()) {
                if (rows.next()) delete(connection, "caller = ? and made_at <= ?", caller, rows.getLong(1));
            }
        }
        delete(connection, "'' = ? and made_at < ?", "", oldest);
    }

    private static void delete(Connection connection, String which, String caller, long until) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement("delete from page_link where " + which)) {
            old.setString(1, caller);
            old.setLong(2, until);
            old.executeUpdate();
        }
    }

    @Override
    public Optional<String> of(String link) {
        return database.<Optional<String>, RuntimeException>reading(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select content from page_link where link = ? and made_at >= ?")) {
                query.setString(1, link);
                query.setLong(2, clock.millis() - KEPT.toMillis());
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                }
            }
        });
    }
}
