package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.redact.BinaryLinks;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;

/** Decides about a Binary by its owners, each decided anew; the strictest counts, and no owner is no release. */
final class BinaryDecisions {

    private final Site site;
    private final Records.Asked asked;
    private final DecisionInputs inputs;
    private final DecisionPoint deciding;
    private final GrantUsage uses;
    private final BinaryOwners owners;
    private final RefusedAuthor author;
    private final ViewOutsideAnswer outside;
    private final PatientCompartment oneChart;

    BinaryDecisions(
            AnsweredRequest request,
            DecisionInputs inputs,
            DecisionPoint deciding,
            GrantUsage uses,
            BinaryOwners owners,
            RefusedAuthor author,
            ViewOutsideAnswer outside) {
        this.site = request.site();
        this.asked = request.asked();
        this.inputs = inputs;
        this.deciding = deciding;
        this.uses = uses;
        this.owners = owners;
        this.author = author;
        this.outside = outside;
        this.oneChart = new PatientCompartment(request, inputs, outside);
    }

    /** Looks up together whose attachments these resources have. */
    void resolve(List<Candidate> window) {
        List<Json.Obj> resources = new ArrayList<>();
        for (Candidate candidate : window) if (candidate.holder().isEmpty()) resources.add(candidate.resource());
        owners.resolve(resources);
    }

    /** A Binary goes by its owners, each decided anew; the strictest counts, and no owner is no release. */
    Decision of(Candidate candidate, Decision own) throws NoVerdict {
        if (own instanceof Decision.Withhold) return own;
        return owners.decision(candidate.resource(), own, new BinaryOwners.Owners() {
            @Override
            public Decision decision(Json.Obj owner, Reference binary) throws NoVerdict {
                return decideHolder(owner, binary);
            }

            @Override
            public Optional<Set<Reference>> patients(Json.Obj owner) {
                Facts facts = site.facts(owner);
                return inputs.subjects(List.of(facts))
                        .getOrDefault(facts, new Subjects.Unresolved())
                        .match(Optional::of, Optional::empty);
            }
        });
    }

    /** An owner, and every part of it that holds the Binary: a hidden part keeps what it holds. */
    private Decision decideHolder(Json.Obj owner, Reference binary) throws NoVerdict {
        Decision whole = decideOwner(owner);
        List<Candidate> all = InnerResources.of(site.fhir(), Candidate.root(owner));
        if (whole instanceof Decision.Withhold) return whole;
        if (whole instanceof Decision.Release && all.size() == 1) return whole;
        int shown = outside.leftOfOwner(owner)
                .map(seen -> BinaryLinks.count(seen, binary.id()))
                .orElse(0);
        return shown == BinaryLinks.count(owner, binary.id()) ? whole : ReferenceClosure.emptied(whole);
    }

    /** Whether the caller may have what the owner holds. */
    boolean mayHave(Json.Obj owner) {
        try {
            return !(decideOwner(owner) instanceof Decision.Withhold);
        } catch (NoVerdict e) {
            return false;
        }
    }

    /** The owner of an attachment: what a use released less than 15 minutes ago, its attachments belong to. */
    private Decision decideOwner(Json.Obj owner) throws NoVerdict {
        Facts facts = site.facts(owner);
        uses.attachmentOf(facts.self());
        try {
            DecidedResource decided = deciding.decide(facts);
            if (oneChart.strays("Binary", oneChart.shown(owner, decided.shown())))
                return ScopeRule.outside(asked, decided.decision().classification());
            author.note(decided);
            return decided.decision() instanceof Decision.Withhold
                    ? decided.decision()
                    : uses.spend(decided.decision(), facts);
        } finally {
            uses.attachmentOf(Optional.empty());
        }
    }
}
