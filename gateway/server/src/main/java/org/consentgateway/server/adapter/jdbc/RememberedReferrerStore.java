package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.RememberedReferrers;

/** Referrers that no search may find, in a database that several gateways share. */
public final class RememberedReferrerStore implements RememberedReferrers {

    private static final String DUPLICATE = "23505";
    private static final int KEPT_AT_MOST = 10_000;

    private final Database database;
    private final Map<Reference, Set<Reference>> kept =
            new ConcurrentHashMap<>(); // what is read daily is not written daily

    public RememberedReferrerStore(Database database) {
        this.database = database;
    }

    @Override
    public void refers(Reference resource, Set<Reference> targets) {
        if (targets.isEmpty() || targets.equals(kept.get(resource))) return;
        database.<Boolean, RuntimeException>inQuickTransaction(connection -> {
            for (Reference target : new TreeSet<>(targets)) row(connection, resource, target);
            return true;
        });
        if (kept.size() >= KEPT_AT_MOST) kept.clear();
        kept.put(resource, Set.copyOf(targets));
    }

    private static void row(Connection connection, Reference resource, Reference target) throws SQLException {
        try (PreparedStatement known =
                connection.prepareStatement("select 1 from remembered_referrer where target = ? and resource = ?")) {
            known.setString(1, target.toString());
            known.setString(2, resource.toString());
            try (ResultSet row = known.executeQuery()) {
                if (row.next()) return;
            }
        }
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement row =
                connection.prepareStatement("insert into remembered_referrer (target, resource) values (?, ?)")) {
            row.setString(1, target.toString());
            row.setString(2, resource.toString());
            row.executeUpdate();
        } catch (SQLException e) {
            if (!DUPLICATE.equals(e.getSQLState())) throw e;
            connection.rollback(before); // another request was faster
        }
    }

    @Override
    public Set<Reference> to(Reference target) {
        return database.<Set<Reference>, RuntimeException>reading(connection -> {
            Set<Reference> all = new TreeSet<>();
            try (PreparedStatement query =
                    connection.prepareStatement("select resource from remembered_referrer where target = ?")) {
                query.setString(1, target.toString());
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) all.add(GrantRows.reference(rows.getString(1)));
                }
            }
            return all;
        });
    }
}
