package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Reference;

/**
 * Which resources a table may hold rows of, in memory, so that the database is not asked about what was never written:
 * nearly all that is ordinary. Only where this process alone has the database; else every resource may have one.
 */
final class HeldResources {

    private final Optional<BloomFilter> held;

    private HeldResources(Optional<BloomFilter> held) {
        this.held = held;
    }

    /**
     * Reads what the table holds.
     *
     * @param column names a resource, {@code Type/id}
     */
    static HeldResources in(String table, String column, Database database) {
        if (!database.isOurs()) return new HeldResources(Optional.empty());
        BloomFilter held = new BloomFilter();
        database.<Boolean, RuntimeException>reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement("select distinct " + column + " from " + table);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) held.add(rows.getString(1));
            }
            return true;
        });
        return new HeldResources(Optional.of(held));
    }

    /** INVARIANT: called before the row is written, so that no row is there that is not known of. */
    void add(Reference resource) {
        held.ifPresent(names -> names.add(resource.toString()));
    }

    /** Those of the resources that there may be rows of. */
    Set<Reference> of(Set<Reference> resources) {
        if (held.isEmpty()) return resources;
        return resources.stream()
                .filter(resource -> held.get().mayHold(resource.toString()))
                .collect(Collectors.toSet());
    }
}
