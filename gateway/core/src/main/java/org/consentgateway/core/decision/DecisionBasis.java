package org.consentgateway.core.decision;

import java.util.Optional;

/**
 * What one decision was made from, so that it can be made again.
 *
 * @param asked    the question as it was put for the caller
 * @param through  the same for whoever acts for them, who must be permitted too
 * @param decision the answer, before what the rest of the request does to it
 */
public record DecisionBasis(Access asked, Optional<Access> through, Decision decision) {

    /** The same, asked for whoever acts for the caller as well. */
    public DecisionBasis through(DecisionBasis actors, Decision both) {
        return new DecisionBasis(asked, Optional.of(actors.asked()), both);
    }

    /** The answer today, or under another law: what the questions say alone decides. */
    public static Decision decide(Access asked, Optional<Access> through) {
        Decision own = Decide.decide(asked);
        return through.map(actor -> JointDecision.of(own, Decide.decide(actor))).orElse(own);
    }
}
