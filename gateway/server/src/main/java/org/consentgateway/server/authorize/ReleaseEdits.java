package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/** What is taken out of a resource that may go: elements that were decided so, and what points at something hidden. */
final class ReleaseEdits {

    private final Site site;
    private final DecisionInputs inputs;
    private final ReferenceClosure closure;
    private final BinaryOwners owners;
    private final BinaryDecisions binaries;
    private final ViewOutsideAnswer outside;

    ReleaseEdits(
            Site site,
            DecisionInputs inputs,
            ReferenceClosure closure,
            BinaryOwners owners,
            BinaryDecisions binaries,
            ViewOutsideAnswer outside) {
        this.site = site;
        this.inputs = inputs;
        this.closure = closure;
        this.owners = owners;
        this.binaries = binaries;
        this.outside = outside;
    }

    /**
     * All that is taken out before it leaves.
     *
     * @param pointedAt   what was decided of what it points at
     * @param elements to be stripped for themselves
     */
    Edits of(Candidate candidate, Facts facts, Map<Reference, Decision> pointedAt, Set<List<Object>> elements) {
        Edits cuts = cuts(candidate, facts, pointedAt, elements);
        boolean signed = candidate.type().equals("Provenance")
                && candidate.resource().get("signature").isPresent();
        if (!signed || !cuts.none() || targetsWhole(candidate)) return cuts;
        // a signature over what is shown only in part would tell that a part is missing
        return new Edits(Set.of(List.of("signature")), Set.of(), Set.of(), site.marked());
    }

    /** The same, but for a signature over what is shown in part. */
    Edits cuts(Candidate candidate, Facts facts, Map<Reference, Decision> pointedAt, Set<List<Object>> elements) {
        // who may read what was withheld from whom is told of what
        if (GatewayEvents.are(facts)) return Edits.NONE;
        InnerNames names = closure.names(candidate);
        PointerCandidates mentions = closure.others(candidate, facts);
        PointerCandidates closed = closure.namings().named(candidate.resource(), closure.closed(candidate));
        Set<Reference> surely = new HashSet<>();
        for (Reference reference : mentions.sure())
            if (!names.has(reference) && closure.isHidden(reference, pointedAt)) surely.add(reference);
        Set<Reference> hidden = new HashSet<>(surely);
        surely.removeAll(closed.perhaps());
        hidden.addAll(closed.perhaps());
        for (Reference word : mentions.perhaps())
            if (!names.has(word) && (pointedAt.get(word) instanceof Decision.Withhold || inputs.unread(word)))
                hidden.add(word);
        boolean binary = pointsAtBinary(facts.references()) || pointsAtBinary(mentions.all());
        if (binary) hidden.addAll(hiddenBinaries(facts, mentions));
        Set<Identifier> identifiers = new HashSet<>();
        for (Facts.Logical one : mentions.logical())
            if (!names.has(one) && closure.named().isHidden(one)) identifiers.add(one.identifier());
        closed.logical().forEach(one -> identifiers.add(one.identifier()));
        Json.Obj whole = WindowFacts.outermost(candidate).orElse(candidate).resource();
        Set<String> attachments = owners.hiddenAttachments(candidate.resource(), whole, binary, binaries::mayHave);
        if (elements.isEmpty() && hidden.isEmpty() && identifiers.isEmpty() && attachments.isEmpty()) return Edits.NONE;
        return new Edits(
                elements,
                hidden,
                attachments,
                identifiers,
                closure.namings().staying(candidate.resource(), closure.own(candidate), surely::contains),
                Optional.empty(),
                site.marked());
    }

    private Set<Reference> hiddenBinaries(Facts facts, PointerCandidates mentions) {
        Set<Reference> mentioned = new HashSet<>(mentions.all());
        mentioned.removeAll(facts.references()); // those go by their literals
        return owners.hidden(mentioned, facts.self(), binaries::mayHave);
    }

    private static boolean pointsAtBinary(Set<Reference> references) {
        for (Reference one : references) if (one.type().equals("Binary")) return true;
        return false;
    }

    /** Whether the caller may have every target of a Provenance as it is stored; one that cannot be read counts as not. */
    private boolean targetsWhole(Candidate provenance) {
        Set<Reference> targets = provenance.resource().objects("target").stream()
                .flatMap(target -> target.text("reference").flatMap(site::reference).stream())
                .collect(Collectors.toSet());
        Map<Reference, Json.Obj> found = inputs.of(targets);
        try {
            for (Json.Obj target : found.values()) if (!outside.isWhole(target)) return false;
            return found.keySet().containsAll(targets);
        } catch (NoVerdict e) {
            return false;
        }
    }

    /** A decision as the record tells it: with what the redaction takes out. */
    static Decision told(Candidate candidate, Decision decision, Edits edits) {
        boolean pointed = !edits.withheld().isEmpty()
                || !edits.attachments().isEmpty()
                || !edits.identifiers().isEmpty();
        if (!pointed) return decision;
        List<Decision.Ground> grounds = new ArrayList<>(decision.grounds());
        grounds.add(Decision.Ground.of(Reason.PSYN_REFERENCE_REMOVED));
        // a narrative repeats what the elements say, so it goes with any of them
        boolean narrative = candidate.resource().get("text").isPresent();
        boolean known = grounds.stream().anyMatch(ground -> ground.reason() == Reason.PSYN_ELEMENT_REMOVED);
        if (narrative && !known) grounds.add(Decision.Ground.of(Reason.PSYN_ELEMENT_REMOVED));
        List<List<Object>> elements =
                decision.match(release -> List.of(), Decision.Strip::elements, withhold -> List.of());
        return new Decision.Strip(decision.classification(), grounds, elements);
    }
}
