package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Reference;

/**
 * What the caller would see of resources that are no part of the answer: decided and cut as in one, with nothing recorded
 * and no use of a grant spent.
 */
final class ViewOutsideAnswer {

    private final Site site;
    private final DecisionInputs inputs;
    private final FhirVersion fhir;
    private final Redaction redaction;
    private final WindowFacts facts;
    private final DecisionPoint deciding;
    private final GrantUsage uses;
    private final ToldDeletions deletions;
    private final ReferenceClosure closure;
    private final BinaryDecisions binaries;
    private final ReleaseEdits edits;

    /** A resource and all that is in it, with what was decided about what these point at. */
    private record Surrounded(
            Candidate root, List<Candidate> all, List<Facts> facts, Map<Reference, Decision> pointedAt) {}

    ViewOutsideAnswer(
            AnsweredRequest request,
            DecisionInputs inputs,
            DecisionPoint deciding,
            GrantUsage uses,
            VisibleVersions versions,
            BinaryOwners owners,
            RefusedAuthor author) {
        this.site = request.site();
        this.inputs = inputs;
        this.fhir = request.site().fhir();
        this.redaction = new Redaction(fhir);
        this.facts = new WindowFacts(request.site(), inputs.own());
        this.deciding = deciding;
        this.uses = uses;
        this.deletions = new ToldDeletions(request.site(), request.asked(), inputs, versions, this);
        this.closure = new ReferenceClosure(request, inputs, deciding, this, deletions);
        this.binaries = new BinaryDecisions(request, inputs, deciding, uses, owners, author, this);
        this.edits = new ReleaseEdits(request.site(), inputs, closure, owners, binaries, this);
    }

    WindowFacts facts() {
        return facts;
    }

    ToldDeletions deletions() {
        return deletions;
    }

    ReferenceClosure closure() {
        return closure;
    }

    BinaryDecisions binaries() {
        return binaries;
    }

    ReleaseEdits edits() {
        return edits;
    }

    /** What is left of it; empty where nothing is. */
    Optional<Json.Obj> left(Json.Obj resource) throws NoVerdict {
        return redacted(surrounded(resource));
    }

    /** The same of the owner of an attachment: what a use released lately, its attachments belong to. */
    Optional<Json.Obj> leftOfOwner(Json.Obj owner) throws NoVerdict {
        Surrounded surrounded = surrounded(owner);
        uses.attachmentOf(surrounded.facts().get(0).self());
        try {
            return redacted(surrounded);
        } finally {
            uses.attachmentOf(Optional.empty());
        }
    }

    /** Whether nothing of it is hidden. */
    boolean isWhole(Json.Obj resource) throws NoVerdict {
        Surrounded it = surrounded(resource);
        Map<Facts, DecidedResource> decisions = deciding.decide(new LinkedHashSet<>(it.facts()));
        for (int i = 0; i < it.all().size(); i++) {
            Facts of = it.facts().get(i);
            boolean release = DecidedResource.of(of, decisions).decision() instanceof Decision.Release;
            if (!release
                    || !edits.cuts(it.all().get(i), of, it.pointedAt(), Set.of())
                            .none()) return false;
        }
        return true;
    }

    /**
     * Who recorded what of it is hidden from the caller: its authors, where it points at something hidden those who recorded
     * that as well. Nobody where that cannot be told.
     */
    Set<Reference> originators(Json.Obj resource) throws NoVerdict {
        Surrounded it = surrounded(resource);
        Set<Reference> originators = new TreeSet<>(site.facts(resource).authors());
        Map<Facts, DecidedResource> decisions = deciding.decide(new LinkedHashSet<>(it.facts()));
        for (int i = 0; i < it.all().size(); i++) {
            Facts of = it.facts().get(i);
            // what is withheld for itself bears its own label
            if (DecidedResource.of(of, decisions).decision() instanceof Decision.Withhold) continue;
            Edits cuts = edits.cuts(it.all().get(i), of, it.pointedAt(), Set.of());
            Map<Reference, Json.Obj> hidden = inputs.of(cuts.withheld());
            boolean told = hidden.keySet().containsAll(cuts.withheld())
                    && cuts.attachments().isEmpty()
                    && cuts.identifiers().isEmpty();
            if (!told) return Set.of();
            for (Json.Obj one : hidden.values())
                originators.retainAll(site.facts(one).authors());
        }
        return originators;
    }

    private Surrounded surrounded(Json.Obj resource) throws NoVerdict {
        Candidate root = Candidate.root(resource);
        List<Candidate> all = InnerResources.of(fhir, root);
        List<Facts> theirs = facts.of(all);
        return new Surrounded(root, all, theirs, closure.pointedAt(all, theirs));
    }

    private Optional<Json.Obj> redacted(Surrounded it) {
        Map<Facts, DecidedResource> decisions = deciding.decide(new LinkedHashSet<>(it.facts()));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < it.all().size(); i++)
            verdicts.add(verdict(it.all().get(i), DecidedResource.of(it.facts().get(i), decisions), it.pointedAt()));
        return redaction.of(it.root(), verdicts);
    }

    private Verdict verdict(Candidate candidate, DecidedResource decided, Map<Reference, Decision> pointedAt) {
        return decided.decision()
                .match(
                        release -> new Verdict.Release(
                                candidate, edits.cuts(candidate, decided.facts(), pointedAt, Set.of())),
                        strip -> new Verdict.Release(
                                candidate,
                                edits.cuts(candidate, decided.facts(), pointedAt, Set.copyOf(strip.elements()))),
                        withhold -> new Verdict.Drop(candidate));
    }
}
