package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantRegister.Use;

/** When grants were used, by whom and for which notes: rows in the transaction of whoever asks. */
final class GrantUses {

    /** Attachments of a note belong to the use that released it for this long. */
    private static final Duration ATTACHMENTS = Duration.ofMinutes(15);

    private final Clock clock;

    GrantUses(Clock clock) {
        this.clock = clock;
    }

    /** The uses of a grant, the oldest first. */
    List<Use> of(Connection connection, String grantId) throws SQLException {
        Map<String, Use> uses = new LinkedHashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select request_id, recipient, used_at, note from grant_use"
                        + " where grant_id = ? order by used_at, request_id, note")) {
            select.setString(1, grantId);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) add(uses, rows);
            }
        }
        return List.copyOf(uses.values());
    }

    private static void add(Map<String, Use> uses, ResultSet row) throws SQLException {
        String request = row.getString(1);
        List<Reference> notes = new ArrayList<>();
        Use before = uses.get(request);
        if (before != null) notes.addAll(before.notes());
        Reference.parse(row.getString(4)).ifPresent(notes::add);
        uses.put(
                request,
                new Use(
                        request,
                        Reference.parse(row.getString(2)).orElseThrow(),
                        Instant.ofEpochMilli(row.getLong(3)),
                        notes));
    }

    /** Exactly once under concurrency: the database re-reads the row when another transaction has just changed it. */
    boolean take(Connection connection, String grantId) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement statement = connection.prepareStatement(
                "update legal_basis_grant set status = case when uses_left = 1 then 'USED_UP' else status end,"
                        + " uses_left = uses_left - 1"
                        + " where id = ? and status = 'ACTIVE' and uses_left > 0 and starts <= ? and ends >= ?")) {
            statement.setString(1, grantId);
            statement.setLong(2, now);
            statement.setLong(3, now);
            return statement.executeUpdate() == 1;
        }
    }

    /** Those of the notes that the grant released to the recipient a moment ago. */
    Set<Reference> freshlyReleased(Connection connection, String grantId, Reference recipient, Set<Reference> notes)
            throws SQLException {
        Set<Reference> fresh = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select note from grant_use where grant_id = ? and recipient = ? and used_at > ?")) {
            statement.setString(1, grantId);
            statement.setString(2, recipient.toString());
            statement.setLong(3, clock.instant().minus(ATTACHMENTS).toEpochMilli());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) Reference.parse(rows.getString(1)).ifPresent(fresh::add);
            }
        }
        fresh.retainAll(notes);
        return fresh;
    }

    void remember(Connection connection, String grantId, String requestId, Reference recipient, Reference note)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into grant_use (grant_id, request_id, recipient, used_at, note) values (?, ?, ?, ?, ?)")) {
            statement.setString(1, grantId);
            statement.setString(2, requestId);
            statement.setString(3, recipient.toString());
            statement.setLong(4, clock.millis());
            statement.setString(5, note.toString());
            statement.executeUpdate();
        }
    }
}
