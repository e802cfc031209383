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
public record DirectiveVerdict(Effect says, Provision rule, boolean doubtful) {

    /**
     * What the Consent says; empty when none of its rules fits. Nested rules are exceptions to the one above: the deepest
     * that fits decides, and among siblings a denial wins.
     */
    public static Optional<DirectiveVerdict> of(Directive directive, ConsentQuestion asked) {
        boolean unusable = directive.unknownModifier() || directive.unevaluable();
        return Optional.ofNullable(of(directive.root(), asked, unusable, true));
    }

    private static @org.jspecify.annotations.Nullable DirectiveVerdict of(
            Provision rule, ConsentQuestion asked, boolean unknownModifier, boolean root) {
        Effect own = own(rule, asked, unknownModifier);
        if (own == null) return rule.effect() == Effect.PERMIT ? deniedBelow(rule, asked, unknownModifier) : null;
        DirectiveVerdict exception = null;
        for (Provision child : rule.children()) {
            DirectiveVerdict said = of(child, asked, unknownModifier, false);
            if (said != null && (exception == null || said.weight() > exception.weight())) exception = said;
        }
        if (exception == null) return new DirectiveVerdict(own, rule, false);
        // a permit in doubt takes nothing from the sure one around it
        if (own == Effect.PERMIT && exception.says == Effect.INDETERMINATE && exception.rule.effect() == Effect.PERMIT)
            return new DirectiveVerdict(own, rule, false);
        // an exception that cannot be read lifts no denial
        if (exception.says == Effect.INDETERMINATE && rule.effect() != Effect.PERMIT) {
            return new DirectiveVerdict(
                    own, root && exception.rule.effect() == Effect.INDETERMINATE ? exception.rule : rule, true);
        }
        // what is permitted within a permission that cannot be told to reach the caller is not told to either
        if (exception.says == Effect.PERMIT && own == Effect.INDETERMINATE && rule.effect() == Effect.PERMIT) {
            return new DirectiveVerdict(own, rule, true);
        }
        return exception;
    }

    /** A denial below a permit that does not surely fit, but would if it were a denial itself: it holds. */
    private static @org.jspecify.annotations.Nullable DirectiveVerdict deniedBelow(
            Provision rule, ConsentQuestion asked, boolean unknownModifier) {
        if (rule.children().isEmpty() || !Matching.denies(rule, asked)) return null;
        DirectiveVerdict found = null;
        for (Provision child : rule.children()) {
            DirectiveVerdict said = of(child, asked, unknownModifier, false);
            if (said == null || said.rule.effect() == Effect.PERMIT || said.says == Effect.PERMIT) continue;
            if (found == null || said.weight() > found.weight()) found = said;
        }
        return found;
    }

    private static @org.jspecify.annotations.Nullable Effect own(
            Provision rule, ConsentQuestion asked, boolean unknownModifier) {
        if (rule.effect() != Effect.PERMIT) return Matching.denies(rule, asked) ? rule.effect() : null;
        Match fits = Matching.permits(rule, asked);
        if (fits == Match.NO) return null;
        boolean readable = fits == Match.YES && !rule.unevaluable() && !unknownModifier;
        return readable ? Effect.PERMIT : Effect.INDETERMINATE;
    }

    private int weight() {
        return switch (says) {
            case DENY -> 3;
            // a permit in doubt takes nothing from one that is sure, a rule that may deny does
            case INDETERMINATE -> rule.effect() == Effect.PERMIT ? 0 : 2;
            case PERMIT -> 1;
        };
    }
}
