package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Deletions;
import org.consentgateway.server.port.StoreUnavailable;

/** Deletions in the database, all of them in memory too: they are few, and every resource that is shown is asked about. */
public final class DeletionStore implements Deletions {

    private static final long REREAD_AFTER = 2_000; // ms: what another gateway of the same database wrote
    private static final int REFERRERS = 4000;

    private final Database database;
    private final Clock clock;
    private volatile Map<Reference, Deletion> known;
    private volatile Map<Reference, List<Deletion>> told;
    private volatile long readAt;

    public DeletionStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.known = read();
        this.told = readTold();
        this.readAt = clock.millis();
    }

    @Override
    public synchronized void keep(Deletion deletion) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            delete(connection, deletion.resource());
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into kept_deletion (resource, version, referrers, deleted_at) values (?, ?, ?, ?)")) {
                row.setString(1, deletion.resource().toString());
                row.setString(2, deletion.version().orElse(null));
                row.setString(3, names(deletion.referrers()));
                row.setLong(4, clock.millis());
                return row.executeUpdate() == 1;
            }
        });
        known = read();
    }

    @Override
    public synchronized void forget(Reference resource) {
        if (!known.containsKey(resource)) return;
        database.<Boolean, RuntimeException>inTransaction(connection -> delete(connection, resource));
        known = read();
    }

    @Override
    public synchronized void stands(Deletion deletion) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row =
                    connection.prepareStatement("delete from told_deletion where resource = ? and version = ?")) {
                row.setString(1, deletion.resource().toString());
                row.setString(2, deletion.version().orElseThrow());
                row.executeUpdate();
            }
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into told_deletion (resource, version, referrers) values (?, ?, ?)")) {
                row.setString(1, deletion.resource().toString());
                row.setString(2, deletion.version().orElseThrow());
                row.setString(3, names(deletion.referrers()));
                return row.executeUpdate() == 1;
            }
        });
        told = readTold();
    }

    @Override
    public List<Deletion> told(Reference resource) {
        if (clock.millis() - readAt > REREAD_AFTER) reread();
        return told.getOrDefault(resource, List.of());
    }

    @Override
    public Optional<Deletion> of(Reference resource) {
        if (clock.millis() - readAt > REREAD_AFTER) reread();
        return Optional.ofNullable(known.get(resource));
    }

    /** While the database is down what was known last holds. */
    private void reread() {
        readAt = clock.millis();
        try {
            known = read();
            told = readTold();
        } catch (StoreUnavailable e) {
            readAt = clock.millis();
        }
    }

    private static boolean delete(java.sql.Connection connection, Reference resource) throws java.sql.SQLException {
        try (PreparedStatement row = connection.prepareStatement("delete from kept_deletion where resource = ?")) {
            row.setString(1, resource.toString());
            return row.executeUpdate() > 0;
        }
    }

    private Map<Reference, Deletion> read() {
        Map<Reference, Deletion> all = new HashMap<>();
        for (Deletion one : rows("kept_deletion")) all.put(one.resource(), one);
        return Map.copyOf(all);
    }

    private Map<Reference, List<Deletion>> readTold() {
        return rows("told_deletion").stream().collect(Collectors.groupingBy(Deletion::resource));
    }

    private List<Deletion> rows(String table) {
        return database.reading(connection -> {
            List<Deletion> all = new ArrayList<>();
            try (PreparedStatement query =
                            connection.prepareStatement("select resource, version, referrers from " + table);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next())
                    all.add(new Deletion(
                            GrantRows.reference(rows.getString(1)),
                            Optional.ofNullable(rows.getString(2)),
                            references(rows.getString(3))));
            }
            return all;
        });
    }

    private static String names(Set<Reference> references) {
        StringBuilder names = new StringBuilder();
        for (Reference one : new TreeSet<>(references))
            if (names.length() + one.toString().length() < REFERRERS)
                names.append(one).append(' ');
        return names.toString();
    }

    private static Set<Reference> references(String names) {
        return Arrays.stream(names.split(" ", -1))
                .flatMap(name -> Reference.parse(name).stream())
                .collect(Collectors.toSet());
    }
}
