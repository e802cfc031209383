package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;

/**
 * The legal-basis grants that one answer may rest on, and the uses it takes of them: one use is one released answer, and
 * what it released less than 15 minutes ago, its attachments belong to.
 */
final class GrantUsage {

    private final GrantEvidence grants;
    private final String requestId;
    private final Optional<Reference> recipient;
    private final Map<String, Boolean> taken = new HashMap<>();
    private Optional<Reference> attachmentOf = Optional.empty();

    GrantUsage(GrantEvidence grants, String requestId, Caller caller) {
        this.grants = grants;
        this.requestId = requestId;
        this.recipient = caller.user().or(caller::organization);
    }

    /** What follows is about an attachment of this resource; empty: about a resource itself. */
    void attachmentOf(Optional<Reference> owner) {
        attachmentOf = owner;
    }

    List<Grant> grantsOf(Set<Reference> patients) {
        if (attachmentOf.isEmpty()) return grants.of(patients);
        return recipient
                .map(who -> grants.forAttachments(patients, who, Set.of(attachmentOf.get())))
                .orElse(List.of());
    }

    /** Takes a use of each counted grant that the decision rests on; where none is left, nothing is released. */
    Decision spend(Decision decision, Facts facts) {
        Set<String> resting = new TreeSet<>();
        for (Decision.Ground ground : decision.grounds()) ground.grant().ifPresent(resting::add);
        if (resting.isEmpty()) return decision;
        Set<Reference> notes = facts.self().map(Set::of).orElse(Set.of());
        // several purposes may rest on a grant each
        boolean left = resting.stream().allMatch(grant -> take(grant, notes));
        return left
                ? decision
                : new Decision.Withhold(
                        decision.classification(), List.of(Decision.Ground.of(Reason.EVIDENCE_EXPIRED)));
    }

    private boolean take(String grant, Set<Reference> notes) {
        return taken.computeIfAbsent(grant, id -> recipient
                .map(who -> attachmentOf.isPresent()
                        ? grants.useForAttachments(id, requestId, who, notes)
                        : grants.use(id, requestId, who, notes))
                .orElse(false));
    }
}
