package org.consentgateway.server.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.road.ReviewList;
import org.consentgateway.server.road.Trail;

/** The review worklist in a database; an answer stands in the audit trail before it takes effect. */
public final class ReviewStore implements ReviewList {

    private static final int RESOURCES_PER_QUERY = 500;
    private static final String DUPLICATE = "23505";

    private final Database database;
    private final Trail trail;
    private final Clock clock;

    public ReviewStore(Database database, Trail trail, Clock clock) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public Map<Reference, Review> of(Set<Reference> resources) {
        if (resources.isEmpty()) return Map.of();
        List<String> names =
                resources.stream().map(Reference::toString).sorted().toList();
        return database.reading(connection -> {
            Map<Reference, Review> answers = new HashMap<>();
            for (int from = 0; from < names.size(); from += RESOURCES_PER_QUERY) {
                List<String> some = names.subList(from, Math.min(names.size(), from + RESOURCES_PER_QUERY));
                String marks = some.stream().map(name -> "?").collect(Collectors.joining(","));
                try (PreparedStatement query = connection.prepareStatement(
                        "select resource, answer from review where answer is not null and resource in (" + marks
                                + ")")) {
                    for (int i = 0; i < some.size(); i++) query.setString(i + 1, some.get(i));
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next())
                            answers.put(GrantRows.reference(rows.getString(1)), Review.valueOf(rows.getString(2)));
                    }
                }
            }
            return answers;
        });
    }

    @Override
    public void ask(Reference resource, Reference patient, String rule) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement known = connection.prepareStatement("select 1 from review where resource = ?")) {
                known.setString(1, resource.toString());
                try (ResultSet rows = known.executeQuery()) {
                    if (rows.next()) return false;
                }
            }
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into review (resource, patient, rule, asked_at) values (?, ?, ?, ?)")) {
                row.setString(1, resource.toString());
                row.setString(2, patient.toString());
                row.setString(3, rule);
                row.setLong(4, clock.millis());
                row.executeUpdate();
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback(); // another request has just asked the same
            }
            return true;
        });
    }

    @Override
    public List<Question> open(int atMost) {
        return database.reading(connection -> {
            List<Question> questions = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "select resource, patient, rule, asked_at from review where answer is null"
                            + " order by asked_at, resource limit ?")) {
                query.setInt(1, atMost);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next())
                        questions.add(new Question(
                                GrantRows.reference(rows.getString(1)),
                                GrantRows.reference(rows.getString(2)),
                                rows.getString(3),
                                Instant.ofEpochMilli(rows.getLong(4))));
                }
            }
            return questions;
        });
    }

    @Override
    public boolean answer(String requestId, Reference resource, Review review, String by) throws Trail.Unavailable {
        return database.<Boolean, Trail.Unavailable>inTransaction(connection -> {
            try (PreparedStatement row = connection.prepareStatement(
                    "update review set answer = ?, answered_by = ?, answered_at = ? where resource = ?")) {
                row.setString(1, review.name());
                row.setString(2, by);
                row.setLong(3, clock.millis());
                row.setString(4, resource.toString());
                if (row.executeUpdate() == 0) return false;
            }
            Map<String, Json> body = new TreeMap<>();
            body.put("event", new Json.Text("reviewed"));
            body.put("resource", new Json.Text(resource.toString()));
            body.put("answer", new Json.Text(review.name()));
            body.put("by", new Json.Text(by));
            trail.commit(List.of(new Trail.Entry(requestId, Trail.Kind.GRANT, new Json.Obj(body))));
            return true;
        });
    }
}
