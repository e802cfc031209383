package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.DirectiveVerdict;

/**
 * A Consent with what it says to the question: worked out once, used by denials and permits alike.
 *
 * @param directive the Consent
 * @param verdict   empty when it is not active, or when none of its rules fits
 */
record EvaluatedDirective(Directive directive, Optional<DirectiveVerdict> verdict) {

    /** Each of the directives, in their order. */
    static List<EvaluatedDirective> all(List<Directive> directives, DecisionContext asked) {
        List<EvaluatedDirective> heard = new ArrayList<>(directives.size());
        for (Directive directive : directives) {
            boolean active = directive.status() == Status.ACTIVE;
            heard.add(new EvaluatedDirective(
                    directive, active ? DirectiveVerdict.of(directive, asked.question()) : Optional.empty()));
        }
        return heard;
    }
}
