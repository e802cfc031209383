package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantRegister.Filed;

/** A grant as rows of its tables, and back. */
final class GrantRows {

    private GrantRows() {}

    static void insert(Connection connection, Filed filed) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "insert into legal_basis_grant (id, basis, patient, recipient, purpose_system, purpose_code,"
                        + " reference_type, reference_number, reference_issuer, reference_citation, evidence_sha256,"
                        + " evidence_reference, attestation, privilege_review, human_approval, starts, ends, max_uses,"
                        + " uses_left, status, created_by, created_at, approved_by,"
                        + " accounting_suspended_until, created_in, approved_in)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            bind(row, filed);
            row.executeUpdate();
        }
        insertResources(connection, filed.grant());
        insertParties(connection, filed.grant());
    }

    private static void bind(PreparedStatement row, Filed filed) throws SQLException {
        Grant grant = filed.grant();
        row.setString(1, grant.id());
        row.setString(2, grant.basis().code());
        row.setString(3, grant.patient().toString());
        row.setString(4, grant.recipient().toString());
        text(row, 5, grant.purpose().map(Coding::system));
        text(row, 6, grant.purpose().map(Coding::code));
        Grant.Documentation behind = grant.documentation();
        text(row, 7, behind.reference().flatMap(Grant.LegalReference::type));
        text(row, 8, behind.reference().flatMap(Grant.LegalReference::number));
        text(row, 9, behind.reference().flatMap(Grant.LegalReference::issuer));
        text(row, 10, behind.reference().flatMap(Grant.LegalReference::citation));
        text(row, 11, behind.evidenceHash());
        text(row, 12, filed.evidenceReference());
        text(row, 13, behind.attestation());
        row.setBoolean(14, behind.privilegeReview());
        row.setBoolean(15, behind.humanApproval());
        row.setLong(16, grant.term().start().toEpochMilli());
        row.setLong(17, grant.term().end().toEpochMilli());
        number(row, 18, grant.term().maxUses());
        number(row, 19, grant.term().usesLeft());
        row.setString(20, grant.status().name());
        row.setString(21, filed.createdBy());
        row.setLong(22, filed.createdAt().toEpochMilli());
        text(row, 23, filed.approvedBy());
        if (filed.accountingSuspendedUntil().isPresent())
            row.setLong(24, filed.accountingSuspendedUntil().get().toEpochMilli());
        else row.setNull(24, Types.BIGINT);
        text(row, 25, filed.createdIn().map(Reference::toString));
        text(row, 26, filed.approvedIn().map(Reference::toString));
    }

    private static void insertResources(Connection connection, Grant grant) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement("insert into grant_resource (grant_id, resource) values (?, ?)")) {
            for (Reference resource : grant.resources()) {
                row.setString(1, grant.id());
                row.setString(2, resource.toString());
                row.executeUpdate();
            }
        }
    }

    private static void insertParties(Connection connection, Grant grant) throws SQLException {
        int position = 0;
        try (PreparedStatement row = connection.prepareStatement(
                "insert into grant_party (grant_id, position, role, who) values (?, ?, ?, ?)")) {
            for (var party : grant.parties().entrySet()) {
                for (Reference who : party.getValue()) {
                    row.setString(1, grant.id());
                    row.setInt(2, position++);
                    row.setString(3, party.getKey());
                    row.setString(4, who.toString());
                    row.executeUpdate();
                }
            }
        }
    }

    /** @param where a condition of this package's own, with a mark for each value */
    static List<Filed> select(Connection connection, String where, List<String> values) throws SQLException {
        Map<String, Filed> bare = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select g.* from legal_basis_grant g where " + where + " order by g.created_at, g.id")) {
            bind(query, values);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) bare.put(rows.getString("id"), filed(rows));
            }
        }
        if (bare.isEmpty()) return List.of();
        Map<String, Set<Reference>> resources = resources(connection, where, values);
        Map<String, Map<String, List<Reference>>> parties = parties(connection, where, values);
        return bare.values().stream()
                .map(filed -> complete(
                        filed,
                        resources.getOrDefault(filed.grant().id(), Set.of()),
                        parties.getOrDefault(filed.grant().id(), Map.of())))
                .collect(Collectors.toList());
    }

    private static Map<String, Set<Reference>> resources(Connection connection, String where, List<String> values)
            throws SQLException {
        Map<String, Set<Reference>> all = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("select r.grant_id, r.resource from grant_resource r"
                + " join legal_basis_grant g on g.id = r.grant_id where " + where)) {
            bind(query, values);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next())
                    all.computeIfAbsent(rows.getString(1), fresh -> new HashSet<>())
                            .add(reference(rows.getString(2)));
            }
        }
        return all;
    }

    private static Map<String, Map<String, List<Reference>>> parties(
            Connection connection, String where, List<String> values) throws SQLException {
        Map<String, Map<String, List<Reference>>> all = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("select p.grant_id, p.role, p.who from grant_party p"
                + " join legal_basis_grant g on g.id = p.grant_id where " + where
                + " order by p.grant_id, p.position")) {
            bind(query, values);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next())
                    all.computeIfAbsent(rows.getString(1), fresh -> new LinkedHashMap<>())
                            .computeIfAbsent(rows.getString(2), fresh -> new ArrayList<>())
                            .add(reference(rows.getString(3)));
            }
        }
        return all;
    }

    private static Filed filed(ResultSet row) throws SQLException {
        String code = row.getString("basis");
        var grant = new Grant(
                row.getString("id"),
                LegalBasis.of(code).orElseThrow(() -> new SQLException("a grant of an unknown basis", "22000")),
                scope(row),
                Map.of(),
                documentation(row),
                new Grant.Term(
                        Instant.ofEpochMilli(row.getLong("starts")),
                        Instant.ofEpochMilli(row.getLong("ends")),
                        number(row, "max_uses"),
                        number(row, "uses_left")),
                Grant.Status.valueOf(row.getString("status")));
        return new Filed(
                grant,
                row.getString("created_by"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                text(row, "approved_by"),
                text(row, "evidence_reference"),
                instant(row, "accounting_suspended_until"),
                text(row, "created_in").flatMap(Reference::parse),
                text(row, "approved_in").flatMap(Reference::parse));
    }

    private static Grant.Scope scope(ResultSet row) throws SQLException {
        Optional<String> purpose = text(row, "purpose_code");
        return new Grant.Scope(
                reference(row.getString("patient")),
                reference(row.getString("recipient")),
                purpose.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Coding(text(row, "purpose_system").orElse(""), purpose.get())),
                Set.of());
    }

    private static Grant.Documentation documentation(ResultSet row) throws SQLException {
        var reference = new Grant.LegalReference(
                text(row, "reference_type"),
                text(row, "reference_number"),
                text(row, "reference_issuer"),
                text(row, "reference_citation"));
        boolean cites = !reference.equals(
                new Grant.LegalReference(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        return new Grant.Documentation(
                cites ? Optional.of(reference) : Optional.empty(),
                text(row, "evidence_sha256"),
                text(row, "attestation"),
                row.getBoolean("privilege_review"),
                row.getBoolean("human_approval"));
    }

    private static Filed complete(Filed filed, Set<Reference> resources, Map<String, List<Reference>> parties) {
        Grant bare = filed.grant();
        var grant = new Grant(
                bare.id(),
                bare.basis(),
                new Grant.Scope(bare.patient(), bare.recipient(), bare.purpose(), resources),
                parties,
                bare.documentation(),
                bare.term(),
                bare.status());
        return new Filed(
                grant,
                filed.createdBy(),
                filed.createdAt(),
                filed.approvedBy(),
                filed.evidenceReference(),
                filed.accountingSuspendedUntil(),
                filed.createdIn(),
                filed.approvedIn());
    }

    static Reference reference(String stored) throws SQLException {
        return Reference.parse(stored).orElseThrow(() -> new SQLException("a stored reference is none", "22000"));
    }

    private static void bind(PreparedStatement query, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) query.setString(i + 1, values.get(i));
    }

    private static void text(PreparedStatement row, int at, Optional<String> value) throws SQLException {
        if (value.isPresent()) row.setString(at, value.get());
        else row.setNull(at, Types.VARCHAR);
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static void number(PreparedStatement row, int at, OptionalInt value) throws SQLException {
        if (value.isPresent()) row.setInt(at, value.getAsInt());
        else row.setNull(at, Types.INTEGER);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
    }

    private static OptionalInt number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
