package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.WithheldRow;

/** The table of what was kept back, counted by month, app and reason. */
final class WithheldCounts {

    private WithheldCounts() {}

    /** Adds what some records of a trail kept back. */
    static void add(Connection connection, String trail, List<Recorded> records) throws SQLException {
        Map<List<String>, Long> counts = new HashMap<>();
        records.forEach(record -> WithheldRow.of(record).stream()
                .map(WithheldRow::counted)
                .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum)));
        if (counts.isEmpty()) return;
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

    /** Those of a month, of every trail. */
    static List<WithheldRow> of(Connection connection, String period) throws SQLException {
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
    }

    /** Those of all months of one trail, by {@link WithheldRow#counted}, and how far it is indexed. */
    static TrailIndexStore.Counted ofTrail(Connection connection, String trail) throws SQLException {
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
            return new TrailIndexStore.Counted(indexed, counts);
        }
    }
}
