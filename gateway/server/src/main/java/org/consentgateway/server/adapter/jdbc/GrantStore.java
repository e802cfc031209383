package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.GrantRegister;
import org.consentgateway.server.port.GrantRegister.Filed;
import org.consentgateway.server.port.Trail;

/**
 * Legal-basis grants in a database.
 *
 * <p>INVARIANT: a change is committed to the audit trail inside its transaction, before the transaction is: a grant that
 * exists, or a use that was taken, has its record. The reverse, a record whose transaction then failed, releases nothing.
 */
public final class GrantStore implements GrantEvidence, GrantRegister {

    private static final int PATIENTS_PER_QUERY = 500;

    private final Database database;
    private final Clock clock;
    private final HeldResources held;
    private final GrantUses uses;
    private final GrantChanges changes;

    public GrantStore(Database database, Trail trail, Clock clock) {
        this.database = database;
        this.uses = new GrantUses(clock);
        this.changes = new GrantChanges(trail, clock);
        this.clock = clock;
        this.held = database.held("legal_basis_grant", "patient");
    }

    @Override
    public void file(String requestId, Filed filed) throws Trail.Unavailable {
        Grant grant = filed.grant();
        held.add(grant.patient());
        database.<Boolean, Trail.Unavailable>inTransaction(connection -> {
            GrantRows.insert(connection, filed);
            changes.tell(connection, requestId, grant, "created", filed.createdBy());
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
        return database.reading(connection -> uses.of(connection, grantId));
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
            changes.tell(connection, requestId, one(connection, grantId), event, by);
            return true;
        });
    }

    @Override
    public boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
        Optional<Grant> known = find(grantId).map(Filed::grant);
        if (known.isEmpty()) return false;
        if (known.get().term().maxUses().isEmpty()) return isOpen(known.get());
        try {
            return database.<Boolean, Trail.Unavailable>inTransaction(connection -> {
                if (!uses.take(connection, grantId)) return false;
                for (Reference note : notes) uses.remember(connection, grantId, requestId, recipient, note);
                changes.tell(connection, requestId, one(connection, grantId), "used", recipient.toString());
                return true;
            });
        } catch (Trail.Unavailable e) {
            return false; // no record, no use: the caller of this method withholds
        }
    }

    private boolean isOpen(Grant grant) {
        Instant now = clock.instant();
        return grant.status() == Grant.Status.ACTIVE
                && !now.isBefore(grant.term().start())
                && !now.isAfter(grant.term().end());
    }

    @Override
    public List<Grant> forAttachments(Set<Reference> patients, Reference recipient, Set<Reference> notes) {
        List<Grant> all = new ArrayList<>();
        for (Grant grant : of(patients)) {
            boolean counted = grant.term().maxUses().isPresent();
            boolean spent = grant.status() == Grant.Status.USED_UP;
            Set<Reference> fresh = counted && spent ? freshlyReleased(grant.id(), recipient, notes) : Set.of();
            all.add(fresh.isEmpty() ? grant : grant.reopenedFor(fresh));
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
                && !clock.instant().isAfter(filed.grant().term().end());
    }

    private Set<Reference> freshlyReleased(String grantId, Reference recipient, Set<Reference> notes) {
        return database.reading(connection -> uses.freshlyReleased(connection, grantId, recipient, notes));
    }

    private static Grant one(Connection connection, String grantId) throws SQLException {
        return GrantRows.select(connection, "g.id = ?", List.of(grantId)).get(0).grant();
    }
}
