package org.consentgateway.core.consent;

import java.util.Optional;
import org.consentgateway.core.consent.Matching.Match;

/**
 * What one Consent says to one question.
 *
 * @param says the effect; INDETERMINATE when a rule that may fit cannot be read
 * @param rule the provision that decided
 * @param doubtful true for a denial to which an exception may apply that cannot be read
 */
public record Verdict(Effect says, Provision rule, boolean doubtful) {

    /**
     * What the Consent says; empty when none of its rules fits. Nested rules are exceptions to the one above: the deepest
     * that fits decides, and among siblings a denial wins.
     */
    public static Optional<Verdict> of(Directive directive, Question asked) {
        return Optional.ofNullable(of(directive.root(), asked, directive.unknownModifier()));
    }

    private static @org.jspecify.annotations.Nullable Verdict of(
            Provision rule, Question asked, boolean unknownModifier) {
        Effect own = own(rule, asked, unknownModifier);
        if (own == null) return null;
        Verdict exception = null;
        for (Provision child : rule.children()) {
            Verdict said = of(child, asked, unknownModifier);
            if (said != null && (exception == null || said.weight() > exception.weight())) exception = said;
        }
        if (exception == null) return new Verdict(own, rule, false);
        // an exception that cannot be read lifts no denial
        if (exception.says == Effect.INDETERMINATE && own == Effect.DENY) return new Verdict(own, rule, true);
        return exception;
    }

    private static @org.jspecify.annotations.Nullable Effect own(
            Provision rule, Question asked, boolean unknownModifier) {
        if (rule.effect() != Effect.PERMIT) return Matching.denies(rule, asked) ? rule.effect() : null;
        Match fits = Matching.permits(rule, asked);
        if (fits == Match.NO) return null;
        boolean readable = fits == Match.YES && !rule.unevaluable() && !unknownModifier;
        return readable ? Effect.PERMIT : Effect.INDETERMINATE;
    }

    private int weight() {
        return switch (says) {
            case DENY -> 3;
            case INDETERMINATE -> 2;
            case PERMIT -> 1;
        };
    }
}
