package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DisclosedGroup;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.DisclosureIndex.Column;
import org.consentgateway.server.port.DisclosureIndex.Disclosed;

/**
 * The tables of what went out: to whom and why once for all that one record let go alike, its patients, and its resources
 * by name alone. A chart of hundreds of results is hundreds of short rows in one tree.
 */
final class DisclosureTables {

    /** Resources of one disclosure at most: a record of 64 MB holds fewer names. */
    private static final long PLACES = 1 << 24;

    /** Both ways, so that either table can be the one that is looked into first. */
    private static final String JOINED = " from disclosure d"
            + " join disclosed_resource r on r.id >= d.id * " + PLACES + " and r.id < (d.id + 1) * " + PLACES
            + " and d.id = r.id / " + PLACES
            + " join disclosed_patient p on p.disclosure = d.id";

    private static final String POSITION = "d.position + mod(r.id, " + PLACES + ") * d.patients + p.place";

    private static final String ROW =
            "select d.seq, " + POSITION + " as position, d.request, d.at, r.resource, p.patient,"
                    + " d.recipient, d.client, d.pack, d.consents, d.purposes, d.note, d.reason" + JOINED;

    private static final String SHOWN = "select d.at, r.resource, d.recipient, d.purposes, d.note, d.reason, d.seq, "
            + POSITION + " as position" + JOINED;

    private static final String IN_ORDER = " order by seq, position";

    private DisclosureTables() {}

    /** Adds what records of a trail let go, in order. */
    static void add(Connection connection, String trail, List<DisclosedGroup> groups) throws SQLException {
        if (groups.isEmpty()) return;
        List<Long> ids = disclosures(connection, trail, groups);
        try (PreparedStatement patient = connection.prepareStatement(
                        "insert into disclosed_patient (disclosure, place, patient, at) values (?, ?, ?, ?)");
                PreparedStatement resource = connection.prepareStatement(
                        "insert into disclosed_resource (id, resource, at) values (?, ?, ?)")) {
            for (int i = 0; i < groups.size(); i++) {
                DisclosedGroup group = groups.get(i);
                patients(patient, ids.get(i), group);
                resources(resource, ids.get(i), group);
            }
            patient.executeBatch();
            resource.executeBatch();
        }
    }

