package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ShownVersions;
import org.consentgateway.server.port.WrittenFacts;

/** Shown versions in a database. */
public final class ShownVersionStore implements ShownVersions {

    private static final int RESOURCES_PER_QUERY = 500;

    private final Database database;
    private final HeldResources held;

    public ShownVersionStore(Database database) {
        this.database = database;
        this.held = database.held("shown_version", "resource");
    }

    @Override
    public Map<Reference, Shown> of(Caller caller, Set<Reference> all) {
        Set<Reference> resources = held.of(all);
        if (resources.isEmpty()) return Map.of();
        List<String> names =
                resources.stream().map(Reference::toString).sorted().toList();
        return database.<Map<Reference, Shown>, RuntimeException>reading(connection -> {
            Map<Reference, Shown> found = new HashMap<>();
            for (int from = 0; from < names.size(); from += RESOURCES_PER_QUERY) {
                List<String> these = names.subList(from, Math.min(names.size(), from + RESOURCES_PER_QUERY));
                String marks = these.stream().map(name -> "?").collect(Collectors.joining(","));
                try (PreparedStatement query = connection.prepareStatement(
                        "select resource, look, version, as_version, as_updated from shown_version where resource in ("
                                + marks + ") and caller = ?")) {
                    for (int i = 0; i < these.size(); i++) query.setString(i + 1, these.get(i));
                    query.setString(these.size() + 1, WrittenFacts.name(caller));
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) found.put(GrantRows.reference(rows.getString(1)), shown(rows));
                    }
                }
            }
            return found;
        });
    }

    private static Shown shown(ResultSet row) throws java.sql.SQLException {
        VersionStamp stamp =
                new VersionStamp(Optional.ofNullable(row.getString(4)), Optional.ofNullable(row.getString(5)));
        return new Shown(row.getString(2), row.getString(3), stamp);
    }

    @Override
    public void show(Caller caller, Reference resource, Shown shown) {
        held.add(resource);
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row =
                    connection.prepareStatement("delete from shown_version where resource = ? and caller = ?")) {
                row.setString(1, resource.toString());
                row.setString(2, WrittenFacts.name(caller));
                row.executeUpdate();
            }
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into shown_version (resource, caller, look, version, as_version, as_updated)"
                            + " values (?, ?, ?, ?, ?, ?)")) {
                row.setString(1, resource.toString());
                row.setString(2, WrittenFacts.name(caller));
                row.setString(3, shown.look());
                row.setString(4, shown.version());
                row.setString(5, shown.stamp().version().orElse(null));
                row.setString(6, shown.stamp().lastUpdated().orElse(null));
                return row.executeUpdate() == 1;
            }
        });
    }
}
