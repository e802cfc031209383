package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.WrittenFacts;

/** Who wrote which fact, in a database. Nothing is ever taken away. */
public final class WrittenFactStore implements WrittenFacts {

    private static final int RESOURCES_PER_QUERY = 500;
    private static final String FIRST_SEEN = "insert into first_seen (resource, authors, seen_at) values (?, ?, ?)";
    private static final String GUESSED = "*";
    private static final String CLOSED = "!";
    private static final String DUPLICATE = "23505";
    private static final int REMEMBERED = 20_000;

    private final Database database;
    private final Clock clock;
    private final KeptFacts kept;
    private final HeldResources facts;
    private final HeldResources pointers;

    /** First authors never change, so that what was read once need not be read again. */
    private final Map<Reference, Set<Reference>> firstAuthors = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Reference, Set<Reference>> eldest) {
            return size() > REMEMBERED;
        }
    };

    public WrittenFactStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.kept = new KeptFacts(database, clock);
        this.facts = database.held("written_fact", "resource");
        this.pointers = database.held("written_pointer", "resource");
    }

    @Override
    public void wrote(String requestId, Caller caller, Map<Reference, Set<String>> elements) {
        Map<Reference, Set<String>> known = of(caller, elements.keySet());
        elements.keySet().forEach(facts::add);
        elements.forEach((resource, names) -> {
            for (String element : new TreeSet<>(names)) {
                if (known.getOrDefault(resource, Set.of()).contains(element)) continue;
                insert(
                        "insert into written_fact (resource, element, writer, request_id, written_at) values (?, ?, ?, ?, ?)",
                        resource.toString(),
                        element,
                        WrittenFacts.name(caller),
                        requestId);
            }
        });
    }

    @Override
    public Map<Reference, Set<String>> of(Caller caller, Set<Reference> resources) {
        Map<Reference, Set<String>> found = new HashMap<>();
        each(
                facts.of(resources),
                "select resource, element from written_fact where resource in (MARKS) and writer = ?",
                List.of(WrittenFacts.name(caller)),
                row -> found.computeIfAbsent(GrantRows.reference(row.getString(1)), fresh -> new HashSet<>())
                        .add(row.getString(2)));
        return found;
    }

    @Override
    public void named(Caller caller, Reference resource, Named named) {
        pointers.add(resource);
        String writer = WrittenFacts.name(caller);
        Set<String> theirs = new TreeSet<>(named.own());
        theirs.addAll(named.closed());
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            for (String each : List.of(writer, GUESSED, CLOSED)) forget(connection, resource, each);
            keep(connection, resource, writer, theirs);
            keep(connection, resource, GUESSED, named.guesses());
            keep(connection, resource, CLOSED, named.closed());
            return true;
        });
    }

    private static void forget(Connection connection, Reference resource, String writer) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement("delete from written_pointer where resource = ? and writer = ?")) {
            row.setString(1, resource.toString());
            row.setString(2, writer);
            row.executeUpdate();
        }
    }

    private void keep(Connection connection, Reference resource, String writer, Set<String> keys) throws SQLException {
        if (keys.isEmpty()) return;
        try (PreparedStatement row = connection.prepareStatement(
                "insert into written_pointer (resource, writer, elements, written_at) values (?, ?, ?, ?)")) {
            row.setString(1, resource.toString());
            row.setString(2, writer);
            row.setString(3, String.join(" ", new TreeSet<>(keys)));
            row.setLong(4, clock.millis());
            row.executeUpdate();
        }
    }

    @Override
    public Map<Reference, Named> namedIn(Caller caller, Set<Reference> resources) {
        String writer = WrittenFacts.name(caller);
        Map<Reference, Map<String, Set<String>>> rows = new HashMap<>();
        each(
                pointers.of(resources),
                "select resource, writer, elements from written_pointer where resource in (MARKS) and writer in (?, ?, ?)",
                List.of(writer, GUESSED, CLOSED),
                row -> rows.computeIfAbsent(GrantRows.reference(row.getString(1)), fresh -> new HashMap<>())
                        .put(row.getString(2), Set.of(row.getString(3).split(" "))));
        Map<Reference, Named> found = new HashMap<>();
        rows.forEach((resource, by) -> {
            Set<String> own = by.getOrDefault(writer, Set.of());
            Set<String> closed = new TreeSet<>(by.getOrDefault(CLOSED, Set.of()));
            closed.removeAll(own);
            found.put(resource, new Named(own, by.getOrDefault(GUESSED, Set.of()), closed));
        });
        return found;
    }

    @Override
    public Map<Reference, Set<Reference>> firstAuthors(Map<Reference, Set<Reference>> now) {
        Map<Reference, Set<Reference>> found = new HashMap<>();
        synchronized (firstAuthors) {
            now.keySet().forEach(note -> {
                Set<Reference> known = firstAuthors.get(note);
                if (known != null) found.put(note, known);
            });
        }
        Set<Reference> due = new TreeSet<>(now.keySet());
        due.removeAll(found.keySet());
        if (due.isEmpty()) return found;
        Map<Reference, Set<Reference>> read = read(due);
        due.removeAll(read.keySet());
        keep(due, now);
        // another gateway may have seen it before
        if (!due.isEmpty()) read.putAll(read(due));
        synchronized (firstAuthors) {
            firstAuthors.putAll(read);
        }
        found.putAll(read);
        return found;
    }

    /** In one transaction; where another gateway keeps one of them at the same time, one after the other. */
    private void keep(Set<Reference> fresh, Map<Reference, Set<Reference>> now) {
        if (fresh.isEmpty()) return;
        boolean kept = database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row = connection.prepareStatement(FIRST_SEEN)) {
                for (Reference note : fresh) {
                    row.setString(1, note.toString());
                    row.setString(2, authors(now, note));
                    row.setLong(3, clock.millis());
                    row.addBatch();
                }
                row.executeBatch();
                return true;
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback();
                return false;
            }
        });
        if (kept) return;
        for (Reference note : fresh) insert(FIRST_SEEN, note.toString(), authors(now, note));
    }

    private static String authors(Map<Reference, Set<Reference>> now, Reference note) {
        return now.getOrDefault(note, Set.of()).stream()
                .map(Reference::toString)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Override
    public Map<Reference, StrictestSeen> strictest(Optional<Caller> caller, Set<Reference> resources) {
        return kept.of(caller, resources);
    }

    @Override
    public void keep(Map<Reference, StickyFacts> facts) {
        kept.keep(facts);
    }

    @Override
    public void takesOff(Caller caller, Reference resource, Set<String> elements) {
        kept.takesOff(caller, resource, elements);
    }

    private Map<Reference, Set<Reference>> read(Set<Reference> notes) {
        Map<Reference, Set<Reference>> found = new HashMap<>();
        each(
                notes,
                "select resource, authors from first_seen where resource in (MARKS)",
                List.of(),
                row -> found.put(
                        GrantRows.reference(row.getString(1)),
                        Arrays.stream(row.getString(2).split(" "))
                                .flatMap(author -> Reference.parse(author).stream())
                                .collect(Collectors.toUnmodifiableSet())));
        return found;
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void each(Set<Reference> resources, String sql, List<String> further, Row reader) {
        if (resources.isEmpty()) return;
        List<String> names =
                resources.stream().map(Reference::toString).sorted().toList();
        database.<Boolean, RuntimeException>reading(connection -> {
            for (int from = 0; from < names.size(); from += RESOURCES_PER_QUERY) {
                List<String> values =
                        new ArrayList<>(names.subList(from, Math.min(names.size(), from + RESOURCES_PER_QUERY)));
                String marks = values.stream().map(name -> "?").collect(Collectors.joining(","));
                values.addAll(further);
                rows(connection, sql.replace("MARKS", marks), values, reader);
            }
            return true;
        });
    }

    private static void rows(Connection connection, String sql, List<String> values, Row reader) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) query.setString(i + 1, values.get(i));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) reader.read(rows);
            }
        }
    }

    /** Inserts a row whose last value is the time; one that is there already stays. */
    private void insert(String sql, String... values) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) row.setString(i + 1, values[i]);
                row.setLong(values.length + 1, clock.millis());
                row.executeUpdate();
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback();
            }
            return true;
        });
    }
}
