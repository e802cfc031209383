package org.consentgateway.core.decision;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.DirectiveVerdict;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.request.Coding;

/**
 * What the patient's directives forbid: restrictions that the entity agreed to, and denials that nobody agreed to. Any
 * one denial is enough, whatever other directives permit (ADR 5, deny overrides).
 *
 * @param restriction an agreed restriction in force
 * @param lifted      an agreed restriction that an emergency lifts for treatment
 * @param denial      a denial in force
 */
record Denials(Optional<Ground> restriction, Optional<Ground> lifted, Optional<Ground> denial) {

    static Denials of(List<EvaluatedDirective> consents, DecisionContext asked) {
        Optional<Ground> restriction = Optional.empty();
        Optional<Ground> lifted = Optional.empty();
        Optional<Ground> denial = Optional.empty();
        for (EvaluatedDirective heard : consents) {
            Directive directive = heard.directive();
            Optional<DirectiveVerdict> verdict = heard.verdict()
                    .filter(said -> forbids(said, asked))
                    .filter(said -> !isFrameOfAuthorization(directive, said.rule(), asked));
            if (verdict.isEmpty()) continue;
            Provision rule = verdict.get().rule();
            if (isAgreed(directive, asked)) {
                Ground ground = PatientFinding.because(Reason.AGREED_RESTRICTION, directive, rule);
                if (emergency(asked)) lifted = Optional.of(first(lifted, ground));
                else restriction = Optional.of(first(restriction, ground));
            } else {
                boolean doubtful = verdict.get().doubtful() || verdict.get().says() == Effect.INDETERMINATE;
                Reason reason = doubtful ? Reason.CONSENT_INDETERMINATE : Reason.CONSENT_DENY;
                denial = Optional.of(first(denial, PatientFinding.because(reason, directive, rule)));
            }
        }
        return new Denials(restriction, lifted, denial);
    }

    /** What forbids first: the restriction, then the denial. */
    Optional<Ground> any() {
        return restriction.or(() -> denial);
    }

    /** What cannot be told to permit or to deny can only deny; that is asked of it where notes are at stake. */
    private static boolean forbids(DirectiveVerdict said, DecisionContext asked) {
        if (said.says() == Effect.DENY) return true;
        return asked.question().note()
                && said.says() == Effect.INDETERMINATE
                && said.rule().effect() == Effect.INDETERMINATE;
    }

    // 45 CFR 164.522(a)(1)(iii): a restriction binds the entity that agreed to it
    private static boolean isAgreed(Directive directive, DecisionContext asked) {
        return bears(directive, asked.pack().authorization().restrictions())
                && directive.form().disclosers().contains(asked.pack().organization());
    }

    // 164.522(a)(1)(iii): "if the individual is in need of emergency treatment"
    private static boolean emergency(DecisionContext asked) {
        return !asked.question().purposes().isEmpty()
                && asked.pack()
                        .ordinary()
                        .emergencyPurposes()
                        .containsAll(asked.question().purposes());
    }

    /**
     * The bare "deny" round the permits of a signed authorization says that the form grants nothing else; it is not a
     * denial of the whole chart to everyone.
     */
    private static boolean isFrameOfAuthorization(Directive directive, Provision decisive, DecisionContext asked) {
        Provision rule = directive.root();
        boolean note = asked.question().note();
        boolean isRoot = decisive.path().equals(rule.path());
        if (!isRoot && (note || decisive.effect() != Effect.INDETERMINATE)) return false;
        // a Consent that cannot be relied on, and denies at its root, denies the notes
        if (note && (directive.unknownModifier() || directive.unevaluable())) return false;
        return permits(rule)
                && bears(directive, asked.pack().authorization().policies())
                && rule.actors().isEmpty()
                && rule.codings().actions().isEmpty()
                && rule.codings().labels().isEmpty()
                && rule.codings().purposes().isEmpty()
                && rule.codings().classes().isEmpty()
                && rule.codings().codes().isEmpty()
                && rule.selection().data().isEmpty()
                && rule.selection().dataPeriod().isEmpty();
    }

    private static boolean permits(Provision rule) {
        return rule.effect() == Effect.PERMIT || rule.children().stream().anyMatch(Denials::permits);
    }

    /** Whether the directive bears one of the codings as policy or category. */
    static boolean bears(Directive directive, Iterable<Coding> codings) {
        for (Coding coding : codings) {
            if (directive.kind().policies().contains(coding)
                    || directive.kind().categories().contains(coding)
                    || directive.kind().scope().contains(coding)) return true;
        }
        return false;
    }

    // the same whatever the order of the consents
    private static Ground first(Optional<Ground> known, Ground other) {
        if (known.isEmpty()) return other;
        String left = known.get().consent().orElse("");
        return left.compareTo(other.consent().orElse("")) <= 0 ? known.get() : other;
    }
}
