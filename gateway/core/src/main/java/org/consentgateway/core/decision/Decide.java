package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Decision.Ground;
import org.consentgateway.core.decision.Decision.Release;
import org.consentgateway.core.decision.Decision.Strip;
import org.consentgateway.core.decision.Decision.Withhold;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/**
 * The decision: may this caller have this resource, for these purposes, now? The same question always has the same
 * answer. Every patient that the resource is about must open it.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.508">45 CFR 164.508(a)(2)</a>
 */
public final class Decide {

    private Decide() {}

    /** Release, strip or withhold, with every reason. */
    public static Decision decide(Access access) {
        Classification classification = Classify.classify(
                access.facts(), access.background(), access.pack().notes());
        // 45 CFR 164.312(b): what was withheld from whom is for those who examine it
        if (GatewayEvents.are(access.facts()) && !access.caller().has(Role.PRIVACY_OFFICER))
            return new Withhold(classification, List.of(Ground.of(Reason.AUDIT_RESERVED)));
        DecisionContext asked = DecisionContext.of(access, classification);
        Optional<Set<Reference>> patients = patients(access);
        if (patients.isEmpty()) return ofNobodyKnown(asked);
        PatientFinding whole = classification.isProtected()
                ? note(asked, patients.get())
                : ordinary(asked, patients.get(), whyNoNote(asked));
        if (!whole.open()) return new Withhold(classification, whole.grounds());
        if (classification.isProtected()
                || (access.facts().inline().isEmpty()
                        && access.background()
                                .noteEvidence()
                                .strictest()
                                .unconfirmed()
                                .isEmpty())) {
            return new Release(classification, whole.grounds());
        }
        return elements(asked, patients.get(), whole);
    }

    /**
     * Where in a resource that is no note itself stand notes that the caller may not have, whatever becomes of the rest.
     * What they say decides nothing about the rest: {@link Facts#without}.
     */
    public static Set<List<Object>> hiddenParts(Access access) {
        if (access.facts().inline().isEmpty()) return Set.of();
        Classification classification = Classify.classify(
                access.facts(), access.background(), access.pack().notes());
        if (classification.isProtected()) return Set.of();
        DecisionContext asked = DecisionContext.of(access, classification);
        Optional<Set<Reference>> patients = patients(access);
        Set<List<Object>> hidden = new LinkedHashSet<>();
        for (Facts.InlineLabel part : asked.facts().inline()) {
            if (!isNote(part, asked)) continue;
            DecisionContext about = asked.about(part, true);
            if (patients.filter(known -> note(about, known).open()).isEmpty()) hidden.add(part.path());
        }
        return hidden;
    }

    /**
     * Of a patient whom no reference of ours names what they said cannot be read: a note stays shut, of the rest goes what
     * the pack lets go then.
     */
    private static Decision ofNobodyKnown(DecisionContext asked) {
        boolean plain = asked.facts().unreadableSubject()
                && !asked.classification().isProtected()
                && asked.facts().inline().isEmpty()
                && asked.background().noteEvidence().strictest().unconfirmed().isEmpty();
        PatientFinding found = plain
                ? OrdinaryLaw.ofNobodyKnown(asked, whyNoNote(asked))
                : PatientFinding.closed(Ground.of(Reason.SUBJECT_UNRESOLVED));
        return found.open()
                ? new Release(asked.classification(), found.grounds())
                : new Withhold(asked.classification(), found.grounds());
    }

    /** Whose it is; empty when that cannot be told. */
    private static Optional<Set<Reference>> patients(Access access) {
        if (access.facts().unreadableSubject()) return Optional.empty();
        Optional<Set<Reference>> known = access.background().patients().match(Optional::of, Optional::empty);
        // the order of a set must not show in the reasons
        return known.map(TreeSet::new);
    }

    /** Every asserted purpose must be allowed; together, or each by a basis of its own. */
    private static PatientFinding note(DecisionContext asked, Set<Reference> patients) {
        PatientFinding together = noteTogether(asked, patients);
        if (together.open() || asked.caller().purposes().size() < 2) return together;
        List<PatientFinding> each = new ArrayList<>();
        for (DecisionContext alone : asked.byPurpose()) {
            // breaking the glass opens no note, and who may break it takes nothing away by saying so
            if (alone.mayBreakGlass()) continue;
            PatientFinding found = noteTogether(alone, patients);
            if (!found.open()) return together;
            each.add(found);
        }
        return each.isEmpty() ? together : PatientFinding.all(each);
    }

