package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.server.port.BreakGlassReviews;

/** Reviews of break-glass in a database. */
public record BreakGlassReviewStore(Database database) implements BreakGlassReviews {

    @Override
    public void keep(Review review) {
        database.<Integer, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement old =
                            connection.prepareStatement("delete from break_glass_review where request_id = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into break_glass_review (request_id, at, reviewed_by, justified, remark)"
                                    + " values (?, ?, ?, ?, ?)")) {
                old.setString(1, review.requestId());
                old.executeUpdate();
                insert.setString(1, review.requestId());
                insert.setLong(2, review.at().toEpochMilli());
                insert.setString(3, review.by());
                insert.setBoolean(4, review.justified());
                insert.setString(5, review.remark());
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public Map<String, Review> of(Set<String> requestIds) {
        if (requestIds.isEmpty()) return Map.of();
        List<String> all = List.copyOf(requestIds);
        String marks = all.stream().map(id -> "?").collect(Collectors.joining(", "));
        return database.reading(connection -> {
            Map<String, Review> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement("select request_id, at, reviewed_by, justified,"
                    + " remark from break_glass_review where request_id in (" + marks + ")")) {
                for (int i = 0; i < all.size(); i++) select.setString(i + 1, all.get(i));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next())
                        found.put(
                                row.getString(1),
                                new Review(
                                        row.getString(1),
                                        Instant.ofEpochMilli(row.getLong(2)),
                                        row.getString(3),
                                        row.getBoolean(4),
                                        row.getString(5)));
                }
            }
            return found;
        });
    }
}
