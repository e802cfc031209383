package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentRevocations;

/** What patients took back, in a database. */
public final class RevocationStore implements ConsentRevocations {

    private static final int AT_ONCE = 500;

    private final Database database;
    private final HeldResources held;

    public RevocationStore(Database database) {
        this.database = database;
        this.held = database.held("consent_revocation", "patient");
    }

    @Override
    public void keep(Revocation revocation) {
        held.add(revocation.patient());
        database.<Integer, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into consent_revocation (patient, consent, revoked_at, revoked_by)"
                            + " select ?, ?, ?, ? where not exists"
                            + " (select 1 from consent_revocation where patient = ? and consent = ?)")) {
                insert.setString(1, revocation.patient().toString());
                insert.setString(2, revocation.consent().toString());
                insert.setLong(3, revocation.at().toEpochMilli());
                insert.setString(4, revocation.by());
                insert.setString(5, revocation.patient().toString());
                insert.setString(6, revocation.consent().toString());
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public Map<Reference, Set<Reference>> of(Set<Reference> asked) {
        Set<Reference> patients = held.of(asked);
        if (patients.isEmpty()) return Map.of();
        return database.reading(connection -> {
            Map<Reference, Set<Reference>> found = new HashMap<>();
            List<Reference> all = List.copyOf(patients);
            for (int from = 0; from < all.size(); from += AT_ONCE)
                read(connection, all.subList(from, Math.min(all.size(), from + AT_ONCE)), found);
            return found;
        });
    }

    private static void read(Connection connection, List<Reference> patients, Map<Reference, Set<Reference>> found)
            throws SQLException {
        String marks = String.join(",", java.util.Collections.nCopies(patients.size(), "?"));
        try (PreparedStatement select = connection.prepareStatement(
                "select patient, consent from consent_revocation where patient in (" + marks + ")")) {
            for (int i = 0; i < patients.size(); i++)
                select.setString(i + 1, patients.get(i).toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Optional<Reference> patient = Reference.parse(rows.getString(1));
                    Optional<Reference> consent = Reference.parse(rows.getString(2));
                    if (patient.isPresent() && consent.isPresent())
                        found.computeIfAbsent(patient.get(), fresh -> new HashSet<>())
                                .add(consent.get());
                }
            }
        }
    }
}
