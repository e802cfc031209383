package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Worklist;

/** What becomes of each resource once it is decided: the verdict, and what the record of the answer is told of it. */
final class RecordedVerdicts {

    private final Site site;
    private final Caller caller;
    private final Records.Asked asked;
    private final Predicate<Facts> inScope;
    private final DecisionInputs inputs;
    private final GrantUsage uses;
    private final RefusedAuthor author;
    private final ViewOutsideAnswer outside;
    private final AnswerAudit audit;
    private final PatientCompartment oneChart;
    private final List<Decision.Ground> hidden = new ArrayList<>(); // why enforcing would hide all there is
    private boolean observing;

    RecordedVerdicts(
            AnsweredRequest request,
            Predicate<Facts> inScope,
            DecisionInputs inputs,
            GrantUsage uses,
            RefusedAuthor author,
            ViewOutsideAnswer outside,
            AnswerAudit audit) {
        this.site = request.site();
        this.caller = request.caller();
        this.asked = request.asked();
        this.inScope = inScope;
        this.inputs = inputs;
        this.uses = uses;
        this.author = author;
        this.outside = outside;
        this.audit = audit;
        this.oneChart = new PatientCompartment(request, inputs, outside);
    }

    /** A window begins, in which answers pass as they came or not. */
    void begin(boolean observed) {
        observing = observed;
    }

    /** What is in something that is withheld goes with it; what is withheld for itself as well is recorded. */
    Verdict inShut(Candidate candidate, DecidedResource decided) throws NoVerdict {
        if (decided.decision() instanceof Decision.Withhold) return verdict(candidate, decided, Map.of());
        return new Verdict.Drop(candidate);
    }

    /** Somebody deleted it. */
    Verdict gone(Candidate candidate, DecidedResource decided) {
        Decision decision = decided.decision() instanceof Decision.Withhold
                ? decided.decision()
                : new Decision.Withhold(
                        decided.decision().classification(), List.of(Decision.Ground.of(Reason.NOTHING_THERE)));
        audit.withhold(judged(candidate, decided, decision));
        return new Verdict.Drop(candidate);
    }

    /** While it is observed, everything in scope goes whole; what enforcing would have done is what is recorded. */
    Verdict passed(
            Candidate candidate, DecidedResource decided, Map<Reference, Decision> pointedAt, Set<Candidate> shut)
            throws NoVerdict {
        Decision decision = decided.decision();
        if (strays(candidate, decided.shown())) return verdict(candidate, decided, pointedAt);
        boolean within = candidate.holder().filter(shut::contains).isPresent();
        if (within && !(decision instanceof Decision.Withhold)) return new Verdict.Release(candidate, Edits.NONE);
        if (outside.closure().vanishes(candidate.resource(), decision)) decision = ReferenceClosure.emptied(decision);
        if (WindowFacts.standsAlone(candidate) && !hidden.isEmpty())
            decision = new Decision.Withhold(
                    decision.classification(), hidden.stream().distinct().toList());
        return verdict(candidate, decided.with(decision), pointedAt);
    }

    private boolean strays(Candidate candidate, Facts whole) throws NoVerdict {
        Facts facts = oneChart.shown(candidate.resource(), whole);
        boolean top = candidate.place() == Candidate.Place.ROOT || candidate.place() == Candidate.Place.ENTRY;
        boolean nested = candidate.place() == Candidate.Place.NESTED || candidate.place() == Candidate.Place.PARAMETER;
        return (top && !inScope.test(facts)) || ((top || nested) && oneChart.strays(facts.type(), facts));
    }

