package org.consentgateway.server.road;

import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Reference;

/** One resource with all that was found out about it, and what was decided. */
record DecidedResource(Facts facts, Subjects subjects, Background background, Decision decision) {

    DecidedResource with(Decision other) {
        return new DecidedResource(facts, subjects, background, other);
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
