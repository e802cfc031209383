package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Set;
import org.consentgateway.server.port.DisclosedAttachments;

/** Contents of notes that readers were given, as keyed digests in a database. */
public final class DisclosedAttachmentStore implements DisclosedAttachments {

    private static final String DUPLICATE = "23505";

    private final Database database;
    private final Clock clock;

    public DisclosedAttachmentStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void given(Set<String> contents) {
        for (String content : contents) if (!anyGiven(Set.of(content))) insert(content);
    }

    @Override
    public boolean anyGiven(Set<String> contents) {
        if (contents.isEmpty()) return false;
        return database.<Boolean, RuntimeException>reading(connection -> {
            for (String content : contents) if (known(connection, content)) return true;
            return false;
        });
    }

    private static boolean known(Connection connection, String content) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select 1 from disclosed_attachment where content = ?")) {
            query.setString(1, content);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void insert(String content) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row =
                    connection.prepareStatement("insert into disclosed_attachment (content, given_at) values (?, ?)")) {
                row.setString(1, content);
                row.setLong(2, clock.millis());
                return row.executeUpdate() == 1;
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback(); // another answer has just given it
                return false;
            }
        });
    }
}