    /** Released less what is taken out, withheld, or outside the scopes. */
    Verdict verdict(Candidate candidate, DecidedResource decided, Map<Reference, Decision> pointedAt) throws NoVerdict {
        Facts facts = decided.facts();
        Decision decision = decided.decision();
        if (strays(candidate, decided.shown())) {
            audit.withhold(judged(candidate, decided, ScopeRule.outside(asked, decision.classification())));
            return new Verdict.Drop(candidate);
        }
        Decision granted = decision instanceof Decision.Withhold ? decision : uses.spend(decision, facts);
        Edits edits = granted.match(
                release -> outside.edits().of(candidate, facts, pointedAt, Set.of()),
                strip -> outside.edits().of(candidate, facts, pointedAt, Set.copyOf(strip.elements())),
                withhold -> Edits.NONE);
        Records.Judged record = judged(candidate, decided, ReleaseEdits.told(candidate, granted, edits));
        boolean inQuestion = site.pack().notes().inQuestion(facts)
                && decided.background().noteEvidence().review().isEmpty();
        // that a label was taken off is on the list already
        boolean suspected = granted.classification().note() == Classification.Note.SUSPECTED
                && !granted.classification().rule().equals(Classify.TAKEN_OFF);
        if (inQuestion || suspected || granted.classification().conflict()) ask(facts, decided, granted, inQuestion);
        if (observing) return opened(candidate, Edits.NONE, record.passing());
        return granted.match(
                release -> opened(candidate, edits, record), strip -> opened(candidate, edits, record), withhold -> {
                    audit.withhold(record);
                    author.note(decided);
                    return new Verdict.Drop(candidate);
                });
    }

    private static Records.Judged judged(Candidate candidate, DecidedResource decided, Decision decision) {
        return new Records.Judged(name(candidate), decided.patients(), decision, false, Optional.of(decided.basis()));
    }

    private Verdict opened(Candidate candidate, Edits edits, Records.Judged record) {
        audit.open(candidate, record);
        return new Verdict.Release(candidate, edits);
    }

    private void ask(Facts facts, DecidedResource decided, Decision decision, boolean inQuestion) {
        String rule =
                inQuestion ? Classify.RESEMBLES : decision.classification().rule();
        facts.self().ifPresent(self -> decided.patients()
                .forEach(patient -> site.reviews().ask(self, patient, rule)));
        if (inQuestion) facts.self().ifPresent(self -> site.worklist().tell(Worklist.Kind.LABEL_TO_REVIEW, self, rule));
    }

    private static String name(Candidate candidate) {
        return candidate.self().map(Reference::toString).orElse(candidate.type());
    }

    /** Whether a resource that is no part of the answer, but decides about it, is hidden; then it is recorded. */
    boolean hides(Json.Obj resource, Decision alone) throws NoVerdict {
        Facts facts = site.facts(resource);
        boolean gone = outside.closure().vanishes(resource, alone)
                || (!outside.deletions().ofVersions() && outside.deletions().isGone(resource));
        Decision decision = gone ? ReferenceClosure.emptied(alone) : alone;
        // whose chart it is in is told by what the caller sees of it
        if (ScopeRule.keepsToOneChart(caller, facts.type())
                && !ScopeRule.ofChart(
                        caller, outside.left(resource).map(site::facts).orElse(facts)))
            decision = ScopeRule.outside(asked, alone.classification());
        if (!(decision instanceof Decision.Withhold)) return false;
        if (site.observing().now() && !decision.equals(ScopeRule.outside(asked, alone.classification()))) {
            hidden.addAll(decision.grounds());
            return false;
        }
        Subjects subjects = inputs.subjects(List.of(facts)).getOrDefault(facts, new Subjects.Unresolved());
        audit.withhold(new Records.Judged(name(Candidate.root(resource)), subjects.match(p -> p, Set::of), decision));
        return true;
    }

    /** What is released for itself, and is about nothing but what is withheld, is withheld with it. */
    void emptied(Verdict.Release release) {
        audit.opened(release.candidate()).ifPresent(record -> {
            List<Decision.Ground> grounds = new ArrayList<>();
            grounds.add(Decision.Ground.of(Reason.PSYN_REFERENCE_REMOVED));
            for (Reference hidden : release.edits().withheld())
                grounds.addAll(outside.closure().grounds(hidden));
            Decision decision = new Decision.Withhold(
                    record.decision().classification(),
                    grounds.stream().distinct().toList());
            audit.withhold(record.instead(decision));
        });
    }
}
