package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.consentgateway.server.port.Notices;

/** Notices in a database. */
public record NoticeStore(Database database) implements Notices {

    /** After this a gateway that took notices and told nothing of them is taken for dead. */
    private static final Duration HELD = Duration.ofMinutes(5);
    /** What is older is forgotten: nothing looks back as far. */
    private static final Duration KEPT = Duration.ofDays(100);

    private static final String THREAT = "serious-threat";
    private static final int AT_MOST = 1_000;

    private record Found(long sequence, String request, Instant at, boolean breakGlass, boolean threat) {}

    @Override
    public void follow(Instant since, Set<Channel> to) {
        List<String> trails = database.reading(connection -> {
            List<String> all = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("select trail from trail_index");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) all.add(row.getString(1));
            }
            return all;
        });
        for (String trail : trails)
            // lost in a power failure it is looked for again
            database.<Integer, RuntimeException>inQuickTransaction(connection -> follow(connection, trail, since, to));
    }

    private static int follow(Connection connection, String trail, Instant since, Set<Channel> to) throws SQLException {
        long known = cursor(connection, trail);
        long from = known < 0 ? before(connection, trail, since) : known;
        long until = indexed(connection, trail);
        if (known >= 0 && until <= known) return 0;
        List<Found> found = between(connection, trail, from, until);
        for (Found one : found) {
            if (one.breakGlass()) keep(connection, Kind.BREAK_GLASS, one.request(), one.at(), to);
            if (one.threat()) keep(connection, Kind.SERIOUS_THREAT, one.request(), one.at(), to);
        }
        boolean all = found.size() < AT_MOST;
        String sql = known < 0
                ? "insert into notice_cursor (seq, trail) values (?, ?)"
                : "update notice_cursor set seq = ? where trail = ?";
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setLong(
                    1, all ? Math.max(from, until) : found.get(found.size() - 1).sequence());
            write.setString(2, trail);
            return write.executeUpdate();
        }
    }

    private static long indexed(Connection connection, String trail) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select indexed from trail_index where trail = ?")) {
            select.setString(1, trail);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** The last of what is old news. */
    private static long before(Connection connection, String trail, Instant since) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select coalesce(max(seq), 0) from decision_index where trail = ? and at < ?")) {
            select.setString(1, trail);
            select.setLong(2, since.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Negative where it was never looked at. */
    private static long cursor(Connection connection, String trail) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select seq from notice_cursor where trail = ? for update")) {
            select.setString(1, trail);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    /** Those of which people are told. Ordered as the key is, so that what is older is not read again. */
    private static List<Found> between(Connection connection, String trail, long after, long until)
            throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select seq, request_id, at, break_glass, reasons"
                + " from decision_index where trail = ? and seq > ? and seq <= ?"
                + " and (break_glass = true or reasons like '%" + THREAT + "%') order by trail, seq limit "
                + AT_MOST)) {
            select.setString(1, trail);
            select.setLong(2, after);
            select.setLong(3, until);
            try (ResultSet row = select.executeQuery()) {
                while (row.next())
                    found.add(new Found(
                            row.getLong(1),
                            row.getString(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            row.getBoolean(4),
                            Arrays.asList(row.getString(5).split(" ")).contains(THREAT)));
            }
        }
        return found;
    }

    @Override
    public void tell(Kind kind, String occurrence, Instant at, Set<Channel> to) {
        database.<Boolean, RuntimeException>inTransaction(connection -> keep(connection, kind, occurrence, at, to));
    }

    private static boolean keep(Connection connection, Kind kind, String occurrence, Instant at, Set<Channel> to)
            throws SQLException {
        if (to.isEmpty()) return false;
        try (PreparedStatement known =
                connection.prepareStatement("select 1 from notice where kind = ? and occurrence = ?")) {
            known.setString(1, kind.code());
            known.setString(2, occurrence);
            try (ResultSet row = known.executeQuery()) {
                if (row.next()) return false;
            }
        }
        try (PreparedStatement insert =
                        connection.prepareStatement("insert into notice (kind, occurrence, at) values (?, ?, ?)");
                PreparedStatement waits = connection.prepareStatement("insert into notice_delivery"
                        + " (kind, occurrence, at, channel, held_by, held_until) values (?, ?, ?, ?, '', 0)")) {
            named(insert, kind, occurrence, at).executeUpdate();
            for (Channel channel : to) {
                named(waits, kind, occurrence, at).setString(4, channel.code());
                waits.executeUpdate();
            }
        }
        return true;
    }

    private static PreparedStatement named(PreparedStatement write, Kind kind, String occurrence, Instant at)
            throws SQLException {
        write.setString(1, kind.code());
        write.setString(2, occurrence);
        write.setLong(3, at.toEpochMilli());
        return write;
    }

    @Override
    public Optional<Batch> take(Channel channel, Pace pace, Instant now) {
        return database.<Optional<Batch>, RuntimeException>inTransaction(connection -> {
            Set<Kind> due = due(connection, channel, pace, now);
            if (due.isEmpty()) return Optional.empty();
            String id = UUID.randomUUID().toString();
            String kinds = due.stream().map(kind -> "'" + kind.code() + "'").collect(Collectors.joining(", "));
            try (PreparedStatement hold = connection.prepareStatement("update notice_delivery set held_by = ?,"
                    + " held_until = ? where channel = ? and held_until <= ? and kind in (" + kinds + ")")) {
                hold.setString(1, id);
                hold.setLong(2, now.plus(HELD).toEpochMilli());
                hold.setString(3, channel.code());
                hold.setLong(4, now.toEpochMilli());
                hold.executeUpdate();
            }
            List<Line> lines = lines(connection, "held_by = ?", id);
            return lines.isEmpty() ? Optional.empty() : Optional.of(new Batch(id, channel, lines));
        });
    }

    /** Those that wait for nothing; or all, when one of the others has waited long enough. */
    private static Set<Kind> due(Connection connection, Channel channel, Pace pace, Instant now) throws SQLException {
        List<Line> free = lines(connection, "channel = ? and held_until <= " + now.toEpochMilli(), channel.code());
        boolean digest = free.stream()
                .anyMatch(line -> !pace.atOnce().contains(line.kind())
                        && !line.first().plus(pace.digest()).isAfter(now));
        return free.stream()
                .map(Line::kind)
                .filter(kind -> digest || pace.atOnce().contains(kind))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
    }

    private static List<Line> lines(Connection connection, String where, String value) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select kind, count(*), min(at), max(at) from notice_delivery where " + where + " group by kind")) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next())
                    lines.add(new Line(
                            Kind.valueOf(
                                    row.getString(1).toUpperCase(Locale.ROOT).replace('-', '_')),
                            row.getLong(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return lines;
    }

    @Override
    public void delivered(Batch batch) {
        Instant latest =
                batch.lines().stream().map(Line::last).max(Instant::compareTo).orElseThrow();
        database.<Integer, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement old = connection.prepareStatement("delete from notice where at < ?"
                    + " and not exists (select 1 from notice_delivery d where d.kind = notice.kind"
                    + " and d.occurrence = notice.occurrence)")) {
                old.setLong(1, latest.minus(KEPT).toEpochMilli());
                old.executeUpdate();
            }
            try (PreparedStatement gone =
                    connection.prepareStatement("delete from notice_delivery where held_by = ?")) {
                gone.setString(1, batch.id());
                return gone.executeUpdate();
            }
        });
    }

    @Override
    public void failed(Batch batch, Instant after) {
        database.<Integer, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement free = connection.prepareStatement(
                    "update notice_delivery set held_by = '', held_until = ? where held_by = ?")) {
                free.setLong(1, after.toEpochMilli());
                free.setString(2, batch.id());
                return free.executeUpdate();
            }
        });
    }

    @Override
    public long waiting() {
        return database.reading(connection -> count(connection, "select count(*) from notice_delivery", 0));
    }

    @Override
    public Unattended unattended(Instant since) {
        return database.reading(connection -> new Unattended(
                count(
                        connection,
                        "select count(*) from decision_index d where d.break_glass = true and d.at >= ? and not exists"
                                + " (select 1 from break_glass_review r where r.request_id = d.request_id)",
                        since.toEpochMilli()),
                count(connection, "select count(*) from legal_basis_grant where status = 'PENDING'", 0)));
    }

    private static long count(Connection connection, String sql, long since) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (sql.contains("?")) select.setLong(1, since);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
