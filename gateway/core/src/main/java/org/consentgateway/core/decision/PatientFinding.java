package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.law.Grant;

/**
 * What one rule, or all of them, found for one patient.
 *
 * @param open    whether the resource may go
 * @param grounds why, the decisive one first
 */
record PatientFinding(boolean open, List<Ground> grounds) {

    PatientFinding {
        grounds = List.copyOf(grounds);
    }

    static PatientFinding opened(Ground... grounds) {
        return new PatientFinding(true, List.of(grounds));
    }

    static PatientFinding closed(Ground... grounds) {
        return new PatientFinding(false, List.of(grounds));
    }

    /** The same with more to be told. */
    PatientFinding and(List<Ground> more) {
        if (more.isEmpty()) return this;
        LinkedHashSet<Ground> all = new LinkedHashSet<>(grounds);
        all.addAll(more);
        return new PatientFinding(open, new ArrayList<>(all));
    }

    /** All must be open; what closes is told first. */
    static PatientFinding all(List<PatientFinding> findings) {
        LinkedHashSet<Ground> closing = new LinkedHashSet<>();
        LinkedHashSet<Ground> opening = new LinkedHashSet<>();
        for (PatientFinding finding : findings) (finding.open() ? opening : closing).addAll(finding.grounds());
        boolean open = closing.isEmpty();
        return new PatientFinding(open, new ArrayList<>(open ? opening : closing));
    }

    static Ground because(Reason reason, Directive directive, Provision rule) {
        return new Ground(reason, Optional.of(directive.id() + "#" + rule.path()), Optional.empty(), Optional.empty());
    }

    static Ground because(Reason reason, Directive directive, String detail) {
        return new Ground(reason, Optional.of(directive.id().toString()), Optional.empty(), Optional.of(detail));
    }

    static Ground because(Reason reason, Grant grant) {
        return new Ground(reason, Optional.empty(), Optional.of(grant.id()), Optional.empty());
    }

    static Ground because(Reason reason, String detail) {
        return new Ground(reason, Optional.empty(), Optional.empty(), Optional.of(detail));
    }
}
