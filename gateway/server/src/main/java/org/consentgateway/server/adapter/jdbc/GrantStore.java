package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.GrantRegister;
import org.consentgateway.server.port.Trail;

/**
 * Legal-basis grants in a database.
 *
 * <p>INVARIANT: a change is committed to the audit trail inside its transaction, before the transaction is: a grant that
 * exists, or a use that was taken, has its record. The reverse, a record whose transaction then failed, releases nothing.
 */
public final class GrantStore implements GrantEvidence, GrantRegister {

    /** Attachments of a note belong to the use that released it for this long. */
    private static final Duration ATTACHMENTS = Duration.ofMinutes(15);

    private static final int PATIENTS_PER_QUERY = 500;

    private final Database database;
    private final Trail trail;
    private final Clock clock;
    private final HeldResources held;

    public GrantStore(Database database, Trail trail, Clock clock) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
        this.held = database.held("legal_basis_grant", "patient");
    }

    @Override
    public void file(String requestId, Filed filed) throws Trail.Unavailable {
        Grant grant = filed.grant();
        held.add(grant.patient());
        database.<Boolean, Trail.Unavailable>inTransaction(connection -> {
            GrantRows.insert(connection, filed);
            remember(connection, requestId, grant.id(), "created", filed.createdBy());
            trail.commit(List.of(record(requestId, grant, "created", filed.createdBy())));
            return true;
        });
    }

    @Override
    public Optional<Filed> find(String grantId) {
        return database.reading(connection -> {
            List<Filed> found = GrantRows.select(connection, "g.id = ?", List.of(grantId));
            return found.stream().findFirst();
        });
    }

    @Override
    public List<Filed> ofPatient(Reference patient) {
        return database.reading(
                connection -> GrantRows.select(connection, "g.patient = ?", List.of(patient.toString())));
    }

    @Override
    public List<Filed> waiting(int atMost) {
        return database.reading(connection -> GrantRows.select(connection, "g.status = 'PENDING'", List.of()).stream()
                .limit(atMost)
                .toList());
    }

    @Override
    public List<Use> uses(String grantId) {
        return database.reading(connection -> {
            Map<String, Use> uses = new java.util.LinkedHashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select request_id, recipient, used_at, note from grant_use"
                            + " where grant_id = ? order by used_at, request_id, note")) {
                select.setString(1, grantId);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) add(uses, rows);
                }
            }
            return List.copyOf(uses.values());
        });
    }

    private static void add(Map<String, Use> uses, ResultSet row) throws SQLException {
        String request = row.getString(1);
        List<Reference> notes = new ArrayList<>();
        Use before = uses.get(request);
        if (before != null) notes.addAll(before.notes());
        Reference.parse(row.getString(4)).ifPresent(notes::add);
        uses.put(
                request,
                new Use(
                        request,
                        Reference.parse(row.getString(2)).orElseThrow(),
                        Instant.ofEpochMilli(row.getLong(3)),
                        notes));
    }

    @Override
    public List<Grant> of(Set<Reference> all) {
        Set<Reference> patients = held.of(all);
        if (patients.isEmpty()) return List.of();
        List<String> names = patients.stream().map(Reference::toString).sorted().toList();
        return database.reading(connection -> {
            List<Grant> found = new ArrayList<>();
            for (int from = 0; from < names.size(); from += PATIENTS_PER_QUERY) {
                List<String> some = names.subList(from, Math.min(names.size(), from + PATIENTS_PER_QUERY));
                String marks = some.stream().map(name -> "?").collect(Collectors.joining(","));
                GrantRows.select(connection, "g.patient in (" + marks + ")", some)
                        .forEach(filed -> found.add(filed.grant()));
            }
            return found;
        });
    }

    @Override
    public Map<String, List<Behind>> behind(Set<String> grantIds) {
        if (grantIds.isEmpty()) return Map.of();
        List<String> ids = List.copyOf(new TreeSet<>(grantIds));
        Map<String, List<Behind>> all = new HashMap<>();
        database.<Boolean, RuntimeException>reading(connection -> {
            for (int from = 0; from < ids.size(); from += PATIENTS_PER_QUERY) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + PATIENTS_PER_QUERY));
                String marks = some.stream().map(id -> "?").collect(Collectors.joining(","));
                for (Filed filed : GrantRows.select(connection, "g.id in (" + marks + ")", some))
                    all.put(filed.grant().id(), behind(filed));
            }
            return true;
        });
        return all;
    }

    private static List<Behind> behind(Filed filed) {
        List<Behind> people = new ArrayList<>(List.of(new Behind(filed.createdBy(), filed.createdIn())));
        filed.approvedBy().ifPresent(by -> people.add(new Behind(by, filed.approvedIn())));
        return people;
    }

    @Override
    public boolean approve(String requestId, String grantId, String by, Optional<Reference> in)
            throws Trail.Unavailable {
        return change(
                requestId,
                grantId,
                by,
                "approved",
                "update legal_basis_grant set status = 'ACTIVE', approved_by = ?, human_approval = true,"
                        + " approved_in = cast(? as varchar(140)) where id = ? and status = 'PENDING'",
                in.map(Reference::toString).orElse(null));
    }

    @Override
    public boolean revoke(String requestId, String grantId, String by) throws Trail.Unavailable {
        return change(
                requestId,
                grantId,
                by,
                "revoked",
                "update legal_basis_grant set status = 'REVOKED', revoked_by = ? where id = ? and status <> 'REVOKED'");
    }

    private boolean change(
            String requestId,
            String grantId,
            String by,
            String event,
            String sql,
            @org.jspecify.annotations.Nullable String... further)
            throws Trail.Unavailable {
        return database.<Boolean, Trail.Unavailable>inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int at = 1;
                statement.setString(at++, by);
                for (String value : further) statement.setString(at++, value);
                statement.setString(at, grantId);
                if (statement.executeUpdate() == 0) return false;
            }
            remember(connection, requestId, grantId, event, by);
            trail.commit(List.of(record(requestId, one(connection, grantId), event, by)));
            return true;
        });
    }

    @Override
    public boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
        Optional<Grant> known = find(grantId).map(Filed::grant);
        if (known.isEmpty()) return false;
        if (known.get().maxUses().isEmpty()) return isOpen(known.get());
        try {
            return database.<Boolean, Trail.Unavailable>inTransaction(connection -> {
                if (!take(connection, grantId)) return false;
                for (Reference note : notes) rememberUse(connection, grantId, requestId, recipient, note);
                remember(connection, requestId, grantId, "used", recipient.toString());
                trail.commit(List.of(record(requestId, one(connection, grantId), "used", recipient.toString())));
                return true;
            });
        } catch (Trail.Unavailable e) {
            return false; // no record, no use: the caller of this method withholds
        }
    }

    private boolean isOpen(Grant grant) {
        Instant now = clock.instant();
        return grant.status() == Grant.Status.ACTIVE && !now.isBefore(grant.start()) && !now.isAfter(grant.end());
    }

    /** Exactly once under concurrency: the database re-reads the row when another transaction has just changed it. */
    private boolean take(Connection connection, String grantId) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement statement = connection.prepareStatement(
                "update legal_basis_grant set status = case when uses_left = 1 then 'USED_UP' else status end,"
                        + " uses_left = uses_left - 1"
                        + " where id = ? and status = 'ACTIVE' and uses_left > 0 and starts <= ? and ends >= ?")) {
            statement.setString(1, grantId);
            statement.setLong(2, now);
            statement.setLong(3, now);
            return statement.executeUpdate() == 1;
        }
    }

    @Override
    public List<Grant> forAttachments(Set<Reference> patients, Reference recipient, Set<Reference> notes) {
        List<Grant> all = new ArrayList<>();
        for (Grant grant : of(patients)) {
            boolean counted = grant.maxUses().isPresent();
            boolean spent = grant.status() == Grant.Status.USED_UP;
            Set<Reference> fresh = counted && spent ? freshlyReleased(grant.id(), recipient, notes) : Set.of();
            all.add(fresh.isEmpty() ? grant : reopened(grant, fresh));
        }
        return all;
    }

    @Override
    public boolean useForAttachments(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
        boolean belongs = !notes.isEmpty()
                && freshlyReleased(grantId, recipient, notes).containsAll(notes)
                && find(grantId).filter(this::notEnded).isPresent();
        return belongs || use(grantId, requestId, recipient, notes);
    }

    private boolean notEnded(Filed filed) {
        Grant.Status status = filed.grant().status();
        return (status == Grant.Status.ACTIVE || status == Grant.Status.USED_UP)
                && !clock.instant().isAfter(filed.grant().end());
    }

    /** The spent grant as it stands for the attachments of notes that it has just released: for these notes alone. */
    private static Grant reopened(Grant grant, Set<Reference> notes) {
        return new Grant(
                grant.id(),
                grant.basis(),
                grant.patient(),
                grant.recipient(),
                grant.purpose(),
                notes,
                grant.parties(),
                grant.reference(),
                grant.evidenceHash(),
                grant.attestation(),
                grant.privilegeReview(),
                grant.humanApproval(),
                grant.start(),
                grant.end(),
                grant.maxUses(),
                OptionalInt.of(1),
                Grant.Status.ACTIVE);
    }

    private Set<Reference> freshlyReleased(String grantId, Reference recipient, Set<Reference> notes) {
        return database.reading(connection -> {
            Set<Reference> fresh = new HashSet<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select note from grant_use where grant_id = ? and recipient = ? and used_at > ?")) {
                statement.setString(1, grantId);
                statement.setString(2, recipient.toString());
                statement.setLong(3, clock.instant().minus(ATTACHMENTS).toEpochMilli());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) Reference.parse(rows.getString(1)).ifPresent(fresh::add);
                }
            }
            fresh.retainAll(notes);
            return fresh;
        });
    }

    private void rememberUse(
            Connection connection, String grantId, String requestId, Reference recipient, Reference note)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into grant_use (grant_id, request_id, recipient, used_at, note) values (?, ?, ?, ?, ?)")) {
            statement.setString(1, grantId);
            statement.setString(2, requestId);
            statement.setString(3, recipient.toString());
            statement.setLong(4, clock.millis());
            statement.setString(5, note.toString());
            statement.executeUpdate();
        }
    }

    private void remember(Connection connection, String requestId, String grantId, String event, String who)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into grant_history (grant_id, at, event, who, request_id) values (?, ?, ?, ?, ?)")) {
            statement.setString(1, grantId);
            statement.setLong(2, clock.millis());
            statement.setString(3, event);
            statement.setString(4, who);
            statement.setString(5, requestId);
            statement.executeUpdate();
        }
    }

    private static Grant one(Connection connection, String grantId) throws SQLException {
        return GrantRows.select(connection, "g.id = ?", List.of(grantId)).get(0).grant();
    }

    /** What the audit trail says of a change; the words of an attestation stay in the database. */
    private static Trail.Entry record(String requestId, Grant grant, String event, String by) {
        Map<String, Json> body = new TreeMap<>();
        body.put("event", new Json.Text(event));
        body.put("grant", new Json.Text(grant.id()));
        body.put("basis", new Json.Text(grant.basis().code()));
        body.put("citation", new Json.Text(grant.basis().citation()));
        body.put("by", new Json.Text(by));
        body.put("patients", new Json.Arr(List.of(new Json.Text(grant.patient().toString()))));
        body.put("recipient", new Json.Text(grant.recipient().toString()));
        body.put(
                "resources",
                new Json.Arr(grant.resources().stream()
                        .sorted()
                        .map(note -> (Json) new Json.Text(note.toString()))
                        .toList()));
        body.put("start", new Json.Text(grant.start().toString()));
        body.put("end", new Json.Text(grant.end().toString()));
        body.put("status", new Json.Text(grant.status().name()));
        grant.evidenceHash().ifPresent(hash -> body.put("evidence", new Json.Text(hash)));
        grant.reference().flatMap(Grant.LegalReference::number).ifPresent(it -> body.put("number", new Json.Text(it)));
        return new Trail.Entry(requestId, Trail.Kind.GRANT, new Json.Obj(body));
    }
}
