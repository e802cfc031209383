package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;

/** The grants there are and one that nobody has filed, as though it were in force. No use is ever taken. */
record SupposedGrant(GrantEvidence others, Grant grant, Caller maker) implements GrantEvidence {

    @Override
    public List<Grant> of(Set<Reference> patients) {
        return patients.contains(grant.patient())
                ? Stream.concat(others.of(patients).stream(), Stream.of(grant)).toList()
                : others.of(patients);
    }

    @Override
    public Map<String, List<Behind>> behind(Set<String> grantIds) {
        Set<String> filed = new HashSet<>(grantIds);
        boolean own = filed.remove(grant.id());
        Map<String, List<Behind>> all = new HashMap<>(others.behind(filed));
        String name = maker.user().map(user -> user + " ").orElse("") + maker.subject();
        if (own) all.put(grant.id(), List.of(new Behind(name, maker.organization())));
        return all;
    }

    @Override
    public boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
        return false;
    }

    @Override
    public String toString() {
        return "SupposedGrant";
    }
}
