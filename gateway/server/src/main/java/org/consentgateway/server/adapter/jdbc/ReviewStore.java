package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ReviewList;
import org.consentgateway.server.port.Trail;

/** The review worklist in a database; an answer stands in the audit trail before it takes effect. */
public final class ReviewStore implements ReviewList {

    private static final int RESOURCES_PER_QUERY = 500;
    private static final String DUPLICATE = "23505";

    private final Database database;
    private final Trail trail;
    private final Clock clock;
    private final HeldResources held;

    public ReviewStore(Database database, Trail trail, Clock clock) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
        this.held = database.held("review", "resource");
    }

    @Override
    public Map<Reference, Review> of(Set<Reference> resources) {
        return of(Optional.empty(), resources);
    }

    @Override
    public Map<Reference, Review> of(Optional<Caller> caller, Set<Reference> all) {
        Set<Reference> resources = held.of(all);
        if (resources.isEmpty()) return Map.of();
        List<String> names =
                resources.stream().map(Reference::toString).sorted().toList();
        return database.reading(connection -> {
            Map<Reference, Review> answers = new HashMap<>();
            for (int from = 0; from < names.size(); from += RESOURCES_PER_QUERY) {
                List<String> some = names.subList(from, Math.min(names.size(), from + RESOURCES_PER_QUERY));
                String marks = some.stream().map(name -> "?").collect(Collectors.joining(","));
                try (PreparedStatement query = connection.prepareStatement(
                        "select resource, answer, answered_by, confirmed_by from review where answer is not null and resource in ("
                                + marks + ")")) {
                    for (int i = 0; i < some.size(); i++) query.setString(i + 1, some.get(i));
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) {
                            Review review = Review.valueOf(rows.getString(2));
                            if (counts(review, rows.getString(3), Optional.ofNullable(rows.getString(4)), caller))
                                answers.put(GrantRows.reference(rows.getString(1)), review);
                        }
                    }
                }
            }
            return answers;
        });
    }

    /** One person is enough to protect; to open it takes two others. */
    private static boolean counts(Review review, String by, Optional<String> confirmed, Optional<Caller> caller) {
        if (review != Review.ORDINARY) return true;
        if (confirmed.isEmpty()) return false;
        return caller.filter(one -> SpeakerNames.isOf(one, by) || SpeakerNames.isOf(one, confirmed.get()))
                .isEmpty();
    }

    @Override
    public void ask(Reference resource, Reference patient, String rule) {
        held.add(resource);
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
                    "select resource, patient, rule, asked_at, answer from review where answer is null"
                            + " or (answer = 'ORDINARY' and confirmed_by is null) order by asked_at, resource limit ?")) {
                query.setInt(1, atMost);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next())
                        questions.add(new Question(
                                GrantRows.reference(rows.getString(1)),
                                GrantRows.reference(rows.getString(2)),
                                rows.getString(3),
                                Instant.ofEpochMilli(rows.getLong(4)),
                                rows.getString(5) != null));
                }
            }
            return questions;
        });
    }

    @Override
    public boolean unconfirmed(Reference resource) {
        return database.reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select 1 from review where resource = ? and answer = 'ORDINARY' and confirmed_by is null"
                            + " union all select 1 from kept_fact where resource = ? and kind = ? and confirmed_by is null")) {
                query.setString(1, resource.toString());
                query.setString(2, resource.toString());
                query.setString(3, KeptFacts.HELD);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    @Override
    public Outcome answer(String requestId, Reference resource, Review review, String by) throws Trail.Unavailable {
        return database.<Outcome, Trail.Unavailable>inTransaction(connection -> {
            Optional<Boolean> asked = question(connection, resource, review, by);
            Optional<Boolean> taken = review == Review.ORDINARY ? takenOff(connection, resource, by) : Optional.empty();
            if (asked.isEmpty() && taken.isEmpty()) return Outcome.NOBODY_ASKED;
            boolean counts = asked.orElse(true) && taken.orElse(true);
            Map<String, Json> body = new TreeMap<>();
            body.put("event", new Json.Text("reviewed"));
            body.put("resource", new Json.Text(resource.toString()));
            body.put("answer", new Json.Text(review.name()));
            body.put("counts", new Json.Bool(counts));
            body.put("by", new Json.Text(by));
            trail.commit(List.of(new Trail.Entry(requestId, Trail.Kind.GRANT, new Json.Obj(body))));
            return counts ? Outcome.COUNTS : Outcome.UNCONFIRMED;
        });
    }

    /** Whether the answer counts now; empty when nobody asked. */
    private Optional<Boolean> question(Connection connection, Reference resource, Review review, String by)
            throws SQLException {
        Optional<String> first = Optional.empty();
        Optional<String> second = Optional.empty();
        try (PreparedStatement query = connection.prepareStatement(
                "select answer, answered_by, confirmed_by from review where resource = ?")) {
            query.setString(1, resource.toString());
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) return Optional.empty();
                boolean ordinary = Review.ORDINARY.name().equals(rows.getString(1));
                if (ordinary) first = Optional.ofNullable(rows.getString(2));
                if (ordinary) second = Optional.ofNullable(rows.getString(3));
            }
        }
        boolean ordinary = review == Review.ORDINARY;
        if (ordinary && second.isPresent()) return Optional.of(true); // said twice already
        boolean confirms =
                ordinary && first.filter(one -> !SpeakerNames.areOne(one, by)).isPresent();
        String sql = confirms
                ? "update review set confirmed_by = ?, confirmed_at = ? where resource = ?"
                : "update review set answer = '" + review.name()
                        + "', confirmed_by = null, confirmed_at = null, answered_by = ?, answered_at = ? where resource = ?";
        try (PreparedStatement row = connection.prepareStatement(sql)) {
            row.setString(1, by);
            row.setLong(2, clock.millis());
            row.setString(3, resource.toString());
            row.executeUpdate();
        }
        return Optional.of(confirms || !ordinary);
    }

    /** Confirms what others took off; whether all of it is confirmed now. Empty when nothing waits. */
    private static Optional<Boolean> takenOff(Connection connection, Reference resource, String by)
            throws SQLException {
        boolean some = false;
        boolean all = true;
        try (PreparedStatement query = connection.prepareStatement(
                        "select digest, writer from kept_fact where resource = ? and kind = ? and confirmed_by is null");
                PreparedStatement row = connection.prepareStatement(
                        "update kept_fact set confirmed_by = ? where resource = ? and kind = ? and digest = ?")) {
            query.setString(1, resource.toString());
            query.setString(2, KeptFacts.HELD);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    some = true;
                    if (SpeakerNames.areOne(rows.getString(2), by)) {
                        all = false;
                        continue;
                    }
                    row.setString(1, by);
                    row.setString(2, resource.toString());
                    row.setString(3, KeptFacts.HELD);
                    row.setString(4, rows.getString(1));
                    row.executeUpdate();
                }
            }
        }
        return some ? Optional.of(all) : Optional.empty();
    }
}
