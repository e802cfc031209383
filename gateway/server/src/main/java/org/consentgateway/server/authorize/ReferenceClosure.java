package org.consentgateway.server.authorize;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.request.Reference;

/**
 * Decisions about what a window points at, of types that can carry notes: what points at something hidden must not tell
 * of it. A Binary goes by its owners.
 */
final class ReferenceClosure {

    /** How far is followed what is hidden only because of what it points at. */
    private static final int DEPTH = 8;

    private final Site site;
    private final Set<String> hideable;
    private final DecisionInputs inputs;
    private final DecisionPoint deciding;
    private final ViewOutsideAnswer outside;
    private final ToldDeletions deletions;
    private final IdentifierReferences named;
    private final OwnIdentifierReferences namings;
    private final UnlistedLabels unlisted;
    private final Map<Reference, Decision> reached = new HashMap<>();
    private final Set<Reference> looking = new HashSet<>();
    private final IdentityHashMap<Candidate, InnerNames> inner = new IdentityHashMap<>();

    ReferenceClosure(
            AnsweredRequest request,
            DecisionInputs inputs,
            DecisionPoint deciding,
            ViewOutsideAnswer outside,
            ToldDeletions deletions) {
        this.site = request.site();
        this.hideable = site.pack().hideableTypes();
        this.inputs = inputs;
        this.deciding = deciding;
        this.outside = outside;
        this.deletions = deletions;
        this.named = new IdentifierReferences(site, request.id());
        this.namings = new OwnIdentifierReferences(site.fhir(), site.written(), request.caller());
        this.unlisted = new UnlistedLabels(site);
    }

    /** A window begins: what stood in the one before calls itself nothing here. */
    void begin() {
        inner.clear();
    }

    /** What is named by identifiers. */
    IdentifierReferences named() {
        return named;
    }

    /** What stays as its writer wrote it. */
    OwnIdentifierReferences namings() {
        return namings;
    }

    /** Whether there may be resources of the type that are hidden because of a note. */
    boolean mayHide(String type) {
        return hideable.contains(type) || Redaction.VANISHING.contains(type);
    }

    /** As {@link #mayHide}, or one of the type was seen labelled: an answer rule, which no request is judged by. */
    boolean mayBeHidden(String type) {
        return mayHide(type) || site.labelled().contains(type);
    }

    /** Told of the decision about a resource of the answer. */
    void decided(Reference resource, Decision decision) {
        unlisted.look(resource, decision);
    }

    /** Decisions about what all of these point at. */
    Map<Reference, Decision> pointedAt(List<Candidate> window, List<Facts> all) throws NoVerdict {
        return pointedAt(window, window, all);
    }

    /**
     * Decisions about what some of the window point at.
     *
     * @param whole the window
     * @param open  those of it
     * @param all   their facts
     */
    Map<Reference, Decision> pointedAt(List<Candidate> whole, List<Candidate> open, List<Facts> all) throws NoVerdict {
        Set<Reference> here = new HashSet<>();
        for (Candidate one : whole) if (WindowFacts.standsAlone(one)) one.self().ifPresent(here::add);
        namings.learn(naming(open, all));
        Set<Reference> pointed = new TreeSet<>();
        Set<Facts.Logical> identified = new LinkedHashSet<>();
        for (int i = 0; i < open.size(); i++) {
            InnerNames names = names(open.get(i));
            PointerCandidates mentions = others(open.get(i), all.get(i));
            for (Reference reference : mentions.all())
                if (isAround(reference) && !here.contains(reference) && !names.has(reference)) pointed.add(reference);
            for (Facts.Logical one : mentions.logical()) if (!names.has(one)) identified.add(one);
        }
        if (!pointed.isEmpty()) decide(pointed);
        named.resolve(identified, deciding::withholds);
        return new HashMap<>(reached);
    }

    private boolean isAround(Reference reference) {
        return mayBeHidden(reference.type()) && !reference.type().equals("Binary") && !reached.containsKey(reference);
    }

    /** The outermost resources that name something by an identifier or a word. */
    private static Set<Candidate> naming(List<Candidate> open, List<Facts> all) {
        Set<Candidate> naming = new LinkedHashSet<>();
        for (int i = 0; i < open.size(); i++) {
            PointerCandidates mentions = all.get(i).mentions();
            if (!mentions.logical().isEmpty() || !mentions.perhaps().isEmpty())
                naming.add(WindowFacts.outermost(open.get(i)).orElse(open.get(i)));
        }
        return naming;
    }

