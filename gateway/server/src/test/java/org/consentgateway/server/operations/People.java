package org.consentgateway.server.operations;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;

/** Callers of the tests. */
final class People {

    static final Caller OFFICER = caller("Practitioner/po-1", "sub-po-1", Set.of(Role.PRIVACY_OFFICER));
    static final Caller SECOND_OFFICER = caller("Practitioner/po-2", "sub-po-2", Set.of(Role.PRIVACY_OFFICER));
    static final Caller THERAPIST = caller("Practitioner/dr-o", "sub-dr-o", Set.of());
    static final Caller COURT = caller("Practitioner/court-1", "sub-court", Set.of());
    static final Caller PATIENT = caller("Patient/p1", "sub-p1", Set.of());

    private People() {}

    static Caller caller(String user, String subject, Set<Role> roles) {
        return new Caller(
                subject,
                "app-1",
                Reference.parse(user),
                Optional.of(new Reference("Organization", "org-a")),
                Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, "HLEGAL"))),
                new Caller.Permissions(new Scopes(List.of()), Optional.empty(), roles));
    }
}
