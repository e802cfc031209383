package org.consentgateway.core.decision.twin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** What the patients said, once more: section 3.3 of the specification, sentence by sentence. */
final class TwinConsents {

    private final Access access;
    private final TwinCoverage coverage;

    TwinConsents(Access access) {
        this.access = access;
        this.coverage = new TwinCoverage(access);
    }

    /** @see TwinCoverage#custodian */
    Reference custodian() {
        return coverage.custodian();
    }

    /** @see TwinCoverage#meaning */
    Coding meaning(Coding purpose) {
        return coverage.meaning(purpose);
    }

    /** @see TwinCoverage#within */
    boolean within(Coding wide, Coding narrow) {
        return coverage.within(wide, narrow);
    }

    // ---- 3.3: denials ----

    /** Whether the resulting decision of this Consent is a denial. */
    boolean denies(Directive directive, boolean note) {
        if (directive.status() != Directive.Status.ACTIVE) return false;
        Provision root = directive.root();
        boolean unusable = unusable(directive);
        if (root.effect() != Effect.PERMIT
                && isAuthorization(directive)
                && bare(root)
                && permits(root)
                && !(unusable && note)) {
            return coverage.covers(root, false, note) && deniedBelow(root, unusable, note, note);
        }
        return denies(root, unusable, note, note);
    }

    private boolean deniedBelow(Provision rule, boolean unusable, boolean note, boolean held) {
        return rule.children().stream().anyMatch(child -> denies(child, unusable, note, held));
    }

    /** @param held whether what can be neither permission nor denial is held to be a denial */
    boolean denies(Provision rule, boolean unusable, boolean note, boolean held) {
        if (rule.effect() == Effect.PERMIT) {
            return coverage.mayReach(rule, note) && deniedBelow(rule, unusable, note, held);
        }
        if (!coverage.covers(rule, false, note)) return false;
        if (deniedBelow(rule, unusable, note, held)) return true;
        if (rule.effect() == Effect.INDETERMINATE && !held) return false;
        // what permits nothing, or cannot be read, excuses nothing
        if (unusable || deniedBelow(rule, false, note, true)) return true;
        return rule.children().stream()
                .allMatch(child -> permitting(child, note).isEmpty());
    }

    private static boolean bare(Provision rule) {
        return rule.actors().isEmpty()
                && rule.codings().actions().isEmpty()
                && rule.codings().labels().isEmpty()
                && rule.codings().purposes().isEmpty()
                && rule.codings().classes().isEmpty()
                && rule.codings().codes().isEmpty()
                && rule.selection().dataPeriod().isEmpty()
                && rule.selection().data().isEmpty();
    }

    static boolean permits(Provision rule) {
        return everyRule(rule).stream().anyMatch(one -> one.effect() == Effect.PERMIT);
    }

    private boolean isAuthorization(Directive directive) {
        Set<Coding> said = new HashSet<>(directive.kind().policies());
        said.addAll(directive.kind().categories());
        return said.stream().anyMatch(access.pack().authorization().policies()::contains);
    }

    /** A modifier or an expression that we do not know: the whole Consent permits nothing. */
    static boolean unusable(Directive directive) {
        return directive.unknownModifier()
                || everyRule(directive.root()).stream().anyMatch(Provision::unevaluable);
    }

    static List<Provision> everyRule(Provision root) {
        List<Provision> all = new ArrayList<>();
        all.add(root);
        for (Provision child : root.children()) all.addAll(everyRule(child));
        return all;
    }

    // ---- permits ----

    boolean permitsOrdinary(Directive directive) {
        return directive.status() == Directive.Status.ACTIVE
                && !unusable(directive)
                && !permitting(directive.root(), false).isEmpty();
    }

    /** The permits that decide below and at this rule; none when it does not cover the question or a denial stands below. */
    private List<Provision> permitting(Provision rule, boolean note) {
        boolean reached =
                rule.effect() == Effect.PERMIT ? coverage.covers(rule, true, note) : coverage.covers(rule, false, note);
        if (!reached || denies(rule, false, note, true)) return List.of();
        List<Provision> found = new ArrayList<>();
        for (Provision child : rule.children()) found.addAll(permitting(child, note));
        if (rule.effect() == Effect.PERMIT) found.add(rule);
        return found;
    }
}
