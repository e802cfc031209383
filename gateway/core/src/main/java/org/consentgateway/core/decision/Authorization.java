package org.consentgateway.core.decision;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.request.Reference;

/**
 * Whether one Consent is a valid authorization for one note, 45 CFR 164.508(b), (c): every element of its own, one form
 * at a time, never stitched from two. It ends at the first test that fails, the form's own defects before its fit.
 *
 * @param ground what was found
 * @param named  whether the form names the caller as recipient
 * @param step   how far it got
 */
record Authorization(Ground ground, boolean named, int step) {

    static final int VALID = 100;

    boolean valid() {
        return step == VALID;
    }

    /** The best that the patient's forms amount to: a valid one, else the one that comes nearest; empty: none is one. */
    static Optional<Authorization> best(List<EvaluatedDirective> consents, Reference patient, DecisionContext asked) {
        Optional<Authorization> best = Optional.empty();
        for (EvaluatedDirective heard : consents) {
            Directive directive = heard.directive();
            // an authorization of another patient, merged or not, permits nothing here (only its denials follow)
            if (!directive.patient().equals(patient)) continue;
            // nobody authorizes themself
            if (asked.background().written().any(directive.id())) continue;
            Optional<Authorization> found =
                    new AuthorizationForm(directive, heard.verdict(), consents, patient, asked).judge();
            if (found.isPresent() && (best.isEmpty() || found.get().nearer(best.get()))) best = found;
        }
        return best;
    }

    /** Whether it comes nearer to a valid one than the other. */
    boolean nearer(Authorization other) {
        if (valid() != other.valid()) return valid();
        if (named != other.named) return named;
        if (step != other.step) return step > other.step;
        return ground.consent().orElse("").compareTo(other.ground.consent().orElse("")) < 0;
    }
}
