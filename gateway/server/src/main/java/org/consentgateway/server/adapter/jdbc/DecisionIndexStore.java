package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.server.port.DecisionIndex;

/** The index of the trail in a database. */
public final class DecisionIndexStore implements DecisionIndex {

    private static final String COLUMNS =
            "seq, at, request_id, subject, person, client, interaction, target, outcome, reason, reasons, purposes,"
                    + " break_glass";
    private static final long HOUR = 3_600_000;
    private static final Comparator<Row> LATEST_FIRST =
            Comparator.comparing(Row::at).thenComparing(Row::sequence).reversed();

    private final Database database;

    public DecisionIndexStore(Database database) {
        this.database = database;
    }

    @Override
    public List<Row> find(Query query, int atMost) {
        return database.reading(connection -> {
            if (query.caller().isEmpty()) return find(connection, query, Optional.empty(), atMost);
            // each by its own index; a caller is known by one of both, and by the other too where they are alike
            Set<Row> both = new LinkedHashSet<>(find(connection, query, Optional.of("person"), atMost));
            both.addAll(find(connection, query, Optional.of("subject"), atMost));
            return both.stream().sorted(LATEST_FIRST).limit(atMost).toList();
        });
    }

    private static List<Row> find(Connection connection, Query query, Optional<String> callerAs, int atMost)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        StringBuilder where = new StringBuilder();
        boolean ofPatient = query.patient().isPresent();
        query.patient().ifPresent(patient -> equal(where, values, "p.patient", patient));
        query.caller().ifPresent(who -> equal.add(equal(where, values, "d." + callerAs.orElse("person"), who)));
        query.client().ifPresent(client -> equal.add(equal(where, values, "d.client", client)));
        query.outcome().ifPresent(outcome -> equal.add(equal(where, values, "d.outcome", outcome)));
        if (query.breakGlass()) equal.add(equal(where, values, "d.break_glass", true));
        String time = ofPatient ? "p.at" : "d.at";
        query.from().ifPresent(from -> and(where, values, time + " >= ?", from.toEpochMilli()));
        query.until().ifPresent(until -> and(where, values, time + " < ?", until.toEpochMilli()));
        query.before().ifPresent(place -> {
            and(where, values, time + " <= ?", place.at().toEpochMilli());
            long at = place.at().toEpochMilli();
            and(where, values, "(" + time + " < ? or d.seq < ?)", at, place.sequence());
        });
        String from = ofPatient
                ? "decision_patient p join decision_index d on d.trail = p.trail and d.seq = p.seq"
                : "decision_index d";
        // what is equal in all rows stands first, so that the order is that of an index and is not made
        String order = ofPatient || equal.isEmpty() ? "" : equal.get(0) + " desc, ";
        String sql = "select d." + COLUMNS.replace(", ", ", d.") + ", d.trail from " + from + " where 1 = 1" + where
                + " order by " + order + time + " desc, d.seq desc limit " + atMost;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) select.setObject(i + 1, values.get(i));
            List<Found> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) found.add(new Found(rows.getString(14), row(rows, Set.of())));
            }
            return withPatients(connection, found);
        }
    }

    private static String equal(StringBuilder where, List<Object> values, String column, Object value) {
        and(where, values, column + " = ?", value);
        return column;
    }

    private static void and(StringBuilder where, List<Object> values, String condition, Object... all) {
        where.append(" and ").append(condition);
        values.addAll(List.of(all));
    }

    /** A row that does not yet say about whom it is. */
    private record Found(String trail, Row row) {}

    private static List<Row> withPatients(Connection connection, List<Found> found) throws SQLException {
        if (found.isEmpty()) return List.of();
        String places = String.join(", ", Collections.nCopies(found.size(), "(?, ?)"));
        Map<Map.Entry<String, Long>, Set<String>> patients = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select trail, seq, patient from decision_patient where (trail, seq) in (" + places + ")")) {
            int at = 1;
            for (Found one : found) {
                select.setString(at++, one.trail());
                select.setLong(at++, one.row().sequence());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next())
                    patients.computeIfAbsent(Map.entry(rows.getString(1), rows.getLong(2)), fresh -> new HashSet<>())
                            .add(rows.getString(3));
            }
        }
        return found.stream()
                .map(one -> one.row()
                        .about(patients.getOrDefault(
                                Map.entry(one.trail(), one.row().sequence()), Set.of())))
                .toList();
    }

    private static Row row(ResultSet found, Set<String> patients) throws SQLException {
        return new DecisionIndex.Row(
                new DecisionIndex.Place(Instant.ofEpochMilli(found.getLong(2)), found.getLong(1)),
                found.getString(3),
                new DecisionIndex.Asker(
                        found.getString(4),
                        found.getString(5),
                        found.getString(6),
                        found.getString(12),
                        found.getBoolean(13)),
                found.getString(7),
                found.getString(8),
                new DecisionIndex.Answer(
                        found.getString(9),
                        found.getString(10),
                        Stream.of(found.getString(11).split(" "))
                                .filter(code -> !code.isEmpty())
                                .toList()),
                patients);
    }

    @Override
    public List<Count> count(Instant from, Instant until, By by) {
        String what =
                switch (by) {
                    case OUTCOME -> "outcome";
                    case REASON -> "reason";
                    case CLIENT -> "client";
                    case HOUR -> "cast((at - " + from.toEpochMilli() + ") / " + HOUR + " as integer)";
                };
        String order = by == By.HOUR ? "1" : "2 desc, 1";
        return database.reading(connection -> {
            List<Count> counts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("select " + what
                    + ", count(*) from decision_index where at >= ? and at < ? and outcome <> 'own' group by "
                    + what + " order by " + order + " limit 200")) {
                select.setLong(1, from.toEpochMilli());
                select.setLong(2, until.toEpochMilli());
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) counts.add(new Count(String.valueOf(found.getString(1)), found.getLong(2)));
                }
            }
            return counts;
        });
    }

    /** Adds requests of a trail. */
    static void add(Connection connection, String trail, List<Row> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into decision_index (trail, " + COLUMNS
                        + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement about = connection.prepareStatement(
                        "insert into decision_patient (patient, at, trail, seq) values (?, ?, ?, ?)")) {
            for (Row row : rows) {
                insert(insert, trail, row);
                for (String patient : row.patients()) about(about, trail, row, patient);
            }
            insert.executeBatch();
            about.executeBatch();
        }
    }

    /** The requests of some records of a trail, in its order; both ends are inclusive. */
    List<Row> of(String trail, long first, long last) {
        return database.reading(connection -> {
            Map<Long, Set<String>> patients = patients(connection, trail, first, last);
            try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                    + " from decision_index where trail = ? and seq >= ? and seq <= ? order by seq")) {
                range(select, trail, first, last);
                List<Row> rows = new ArrayList<>();
                try (ResultSet found = select.executeQuery()) {
                    while (found.next()) rows.add(row(found, patients.getOrDefault(found.getLong(1), Set.of())));
                }
                return rows;
            }
        });
    }

    private static Map<Long, Set<String>> patients(Connection connection, String trail, long first, long last)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select seq, patient from decision_patient where trail = ? and seq >= ? and seq <= ?")) {
            range(select, trail, first, last);
            Map<Long, Set<String>> patients = new HashMap<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next())
                    patients.computeIfAbsent(found.getLong(1), fresh -> new HashSet<>())
                            .add(found.getString(2));
            }
            return patients;
        }
    }

    private static void range(PreparedStatement select, String trail, long first, long last) throws SQLException {
        select.setString(1, trail);
        select.setLong(2, first);
        select.setLong(3, last);
    }

    private static void insert(PreparedStatement insert, String trail, Row row) throws SQLException {
        insert.setString(1, trail);
        insert.setLong(2, row.sequence());
        insert.setLong(3, row.at().toEpochMilli());
        insert.setString(4, row.requestId());
        insert.setString(5, row.asker().subject());
        insert.setString(6, row.asker().person());
        insert.setString(7, row.asker().client());
        insert.setString(8, row.interaction());
        insert.setString(9, row.target());
        insert.setString(10, row.answer().outcome());
        insert.setString(11, row.answer().reason());
        insert.setString(12, String.join(" ", row.answer().reasons()));
        insert.setString(13, row.asker().purposes());
        insert.setBoolean(14, row.asker().breakGlass());
        insert.addBatch();
    }

    private static void about(PreparedStatement about, String trail, Row row, String patient) throws SQLException {
        about.setString(1, patient);
        about.setLong(2, row.at().toEpochMilli());
        about.setString(3, trail);
        about.setLong(4, row.sequence());
        about.addBatch();
    }
}