    private void decide(Set<Reference> pointed) throws NoVerdict {
        Map<Reference, Facts> found = new LinkedHashMap<>();
        Map<Reference, Json.Obj> resources = inputs.of(pointed);
        resources.forEach((reference, resource) -> found.put(reference, site.facts(resource)));
        Map<Facts, DecidedResource> decisions = deciding.decide(new LinkedHashSet<>(found.values()));
        found.forEach((reference, facts) -> {
            Decision decision = DecidedResource.of(facts, decisions).decision();
            unlisted.look(reference, decision);
            reached.put(reference, decision);
        });
        for (Map.Entry<Reference, Json.Obj> one : resources.entrySet()) {
            Decision decision = reached.get(one.getKey());
            if (decision != null && (vanishes(one.getValue(), decision) || deletions.isGone(one.getValue())))
                reached.put(one.getKey(), emptied(decision));
        }
        inputs.forget(pointed);
    }

    /** What goes with what it points at is hidden from its neighbours in the answer as well. */
    void vanished(
            List<Candidate> window, List<Facts> facts, List<DecidedResource> own, Map<Reference, Decision> pointedAt)
            throws NoVerdict {
        Set<Reference> pointed = new HashSet<>();
        for (Facts one : facts) pointed.addAll(one.mentions().all());
        for (int i = 0; i < window.size(); i++) {
            Optional<Reference> self = window.get(i).self().filter(pointed::contains);
            Decision decision = own.get(i).decision();
            // a reference to what was deleted stays, as with any EHR that lets it dangle, where none of the type may be
            // hidden
            boolean gone = self.isPresent() && mayBeHidden(self.get().type()) && deletions.isGone(window.get(i));
            if (self.isPresent() && (gone || vanishes(window.get(i).resource(), decision)))
                pointedAt.put(self.get(), emptied(decision));
        }
    }

    /**
     * Whether nothing is left of a resource that may go for itself, because of what it points at, directly or through
     * others of its kind. Where that goes on and on, it is taken to be so: what cannot be resolved is hidden.
     */
    boolean vanishes(Json.Obj resource, Decision decision) throws NoVerdict {
        Candidate root = Candidate.root(resource);
        if (decision instanceof Decision.Withhold || !Redaction.VANISHING.contains(root.type())) return false;
        Optional<Reference> self = root.self();
        if (self.isEmpty() || looking.contains(self.get())) return false;
        if (looking.size() >= DEPTH) return true;
        looking.add(self.get());
        try {
            return outside.left(resource).isEmpty();
        } finally {
            looking.remove(self.get());
        }
    }

    /** What was decided against, and what of a note-carrying type could not be resolved. */
    boolean isHidden(Reference reference, Map<Reference, Decision> pointedAt) {
        Decision decision = pointedAt.get(reference);
        if (decision != null) return decision instanceof Decision.Withhold;
        return mayBeHidden(reference.type()) && !reference.type().equals("Binary");
    }

    /** Why something that was pointed at is hidden. */
    List<Decision.Ground> grounds(Reference hidden) {
        Decision decision = reached.get(hidden);
        return decision == null ? List.of() : decision.grounds();
    }

    /** Of what it mentions, what is left to be looked up. */
    PointerCandidates others(Candidate candidate, Facts facts) {
        return namings.others(candidate.resource(), facts.mentions(), settled(candidate));
    }

    /** The elements that stay as the caller wrote them. */
    Set<Json> own(Candidate candidate) {
        return namings.in(WindowFacts.outermost(candidate).orElse(candidate));
    }

    /** The elements that only their writer sees. */
    Set<Json> closed(Candidate candidate) {
        return namings.closedIn(WindowFacts.outermost(candidate).orElse(candidate));
    }

    /** What need not be looked up: it stays, or is closed, whatever it names. */
    private Set<Json> settled(Candidate candidate) {
        Set<Json> closed = closed(candidate);
        Set<Json> own = own(candidate);
        if (closed.isEmpty() || own.isEmpty()) return closed.isEmpty() ? own : closed;
        Set<Json> settled = Collections.newSetFromMap(new IdentityHashMap<>());
        settled.addAll(own);
        settled.addAll(closed);
        return settled;
    }

    /** What the outermost resource around it, and those inside, call themselves. */
    InnerNames names(Candidate candidate) {
        return inner.computeIfAbsent(
                WindowFacts.outermost(candidate).orElse(candidate), root -> InnerNames.of(site.fhir(), root));
    }

    /** Nothing is left of what was decided so. */
    static Decision emptied(Decision decision) {
        return new Decision.Withhold(
                decision.classification(), List.of(Decision.Ground.of(Reason.PSYN_REFERENCE_REMOVED)));
    }
}
