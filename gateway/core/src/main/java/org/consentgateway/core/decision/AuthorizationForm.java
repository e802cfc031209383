package org.consentgateway.core.decision;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.DirectiveVerdict;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Matching;
import org.consentgateway.core.consent.Matching.Match;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** One form under judgement: every element of an authorization of its own, 45 CFR 164.508(b), (c). */
record AuthorizationForm(
        Directive directive,
        Optional<DirectiveVerdict> said,
        List<EvaluatedDirective> all,
        Reference patient,
        DecisionContext asked) {
    private static final Coding MARKETING = new Coding(Coding.ACT_REASON, "HMARKT");
    private static final Coding RESEARCH = new Coding(Coding.ACT_REASON, "HRESCH");

    Optional<Authorization> judge() {
        // most Consents are no authorization at all; that is seen without unfolding their trees
        if (!mayBeAuthorization()) {
            return doubted(false);
        }
        List<PermitChain> permits = PermitChain.of(directive, asked);
        List<PermitChain> notes =
                permits.stream().filter(PermitChain::namesNotes).toList();
        boolean named = PermitChain.any(permits, this::namesCaller);
        if (notes.isEmpty()) return withoutNotes(permits, named);
        if (directive.status() == Status.INACTIVE) return found(Reason.AUTH_REVOKED, "status", named, 1);
        if (directive.status() != Status.ACTIVE) return found(Reason.AUTH_NOT_ACTIVE, "status", named, 1);
        if (directive.unknownModifier() || directive.unevaluable()) {
            return found(Reason.CONSENT_INDETERMINATE, "modifierExtension", named, 2);
        }
        Optional<String> defect = defect(permits);
        if (defect.isPresent()) return found(Reason.AUTH_DEFECTIVE, defect.get(), named, 3);
        if (compound(permits)) return found(Reason.AUTH_COMPOUND, "combined with another permission", named, 4);
        Optional<String> missing = missing();
        if (missing.isPresent()) return found(Reason.AUTH_INCOMPLETE, missing.get(), named, 5);
        if (!signed()) return found(Reason.AUTH_SIGNER_INVALID, "signer", named, 6);
        Optional<Authorization> best = Optional.empty();
        for (PermitChain chain : notes) {
            Authorization found = judge(chain);
            if (best.isEmpty() || found.nearer(best.get())) best = Optional.of(found);
        }
        return best;
    }

    /** A form that does not name psychotherapy notes: told where it was meant for this caller, else passed over. */
    private Optional<Authorization> withoutNotes(List<PermitChain> permits, boolean named) {
        if (directive.status() != Status.ACTIVE) return Optional.empty();
        if (asked.question().purposes().contains(MARKETING) && PermitChain.any(permits, this::markets)) {
            return found(Reason.AUTH_DEFECTIVE, "marketing", named, 3);
        }
        Optional<Authorization> doubted = doubted(named);
        if (doubted.isPresent()) return doubted;
        boolean meant = Denials.bears(directive, rules().policies())
                || PermitChain.any(permits, chain -> !labels(chain).isEmpty());
        boolean here = named
                && PermitChain.any(
                        permits, chain -> chain.any(rule -> !rule.actors().isEmpty()));
        // 164.508(c)(1)(i): the description must name psychotherapy notes; R, SPI, MH or no label never suffice
        return meant && here
                ? found(Reason.AUTH_SCOPE_MISMATCH, "psychotherapy notes not named", true, 0)
                : Optional.empty();
    }

    private Optional<Authorization> doubted(boolean named) {
        boolean doubt = said.isPresent()
                && (said.get().says() == Effect.INDETERMINATE || said.get().doubtful());
        return doubt ? found(Reason.CONSENT_INDETERMINATE, "cannot be read", named, 2) : Optional.empty();
    }

    private boolean mayBeAuthorization() {
        return asked.question().purposes().contains(MARKETING)
                || Denials.bears(directive, rules().policies())
                || narrows(directive.root());
    }

    /** Whether a rule is limited to some data: by that alone can it name psychotherapy notes. */
    private static boolean narrows(Provision rule) {
        boolean here = !rule.codings().labels().isEmpty()
                || !rule.codings().codes().isEmpty()
                || !rule.codings().classes().isEmpty()
                || !rule.selection().data().isEmpty();
        if (here) return true;
        for (Provision child : rule.children()) {
            if (narrows(child)) return true;
        }
        return false;
    }

    private Authorization judge(PermitChain chain) {
        boolean named = namesCaller(chain);
        Optional<String> missing = missing(chain);
        if (missing.isPresent()) {
            return new Authorization(
                    PatientFinding.because(Reason.AUTH_INCOMPLETE, directive, missing.get()), named, 5);
        }
        // 164.508(b)(2)(i): "the expiration date has passed or the expiration event is known ... to have occurred"
        boolean over =
                chain.any(rule -> Matching.ended(rule.period(), asked.question().now()));
        boolean occurred = directive
                .form()
                .expiry()
                .expiration()
                .filter(SignedForm.ExpirationEvent::occurred)
                .isPresent();
        if (over || occurred) return at(Reason.AUTH_EXPIRED, chain, named, 7);
        boolean early = chain.any(
                rule -> Matching.begins(rule.period(), asked.question().now()));
        if (early) return at(Reason.AUTH_NOT_ACTIVE, chain, named, 7);
        if (!directive.form().disclosers().contains(asked.custodian())) {
            return at(Reason.AUTH_DISCLOSER_MISMATCH, chain, named, 8);
        }
        Match recipient = chain.recipient(asked);
        if (recipient == Match.UNRESOLVED) return at(Reason.CONSENT_INDETERMINATE, chain, named, 9);
        if (recipient == Match.NO) return at(Reason.AUTH_RECIPIENT_MISMATCH, chain, named, 9);
        if (!chain.every(rule -> allowsPurpose(rule))) {
            return at(Reason.AUTH_PURPOSE_MISMATCH, chain, named, 10);
        }
        if (!chain.every(rule -> reaches(rule))) {
            return at(Reason.AUTH_SCOPE_MISMATCH, chain, named, 11);
        }
        // an exception to a denial that does not concern the caller lends its elements to no other permit
        boolean reached =
                chain.every(rule -> rule.effect() == Effect.PERMIT || Matching.denies(rule, asked.question()));
        if (!reached) return at(Reason.AUTH_SCOPE_MISMATCH, chain, named, 11);
        return verdict(chain, named);
    }

    /** What the whole Consent says, its exceptions included. */
    private Authorization verdict(PermitChain chain, boolean named) {
        Effect effect = said.map(DirectiveVerdict::says).orElse(Effect.INDETERMINATE);
        return switch (effect) {
            case PERMIT ->
                new Authorization(
                        PatientFinding.because(
                                Reason.AUTH_VALID,
                                directive,
                                said.map(DirectiveVerdict::rule).orElse(chain.last())),
                        named,
                        Authorization.VALID);
            case DENY -> at(Reason.CONSENT_DENY, chain, named, 12);
            case INDETERMINATE -> at(Reason.CONSENT_INDETERMINATE, chain, named, 12);
        };
    }

    // by exact code, also where it is the denial round the permit that says for what
    private boolean allowsPurpose(Provision rule) {
        return Matching.purposeAllowed(rule, asked.question());
    }

    private boolean reaches(Provision rule) {
        return rule.effect() != Effect.PERMIT || Matching.scopeCovers(rule, asked.question());
    }

    // 164.508(b)(4)(ii)(B): not even a health plan may condition on these notes; (b)(2)(v): known to be false;
    // (a)(3), (a)(4): marketing and sale need a statement of remuneration, for which a Consent has no place
    private Optional<String> defect(List<PermitChain> permits) {
        if (directive.form().conditioned()) return Optional.of("conditioned");
        if (directive.form().integrity() == SignedForm.Integrity.DIFFERS) return Optional.of("source hash");
        return PermitChain.any(permits, this::markets) ? Optional.of("marketing") : Optional.empty();
    }

    private boolean markets(PermitChain chain) {
        return chain.any(rule -> {
            for (Coding purpose : rule.codings().purposes()) {
                if (asked.question().known().canonical(purpose).equals(MARKETING)) return true;
            }
            return false;
        });
    }

    /** 164.508(b)(3)(ii): "may only be combined with another authorization for ... psychotherapy notes". */
    private boolean compound(List<PermitChain> permits) {
        if (Denials.bears(directive, rules().compound())) return true;
        if (beyondNotes(permits)) return true;
        for (EvaluatedDirective one : all) {
            Directive other = one.directive();
            boolean sameForm = !other.id().equals(directive.id())
                    && other.status() != Status.ENTERED_IN_ERROR
                    && !Collections.disjoint(
                            other.form().sources(), directive.form().sources());
            if (sameForm && (beyondNotes(PermitChain.of(other, asked)) || Denials.bears(other, rules().compound())))
                return true;
        }
        return false;
    }

    private boolean beyondNotes(List<PermitChain> permits) {
        return !PermitChain.every(permits, PermitChain::onlyNotes);
    }

    /** What 164.508(c)(1) asks of the form as a whole and is not there. */
    private Optional<String> missing() {
        SignedForm form = directive.form();
        if (form.sources().isEmpty()) return Optional.of("source");
        if (form.verified().filter(verified -> !verified).isPresent()) return Optional.of("verification");
        if (rules().requireVerification() && form.verified().isEmpty()) return Optional.of("verification");
        if (directive.dateTime().isEmpty()) return Optional.of("dateTime");
        if (form.signers().isEmpty()) return Optional.of("signer");
        if (form.disclosers().isEmpty()) return Optional.of("discloser");
        boolean template = rules().approvedTemplates().isEmpty()
                || directive.kind().policyUris().stream().anyMatch(rules().approvedTemplates()::contains);
        return template ? Optional.empty() : Optional.of("template");
    }

    /** What 164.508(c)(1) asks of what is permitted and is not there. */
    private Optional<String> missing(PermitChain chain) {
        if (!chain.any(Matching::namesRecipient)) return Optional.of("recipient");
        boolean why = chain.any(rule -> !rule.codings().purposes().isEmpty());
        if (!why) return Optional.of("purpose");
        boolean until = chain.any(rule -> rule.period().end().isPresent())
                || directive
                        .form()
                        .expiry()
                        .expiration()
                        .filter(SignedForm.ExpirationEvent::isNamed)
                        .isPresent()
                || (directive.form().expiry().researchNoExpiry() && isResearch(chain));
        return until ? Optional.empty() : Optional.of("expiration");
    }

    // 164.508(c)(1)(v): "end of the research study", "none" are sufficient for research alone
    private boolean isResearch(PermitChain chain) {
        return chain.rules().stream()
                .flatMap(rule -> rule.codings().purposes().stream())
                .allMatch(purpose -> asked.question().known().covers(RESEARCH, purpose));
    }

    // 164.508(c)(1)(vi), 164.502(g): the individual, or a representative with described authority
    private boolean signed() {
        return directive.form().signers().stream()
                .anyMatch(signer -> signer.equals(patient)
                        || (directive.form().representativeAuthority()
                                && !signer.type().startsWith("Practitioner")
                                && !asked.background().refusedSigners().contains(signer)
                                && !Majority.reached(directive, patient, asked)));
    }

    private boolean namesCaller(PermitChain chain) {
        return chain.recipient(asked) == Match.YES;
    }

    private Set<Coding> labels(PermitChain chain) {
        return chain.last().codings().labels();
    }

    private AuthorizationRules rules() {
        return asked.pack().authorization();
    }

    private Optional<Authorization> found(Reason reason, String detail, boolean named, int step) {
        return Optional.of(new Authorization(PatientFinding.because(reason, directive, detail), named, step));
    }

    private Authorization at(Reason reason, PermitChain chain, boolean named, int step) {
        return new Authorization(PatientFinding.because(reason, directive, chain.last()), named, step);
    }
}
