package org.consentgateway.server.authorize;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;

/** Grants in memory, with the people behind them; no use is counted. */
final class MemoryGrants implements GrantEvidence {

    /** Well within the life of every grant here. */
    static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    final List<String> uses = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private final Map<String, List<Behind>> behind = new HashMap<>();

    /** An oversight of Practitioner/dr-o, for the notes of Patient/P1. */
    static Grant grant(String id, Reference recipient) {
        return new Grant(
                id,
                LegalBasis.ORIGINATOR_OVERSIGHT,
                new Grant.Scope(new Reference("Patient", "P1"), recipient, Optional.empty(), Set.of()),
                Map.of("overseen", List.of(new Reference("Practitioner", "dr-o"))),
                new Grant.Documentation(Optional.empty(), Optional.empty(), Optional.empty(), false, false),
                new Grant.Term(NOW.minusSeconds(3600), NOW.plusSeconds(3600), OptionalInt.empty(), OptionalInt.empty()),
                Grant.Status.ACTIVE);
    }

    /** It was recorded by these people: {@code Practitioner/x} and the subject of a token, who worked for Organization/org-a. */
    MemoryGrants with(Grant grant, String... recordedBy) {
        grants.add(grant);
        List<Behind> people = new ArrayList<>();
        for (String name : recordedBy)
            people.add(new Behind(name, Optional.of(new Reference("Organization", "org-a"))));
        behind.put(grant.id(), people);
        return this;
    }

    @Override
    public List<Grant> of(Set<Reference> patients) {
        return grants.stream()
                .filter(grant -> patients.contains(grant.patient()))
                .toList();
    }

    @Override
    public Map<String, List<Behind>> behind(Set<String> grantIds) {
        Map<String, List<Behind>> found = new HashMap<>(behind);
        found.keySet().retainAll(grantIds);
        return found;
    }

    @Override
    public boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
        uses.add(grantId);
        return true;
    }
}
