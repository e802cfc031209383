package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Matching;
import org.consentgateway.core.consent.Matching.Match;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.consent.Verdict;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.law.AuthorizationRules;
import org.consentgateway.core.request.Coding;
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

    private static final int VALID = 100;
    private static final Coding MARKETING = new Coding(Coding.ACT_REASON, "HMARKT");
    private static final Coding RESEARCH = new Coding(Coding.ACT_REASON, "HRESCH");

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
            Optional<Authorization> found = new Form(directive, heard.verdict(), consents, patient, asked).judge();
            if (found.isPresent() && (best.isEmpty() || found.get().nearer(best.get()))) best = found;
        }
        return best;
    }

    private boolean nearer(Authorization other) {
        if (valid() != other.valid()) return valid();
        if (named != other.named) return named;
        if (step != other.step) return step > other.step;
        return ground.consent().orElse("").compareTo(other.ground.consent().orElse("")) < 0;
    }

    /** One form under judgement. */
    private record Form(
            Directive directive,
            Optional<Verdict> said,
            List<EvaluatedDirective> all,
            Reference patient,
            DecisionContext asked) {

        /**
         * A permit with the rules above it.
         *
         * @param namesNotes whether it names psychotherapy notes
         * @param onlyNotes  whether it covers nothing else
         */
        private record Chain(List<Provision> rules, boolean namesNotes, boolean onlyNotes) {
            Provision last() {
                return rules.get(rules.size() - 1);
            }

            boolean any(Predicate<Provision> test) {
                return Form.any(rules, test);
            }

            boolean every(Predicate<Provision> test) {
                return Form.every(rules, test);
            }
        }

        // loops, for streams cost more than what is asked of two or three items
        private static <T> boolean any(Iterable<T> items, Predicate<? super T> test) {
            for (T item : items) {
                if (test.test(item)) return true;
            }
            return false;
        }

        private static <T> boolean every(Iterable<T> items, Predicate<? super T> test) {
            for (T item : items) {
                if (!test.test(item)) return false;
            }
            return true;
        }

        Optional<Authorization> judge() {
            // most Consents are no authorization at all; that is seen without unfolding their trees
            if (!mayBeAuthorization()) {
                return doubted(false);
            }
            List<Chain> permits = permits(directive);
            List<Chain> notes = permits.stream().filter(Chain::namesNotes).toList();
            boolean named = any(permits, this::namesCaller);
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
            for (Chain chain : notes) {
                Authorization found = judge(chain);
                if (best.isEmpty() || found.nearer(best.get())) best = Optional.of(found);
            }
            return best;
        }

        /** A form that does not name psychotherapy notes: told where it was meant for this caller, else passed over. */
        private Optional<Authorization> withoutNotes(List<Chain> permits, boolean named) {
            if (directive.status() != Status.ACTIVE) return Optional.empty();
            if (asked.question().purposes().contains(MARKETING) && any(permits, this::markets)) {
                return found(Reason.AUTH_DEFECTIVE, "marketing", named, 3);
            }
            Optional<Authorization> doubted = doubted(named);
            if (doubted.isPresent()) return doubted;
            boolean meant = Denials.bears(directive, rules().policies())
                    || any(permits, chain -> !labels(chain).isEmpty());
            boolean here = named
                    && any(permits, chain -> chain.any(rule -> !rule.actors().isEmpty()));
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
            boolean here = !rule.labels().isEmpty()
                    || !rule.codes().isEmpty()
                    || !rule.classes().isEmpty()
                    || !rule.data().isEmpty();
            if (here) return true;
            for (Provision child : rule.children()) {
                if (narrows(child)) return true;
            }
            return false;
        }

        private Authorization judge(Chain chain) {
            boolean named = namesCaller(chain);
            Optional<String> missing = missing(chain);
            if (missing.isPresent()) {
                return new Authorization(
                        PatientFinding.because(Reason.AUTH_INCOMPLETE, directive, missing.get()), named, 5);
            }
            // 164.508(b)(2)(i): "the expiration date has passed or the expiration event is known ... to have occurred"
            boolean over = chain.any(
                    rule -> Matching.ended(rule.period(), asked.question().now()));
            boolean occurred = directive
                    .form()
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
            Match recipient = recipient(chain);
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
        private Authorization verdict(Chain chain, boolean named) {
            Effect effect = said.map(Verdict::says).orElse(Effect.INDETERMINATE);
            return switch (effect) {
                case PERMIT ->
                    new Authorization(
                            PatientFinding.because(
                                    Reason.AUTH_VALID,
                                    directive,
                                    said.map(Verdict::rule).orElse(chain.last())),
                            named,
                            VALID);
                case DENY -> at(Reason.CONSENT_DENY, chain, named, 12);
                case INDETERMINATE -> at(Reason.CONSENT_INDETERMINATE, chain, named, 12);
            };
        }

        // CODE-4: exactly, also where it is the denial round the permit that says for what
        private boolean allowsPurpose(Provision rule) {
            return Matching.purposeAllowed(rule, asked.question());
        }

        private boolean reaches(Provision rule) {
            return rule.effect() != Effect.PERMIT || Matching.scopeCovers(rule, asked.question());
        }

        // 164.508(b)(4)(ii)(B): not even a health plan may condition on these notes; (b)(2)(v): known to be false;
        // (a)(3), (a)(4): marketing and sale need a statement of remuneration, for which a Consent has no place
        private Optional<String> defect(List<Chain> permits) {
            if (directive.form().conditioned()) return Optional.of("conditioned");
            if (directive.form().integrity() == SignedForm.Integrity.DIFFERS) return Optional.of("source hash");
            return any(permits, this::markets) ? Optional.of("marketing") : Optional.empty();
        }

        private boolean markets(Chain chain) {
            return chain.any(rule -> {
                for (Coding purpose : rule.purposes()) {
                    if (asked.question().known().canonical(purpose).equals(MARKETING)) return true;
                }
                return false;
            });
        }

        /** 164.508(b)(3)(ii): "may only be combined with another authorization for ... psychotherapy notes". */
        private boolean compound(List<Chain> permits) {
            if (Denials.bears(directive, rules().compound())) return true;
            if (beyondNotes(permits)) return true;
            for (EvaluatedDirective one : all) {
                Directive other = one.directive();
                boolean sameForm = !other.id().equals(directive.id())
                        && other.status() != Status.ENTERED_IN_ERROR
                        && !Collections.disjoint(
                                other.form().sources(), directive.form().sources());
                if (sameForm && (beyondNotes(permits(other)) || Denials.bears(other, rules().compound()))) return true;
            }
            return false;
        }

        private boolean beyondNotes(List<Chain> permits) {
            return !every(permits, Chain::onlyNotes);
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
                    || directive.policyUris().stream().anyMatch(rules().approvedTemplates()::contains);
            return template ? Optional.empty() : Optional.of("template");
        }

        /** What 164.508(c)(1) asks of what is permitted and is not there. */
        private Optional<String> missing(Chain chain) {
            if (!chain.any(Matching::namesRecipient)) return Optional.of("recipient");
            boolean why = chain.any(rule -> !rule.purposes().isEmpty());
            if (!why) return Optional.of("purpose");
            boolean until = chain.any(rule -> rule.period().end().isPresent())
                    || directive
                            .form()
                            .expiration()
                            .filter(SignedForm.ExpirationEvent::isNamed)
                            .isPresent()
                    || (directive.form().researchNoExpiry() && isResearch(chain));
            return until ? Optional.empty() : Optional.of("expiration");
        }

        // 164.508(c)(1)(v): "end of the research study", "none" are sufficient for research alone
        private boolean isResearch(Chain chain) {
            return chain.rules().stream()
                    .flatMap(rule -> rule.purposes().stream())
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

        private Match recipient(Chain chain) {
            Match worst = Match.YES;
            for (Provision rule : chain.rules()) {
                Match here = Matching.recipient(rule, asked.question());
                if (here == Match.NO) return Match.NO;
                if (here == Match.UNRESOLVED) worst = Match.UNRESOLVED;
            }
            return worst;
        }

        private boolean namesCaller(Chain chain) {
            return recipient(chain) == Match.YES;
        }

        private Set<Coding> labels(Chain chain) {
            return chain.last().labels();
        }

        private List<Chain> permits(Directive form) {
            List<Chain> found = new ArrayList<>();
            collect(form.root(), new Chain(List.of(), false, false), found);
            return found;
        }

        /** An exception reaches no further than the rule that it is an exception to, whatever that one's effect. */
        private void collect(Provision rule, Chain above, List<Chain> found) {
            List<Provision> rules = new ArrayList<>(above.rules());
            rules.add(rule);
            boolean only = above.onlyNotes() || onlyNotes(rule);
            boolean names = only || above.namesNotes() || namesNotes(rule);
            Chain chain = new Chain(rules, names, only);
            if (rule.effect() == Effect.PERMIT) found.add(chain);
            for (Provision child : rule.children()) collect(child, chain, found);
        }

        /** Whether the rule names psychotherapy notes, or this one, be it beside other things. */
        private boolean namesNotes(Provision rule) {
            if (!rule.labels().isEmpty()) return asked.pack().notes().nameOneOf(rule.labels());
            return any(rule.codes(), this::isNoteType)
                    || any(rule.classes(), this::isNoteType)
                    || any(rule.data(), this::isThisNote);
        }

        /** Whether all that the rule can cover are psychotherapy notes: by label, by type of note, or this very note. */
        private boolean onlyNotes(Provision rule) {
            if (!rule.labels().isEmpty()) {
                return every(rule.labels(), asked.pack().notes()::names);
            }
            if (!rule.codes().isEmpty() && every(rule.codes(), this::isNoteType)) return true;
            if (!rule.classes().isEmpty() && every(rule.classes(), this::isNoteType)) return true;
            return !rule.data().isEmpty() && every(rule.data(), this::isThisNote);
        }

        private boolean isNoteType(Coding code) {
            return asked.pack().notes().tiers().get(code) == Tier.S;
        }

        private boolean isThisNote(Provision.DataReference data) {
            return data.meaning() == Provision.Meaning.INSTANCE
                    && data.reference().isPresent()
                    && data.reference().equals(asked.self());
        }

        private AuthorizationRules rules() {
            return asked.pack().authorization();
        }

        private Optional<Authorization> found(Reason reason, String detail, boolean named, int step) {
            return Optional.of(new Authorization(PatientFinding.because(reason, directive, detail), named, step));
        }

        private Authorization at(Reason reason, Chain chain, boolean named, int step) {
            return new Authorization(PatientFinding.because(reason, directive, chain.last()), named, step);
        }
    }
}
