package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.Verdict;

/**
 * A Consent with what it says to the question: worked out once, used by denials and permits alike.
 *
 * @param directive the Consent
 * @param verdict   empty when it is not active, or when none of its rules fits
 */
record Heard(Directive directive, Optional<Verdict> verdict) {

    /** Each of the directives, in their order. */
    static List<Heard> all(List<Directive> directives, Asked asked) {
        List<Heard> heard = new ArrayList<>(directives.size());
        for (Directive directive : directives) {
            boolean active = directive.status() == Status.ACTIVE;
            heard.add(new Heard(directive, active ? Verdict.of(directive, asked.question()) : Optional.empty()));
        }
        return heard;
    }
}
