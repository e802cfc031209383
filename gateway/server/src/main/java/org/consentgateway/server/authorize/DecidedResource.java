package org.consentgateway.server.authorize;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.decision.JointDecision;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Reference;

/**
 * One resource with all that was found out about it, and what was decided.
 *
 * @param basis what the decision was made from
 */
record DecidedResource(Facts facts, Subjects subjects, Background background, Decision decision, DecisionBasis basis) {

    /** What was decided of the resource with these facts. */
    static DecidedResource of(Facts facts, Map<Facts, DecidedResource> decided) {
        return Objects.requireNonNull(decided.get(facts), "every resource is decided");
    }

    DecidedResource with(Decision other) {
        return new DecidedResource(facts, subjects, background, other, basis);
    }

    /** What this caller may have through somebody for whom the other was decided. */
    DecidedResource through(DecidedResource actors) {
        Decision both = JointDecision.of(decision, actors.decision());
        return new DecidedResource(facts, subjects, background, both, basis.through(actors.basis(), both));
    }

    /** Whose it is; none where that cannot be told. */
    Set<Reference> patients() {
        return subjects.match(known -> known, Set::of);
    }

    /** Whether it, or an element of it, is a protected note and is open all the same. */
    boolean opensNote() {
        boolean guarded =
                decision.classification().isProtected() || !facts.inline().isEmpty();
        return guarded && !(decision instanceof Decision.Withhold);
    }
}