    private static List<Long> disclosures(Connection connection, String trail, List<DisclosedGroup> groups)
            throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "insert into disclosure (trail, seq, position, patients, request, at, recipient, client, pack,"
                        + " consents, purposes, note, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                new String[] {"id"})) {
            for (DisclosedGroup group : groups) {
                bind(row, trail, group);
                row.addBatch();
            }
            row.executeBatch();
            List<Long> ids = new ArrayList<>();
            try (ResultSet keys = row.getGeneratedKeys()) {
                while (keys.next()) ids.add(keys.getLong(1));
            }
            if (ids.size() != groups.size()) throw new SQLException("a disclosure was given no id");
            return ids;
        }
    }

    private static void bind(PreparedStatement row, String trail, DisclosedGroup group) throws SQLException {
        DisclosedRow first = group.first();
        row.setString(1, trail);
        row.setLong(2, first.entry().sequence());
        row.setInt(3, first.entry().position());
        row.setInt(4, group.patients().size());
        row.setString(5, first.entry().request());
        row.setLong(6, first.entry().at());
        row.setString(7, first.receiver().recipient());
        row.setString(8, first.receiver().client());
        row.setString(9, first.ground().pack());
        row.setString(10, first.ground().consents());
        row.setString(11, first.receiver().purposes());
        row.setString(12, first.ground().note());
        row.setString(13, first.ground().reason());
    }

    private static void patients(PreparedStatement patient, long id, DisclosedGroup group) throws SQLException {
        for (int place = 0; place < group.patients().size(); place++) {
            patient.setLong(1, id);
            patient.setInt(2, place);
            patient.setString(3, group.patients().get(place));
            patient.setLong(4, group.first().entry().at());
            patient.addBatch();
        }
    }

    private static void resources(PreparedStatement resource, long id, DisclosedGroup group) throws SQLException {
        for (int place = 0; place < group.resources().size(); place++) {
            resource.setLong(1, id * PLACES + place);
            resource.setString(2, group.resources().get(place));
            resource.setLong(3, group.first().entry().at());
            resource.addBatch();
        }
    }

    /** Forgets what a request is said to have let go. */
    static void forget(Connection connection, String trail, String request) throws SQLException {
        for (long id : of(connection, trail, request)) {
            try (PreparedStatement resources =
                            connection.prepareStatement("delete from disclosed_resource where id >= ? and id < ?");
                    PreparedStatement patients =
                            connection.prepareStatement("delete from disclosed_patient where disclosure = ?");
                    PreparedStatement disclosure = connection.prepareStatement("delete from disclosure where id = ?")) {
                resources.setLong(1, id * PLACES);
                resources.setLong(2, (id + 1) * PLACES);
                resources.executeUpdate();
                for (PreparedStatement statement : List.of(patients, disclosure)) {
                    statement.setLong(1, id);
                    statement.executeUpdate();
                }
            }
        }
    }

    /** Disclosures by a request. */
    static List<Long> of(Connection connection, String trail, String request) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select id from disclosure where request = ? and trail = ?")) {
            query.setString(1, request);
            query.setString(2, trail);
            List<Long> ids = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) ids.add(rows.getLong(1));
            }
            return ids;
        }
    }

    /** Forgets all of a trail. */
    static void clear(Connection connection, String trail) throws SQLException {
        String theirs = " in (select id from disclosure where trail = ?)";
        for (String sql : List.of(
                "delete from disclosed_resource where id / " + PLACES + theirs,
                "delete from disclosed_patient where disclosure" + theirs,
                "delete from disclosure where trail = ?")) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, trail);
                statement.executeUpdate();
            }
        }
    }

    /** What went out at some time, in the order of the trail. */
    static List<DisclosedRow> between(
            Connection connection, String trail, Column column, String value, long from, long until)
            throws SQLException {
        String each = ROW + " where d.trail = ? and d.at >= ? and d.at < ? and ";
        List<String> conditions = conditions(column);
        List<String> values = values(column, value);
        try (PreparedStatement query = connection.prepareStatement(any(each, conditions) + IN_ORDER)) {
            int at = 1;
            for (int i = 0; i < conditions.size(); i++) {
                query.setString(at++, trail);
                query.setLong(at++, from);
                query.setLong(at++, until);
                if (!values.isEmpty()) query.setString(at++, values.get(i));
            }
            return rows(query);
        }
    }

    /** What went out last, the latest first. */
    static List<Disclosed> latest(Connection connection, Column column, Reference value, int atMost)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                any(SHOWN + " where ", conditions(column)) + " order by at desc, seq desc, position limit " + atMost)) {
            List<String> values = values(column, value.toString());
            for (int i = 0; i < values.size(); i++) query.setString(1 + i, values.get(i));
            List<Disclosed> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next())
                    found.add(new Disclosed(
                            Instant.ofEpochMilli(rows.getLong(1)),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6)));
            }
            return found;
        }
    }

    private static String any(String each, List<String> conditions) {
        return String.join(" union all ", conditions.stream().map(each::concat).toList());
    }

    /** Whether a disclosure is here that was recorded before that number. */
    static boolean reaches(Connection connection, String trail, long sequence) throws SQLException {
        for (String table : List.of("disclosure", "decision_index"))
            try (PreparedStatement query =
                    connection.prepareStatement("select min(seq) from " + table + " where trail = ?")) {
                query.setString(1, trail);
                try (ResultSet found = query.executeQuery()) {
                    if (found.next() && found.getLong(1) > 0 && found.getLong(1) < sequence) return true;
                }
            }
        return false;
    }

    /** What went out by some records of a trail, in order; both ends are inclusive. */
    static List<DisclosedRow> ofRecords(Connection connection, String trail, long first, long last)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(ROW + " where d.trail = ? and d.seq >= ? and d.seq <= ?" + IN_ORDER)) {
            query.setString(1, trail);
            query.setLong(2, first);
            query.setLong(3, last);
            return rows(query);
        }
    }

    /** Each is answered by an index of its own, but for a Consent; no row meets two of them. */
    private static List<String> conditions(Column column) {
        return switch (column) {
            case RESOURCE -> List.of("r.resource = ?", "r.resource like ?");
            case PATIENT -> List.of("p.patient = ?");
            case PACK -> List.of("d.pack = ?");
            case CONSENT -> List.of("d.consents like ?");
            case ANY -> List.of("1 = 1");
        };
    }

    private static List<String> values(Column column, String value) {
        return switch (column) {
            case RESOURCE -> List.of(value, value + "/\\_history/%");
            case CONSENT -> List.of("% " + value.replace("_", "\\_") + " %");
            case ANY -> List.of();
            case PATIENT, PACK -> List.of(value);
        };
    }

    private static List<DisclosedRow> rows(PreparedStatement query) throws SQLException {
        List<DisclosedRow> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next())
                found.add(new DisclosedRow(
                        new DisclosedRow.Entry(row.getLong(1), row.getInt(2), row.getString(3), row.getLong(4)),
                        row.getString(5),
                        row.getString(6),
                        new DisclosedRow.Receiver(row.getString(7), row.getString(8), row.getString(11)),
                        new DisclosedRow.Ground(
                                row.getString(9), row.getString(10), row.getString(12), row.getString(13))));
        }
        return found;
    }
}
