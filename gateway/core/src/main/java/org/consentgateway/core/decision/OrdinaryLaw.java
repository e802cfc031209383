package org.consentgateway.core.decision;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.DirectiveVerdict;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.OrdinaryRules.Unreadable;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/**
 * What becomes of everything that is no psychotherapy note, as far as one patient is concerned: their denials are
 * honoured, break-glass opens what they closed, and where nothing speaks the pack does.
 */
final class OrdinaryLaw {

    private static final Coding TREATMENT = new Coding(Coding.ACT_REASON, "TREAT");

    private OrdinaryLaw() {}

    /**
     * Whether it may go.
     *
     * @param why        why it is no note: the reason given where nothing else speaks
     * @param directives what the patient said, or is last known to have said
     * @param reading    whether the consent store answered, and whether all of it could be read
     */
    static PatientFinding judge(
            DecisionContext asked,
            Reference patient,
            Ground why,
            List<Directive> directives,
            ConsentCompleteness reading) {
        if (asked.facts().type().equals("Consent")) {
            if (namesNotes(asked) && !maySeeSensitiveConsent(asked, patient)) {
                return PatientFinding.closed(Ground.of(Reason.CONSENT_SENSITIVE));
            }
            if (keepsConsents(asked)) return PatientFinding.opened(why);
        }
        // who claims break-glass must be entitled to it, whatever is asked for
        if (asked.refusesBreakGlass()) {
            return PatientFinding.closed(Ground.of(Reason.BTG_NOT_ALLOWED));
        }
        // 45 CFR 164.524: a denial is addressed to others; the patient's own access stays
        if (asked.isPatient(patient)) return PatientFinding.opened(why);
        List<EvaluatedDirective> heard = EvaluatedDirective.all(directives, asked);
        Denials denials = Denials.of(heard, asked);
        Optional<Ground> denied = denials.any();
        if (denied.isPresent() && !(rules(asked).breakGlass() && asked.mayBreakGlass() && onlyToTreat(asked))) {
            return PatientFinding.closed(denied.get());
        }
        PatientFinding open = fallback(asked, patient, why, heard, reading);
        if (denied.isPresent() && open.open()) {
            // it opens what the denial closed, and nothing that would be closed without one
            return PatientFinding.opened(Ground.of(Reason.BREAK_GLASS), denied.get())
                    .and(open.grounds());
        }
        if (open.open() && denials.lifted().isPresent()) {
            Ground lifted = denials.lifted().get();
            return open.and(List.of(new Ground(
                    Reason.RESTRICTION_LIFTED,
                    lifted.consent(),
                    Optional.empty(),
                    Optional.of("not to be disclosed further"))));
        }
        return open;
    }

    /**
     * Whether what is about somebody whom no reference of ours names may go: what they said cannot be read.
     *
     * @param why why it is no note
     */
    static PatientFinding ofNobodyKnown(DecisionContext asked, Ground why) {
        Ground unresolved = Ground.of(Reason.SUBJECT_UNRESOLVED);
        if (asked.refusesBreakGlass()) return PatientFinding.closed(Ground.of(Reason.BTG_NOT_ALLOWED));
        boolean flows = !asked.facts().type().equals("Consent")
                && !isSpecial(asked)
                && rules(asked).fallback() == Fallback.PERMIT
                && flowsUnread(rules(asked).unreadableConsent(), asked);
        return flows ? PatientFinding.opened(why, unresolved) : PatientFinding.closed(unresolved);
    }

    /** Break-glass is for "immediately needed health care": another purpose beside it opens nothing that was denied. */
    private static boolean onlyToTreat(DecisionContext asked) {
        return asked.question().purposes().stream()
                .allMatch(purpose -> asked.pack().purposes().covers(TREATMENT, purpose));
    }

    /** Whether it bears a label of what goes by its patient's consent alone, as 42 CFR part 2 has it. */
    private static boolean isSpecial(DecisionContext asked) {
        return asked.question().labels().stream().anyMatch(rules(asked).optIn().labels()::contains);
    }

