package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.KnownConsents;
import org.consentgateway.server.port.SealedTokens;

/** The last version of each Consent in a database; what it says is sealed with the gateway's key. */
public final class ConsentVersions implements KnownConsents {

    private static final int PATIENTS_PER_QUERY = 500;
    private static final String DUPLICATE = "23505";

    private final Database database;
    private final SealedTokens seals;

    public ConsentVersions(Database database, SealedTokens seals) {
        this.database = database;
        this.seals = seals;
    }

    @Override
    public Map<Reference, List<Version>> of(Set<Reference> patients) {
        if (patients.isEmpty()) return Map.of();
        List<String> names = patients.stream().map(Reference::toString).sorted().toList();
        return database.reading(connection -> {
            Map<Reference, List<Version>> known = new HashMap<>();
            for (int from = 0; from < names.size(); from += PATIENTS_PER_QUERY)
                read(connection, names.subList(from, Math.min(names.size(), from + PATIENTS_PER_QUERY)), known);
            return known;
        });
    }

    private void read(Connection connection, List<String> names, Map<Reference, List<Version>> known)
            throws SQLException {
        String marks = names.stream().map(name -> "?").collect(Collectors.joining(","));
        try (PreparedStatement query = connection.prepareStatement(
                "select patient, consent, resource, denies, missing_since from known_consent where patient in (" + marks
                        + ") order by consent")) {
            for (int i = 0; i < names.size(); i++) query.setString(i + 1, names.get(i));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Version version = version(rows);
                    known.computeIfAbsent(version.patient(), patient -> new ArrayList<>())
                            .add(version);
                }
            }
        }
    }

    private Version version(ResultSet row) throws SQLException {
        Reference patient = GrantRows.reference(row.getString(1));
        Reference id = GrantRows.reference(row.getString(2));
        Optional<Json.Obj> resource =
                seals.open(row.getString(3), bound(patient, id)).flatMap(ConsentVersions::parsed);
        boolean denies = row.getBoolean(4);
        long missing = row.getLong(5);
        return new Version(
                patient,
                id,
                resource,
                denies,
                row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(missing)));
    }

    private static Optional<Json.Obj> parsed(String text) {
        try {
            return Optional.of(JsonReader.object(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(Version version) {
        String sealed =
                seals.seal(JsonWriter.text(version.resource().orElseThrow()), bound(version.patient(), version.id()));
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            if (write(
                    connection,
                    version,
                    sealed,
                    "update known_consent set resource = ?, denies = ?, missing_since = ?"
                            + " where patient = ? and consent = ?")) return true;
            try {
                return write(
                        connection,
                        version,
                        sealed,
                        "insert into known_consent"
                                + " (resource, denies, missing_since, patient, consent) values (?, ?, ?, ?, ?)");
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback(); // another request has just read the same
                return false;
            }
        });
    }

    private static boolean write(Connection connection, Version version, String sealed, String sql)
            throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(sql)) {
            row.setString(1, sealed);
            row.setBoolean(2, version.denies());
            if (version.missingSince().isPresent())
                row.setLong(3, version.missingSince().get().toEpochMilli());
            else row.setNull(3, Types.BIGINT);
            row.setString(4, version.patient().toString());
            row.setString(5, version.id().toString());
            return row.executeUpdate() > 0;
        }
    }

    @Override
    public void forget(Reference patient, Reference id) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row =
                    connection.prepareStatement("delete from known_consent where patient = ? and consent = ?")) {
                row.setString(1, patient.toString());
                row.setString(2, id.toString());
                return row.executeUpdate() > 0;
            }
        });
    }

    private static String bound(Reference patient, Reference id) {
        return "consent " + patient + " " + id;
    }
}