    private static PatientFinding noteTogether(DecisionContext asked, Set<Reference> patients) {
        if (patients.isEmpty()) return NoteLaw.judge(asked, Optional.empty(), List.of(), true);
        List<PatientFinding> findings = new ArrayList<>();
        for (Reference patient : patients) {
            PatientDirectives said = PatientDirectives.of(asked, patient);
            findings.add(NoteLaw.judge(asked, Optional.of(patient), said.directives(), said.known()));
        }
        return PatientFinding.all(findings);
    }

    private static PatientFinding ordinary(DecisionContext asked, Set<Reference> patients, Ground why) {
        if (patients.isEmpty()) {
            return asked.refusesBreakGlass()
                    ? PatientFinding.closed(Ground.of(Reason.BTG_NOT_ALLOWED))
                    : PatientFinding.opened(why);
        }
        List<PatientFinding> findings = new ArrayList<>();
        for (Reference patient : patients) {
            PatientDirectives said = PatientDirectives.of(asked, patient);
            findings.add(OrdinaryLaw.judge(asked, patient, why, said.directives(), said.reading()));
        }
        return PatientFinding.all(findings);
    }

    /** By its label; one that is none to the letter counts until a labeller said of the resource that it is ordinary. */
    private static boolean isNote(Facts.InlineLabel part, DecisionContext asked) {
        NoteRules rules = asked.pack().notes();
        boolean ordinary = asked.access()
                .background()
                .noteEvidence()
                .review()
                .filter(Background.Review.ORDINARY::equals)
                .isPresent();
        return rules.nameOneOf(part.labels()) || (!ordinary && rules.resemblesOneOf(part.labels()));
    }

    /** Elements with labels of their own are decided like resources, the whole being open already. */
    private static Decision elements(DecisionContext asked, Set<Reference> patients, PatientFinding whole) {
        List<List<Object>> out = new ArrayList<>();
        List<PatientFinding> closed = new ArrayList<>();
        for (Facts.InlineLabel part : asked.facts().inline()) {
            boolean isNote = isNote(part, asked);
            DecisionContext about = asked.about(part, isNote);
            PatientFinding found = isNote
                    ? note(about, patients)
                    : ordinary(about, patients, whole.grounds().get(0));
            if (!found.open()) {
                out.add(part.path());
                closed.add(found);
            }
        }
        unconfirmed(asked, patients, out, closed);
        if (out.isEmpty()) return new Release(asked.classification(), whole.grounds());
        PatientFinding why = PatientFinding.closed(Ground.of(Reason.PSYN_ELEMENT_REMOVED))
                .and(PatientFinding.all(closed).grounds())
                .and(whole.grounds());
        return new Strip(asked.classification(), why.grounds(), out);
    }

    /** What lost its label by one person's word alone is a note still, with all that stands in its list. */
    private static void unconfirmed(
            DecisionContext asked, Set<Reference> patients, List<List<Object>> out, List<PatientFinding> closed) {
        for (String element :
                new TreeSet<>(asked.background().noteEvidence().strictest().unconfirmed())) {
            List<Object> path = List.of(element);
            PatientFinding found = note(asked.about(new Facts.InlineLabel(path, Set.of()), true), patients);
            if (found.open()) continue;
            out.removeIf(part -> part.get(0).equals(element));
            out.add(path);
            closed.add(found);
        }
    }

    /** Why it is no note: the reason that the pack's rule gives. */
    private static Ground whyNoNote(DecisionContext asked) {
        String rule = asked.classification().rule();
        if (rule.equals("review")) return PatientFinding.because(Reason.REVIEW_NEGATIVE, rule);
        Reason reason = asked.pack().notes().rules().stream()
                .filter(named -> named.name().equals(rule))
                .findFirst()
                .flatMap(named -> named.conclusion().reason())
                .flatMap(Reason::of)
                .orElse(Reason.NOT_PSYN);
        return PatientFinding.because(reason, rule);
    }

    /**
     * What one patient said.
     *
     * @param reading whether the store answered, and whether all of it could be read
     */
    private record PatientDirectives(List<Directive> directives, ConsentCompleteness reading) {
        static PatientDirectives of(DecisionContext asked, Reference patient) {
            Consents consents = asked.access().consents().getOrDefault(patient, new Consents.Unavailable(List.of()));
            return new PatientDirectives(consents.match(all -> all, last -> last), ConsentCompleteness.of(consents));
        }

        boolean known() {
            return reading == ConsentCompleteness.WHOLE;
        }
    }
}