    private static PatientFinding fallback(
            DecisionContext asked,
            Reference patient,
            Ground why,
            List<EvaluatedDirective> consents,
            ConsentCompleteness reading) {
        OrdinaryRules rules = rules(asked);
        boolean special = isSpecial(asked);
        boolean needsPermit = special || rules.fallback() == Fallback.DENY;
        if (reading != ConsentCompleteness.WHOLE) {
            Ground unavailable = Ground.of(Reason.CONSENT_UNAVAILABLE);
            boolean flows = reading == ConsentCompleteness.NONE
                    ? rules.consentUnavailable() == Fallback.PERMIT
                    : flowsUnread(rules.unreadableConsent(), asked);
            boolean closed = needsPermit || !flows;
            return closed ? PatientFinding.closed(unavailable) : PatientFinding.opened(why, unavailable);
        }
        if (!needsPermit) return PatientFinding.opened(why);
        if (special && fits(rules.optIn().emergencyPurposes(), asked)) {
            return PatientFinding.opened(Ground.of(Reason.PART2_EMERGENCY));
        }
        return permitted(asked, patient, consents, special ? rules.optIn().proceedings() : Set.of());
    }

    /** What was never read may deny: what then still flows is the pack's row. */
    private static boolean flowsUnread(Unreadable row, DecisionContext asked) {
        return switch (row) {
            case PERMIT -> true;
            case DENY -> false;
            case TREATMENT_INSIDE ->
                asked.question().inside() && !asked.question().purposes().isEmpty() && onlyToTreat(asked);
        };
    }

    /** The first Consent that permits, in the order of their ids. */
    private static PatientFinding permitted(
            DecisionContext asked, Reference patient, List<EvaluatedDirective> consents, Set<Coding> proceedings) {
        Optional<Ground> permit = Optional.empty();
        boolean mixed = false;
        for (EvaluatedDirective heard : consents) {
            Directive directive = heard.directive();
            if (!directive.patient().equals(patient)) continue;
            Optional<Provision> rule =
                    heard.verdict().filter(said -> said.says() == Effect.PERMIT).map(DirectiveVerdict::rule);
            if (rule.isEmpty()) continue;
            // 42 CFR 2.31(d): a consent for proceedings stands alone
            if (asked.question().purposes().stream().anyMatch(proceedings::contains)
                    && !proceedings.containsAll(rule.get().codings().purposes())) {
                mixed = true;
                continue;
            }
            Ground ground = PatientFinding.because(Reason.CONSENT_PERMIT, directive, rule.get());
            if (permit.flatMap(Ground::consent)
                    .filter(other -> other.compareTo(ground.consent().orElse("")) <= 0)
                    .isEmpty()) permit = Optional.of(ground);
        }
        if (permit.isPresent()) return PatientFinding.opened(permit.get());
        return PatientFinding.closed(Ground.of(mixed ? Reason.AUTH_COMPOUND : Reason.CONSENT_NO_MATCH));
    }

    private static boolean fits(Set<Coding> purposes, DecisionContext asked) {
        return !asked.question().purposes().isEmpty()
                && purposes.containsAll(asked.question().purposes());
    }

    /** A Consent that names psychotherapy notes tells that there are some. */
    private static boolean namesNotes(DecisionContext asked) {
        return asked.pack().notes().protectedByOneOf(asked.facts().codes())
                || asked.facts().codes().stream()
                        .anyMatch(code -> asked.pack().notes().tiers().get(code) == Tier.S);
    }

    private static boolean maySeeSensitiveConsent(DecisionContext asked, Reference patient) {
        return asked.isPatient(patient)
                || keepsConsents(asked)
                || asked.facts().recipients().stream().anyMatch(asked.question().caller()::contains);
    }

    private static boolean keepsConsents(DecisionContext asked) {
        return asked.caller().has(Role.CONSENT_MANAGER) || asked.caller().has(Role.PRIVACY_OFFICER);
    }

    private static OrdinaryRules rules(DecisionContext asked) {
        return asked.pack().ordinary();
    }
}
