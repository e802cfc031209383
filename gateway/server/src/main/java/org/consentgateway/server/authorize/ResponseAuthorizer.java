package org.consentgateway.server.authorize;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.NonLiteralReferences;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.redact.BinaryLinks;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.Worklist;

/**
 * Decides the windows of one answer and records what leaves: facts, what is found out about them, consents of all their
 * patients at once, one decision each, what points at what is withheld. Not shared between requests.
 */
public final class ResponseAuthorizer implements Judge {

    /** How far is followed what is hidden only because of what it points at. */
    private static final int DEPTH = 8;

    /** How much that a write names by an identifier or a word is looked up; a resource of a chart names a few. */
    private static final int NAMED_AT_MOST = 40;

    private final Site site;
    private final Caller caller;
    private final Records.Asked asked;
    private final Predicate<Facts> inScope;
    private final Set<String> hideable;
    private final DecisionInputs inputs;
    private final GrantUsage uses;
    private final DecisionPoint deciding;
    private final BinaryOwners binaries;
    private final IdentifierReferences named;
    private final OwnIdentifierReferences namings;
    private final VisibleVersions versions;
    private final PatientCompartment oneChart;
    private final AnswerAudit ledger;
    private final AttachmentCopies copies;
    private final UnlistedLabels unlisted;
    private final Map<Reference, Decision> reached = new HashMap<>();
    private final Set<Reference> looking = new HashSet<>();
    private final Set<Reference> deleting = new HashSet<>();
    private final List<Decision.Ground> hidden = new ArrayList<>(); // why enforcing would hide all there is
    private final IdentityHashMap<Candidate, InnerNames> inner = new IdentityHashMap<>();
    private boolean authorRefused;
    private boolean observed;

    public ResponseAuthorizer(
            Site site,
            String requestId,
            Caller caller,
            Records.Asked asked,
            Predicate<Facts> inScope,
            Optional<Reference> sealedOwner,
            boolean atEhr) {
        this.site = site;
        this.caller = caller;
        this.asked = asked;
        this.inScope = inScope;
        this.hideable = site.pack().hideableTypes();
        this.inputs = new DecisionInputs(site, requestId, Optional.of(caller), atEhr);
        this.uses = new GrantUsage(site.grants(), requestId, caller);
        this.deciding = new DecisionPoint(
                site,
                requestId,
                caller,
                inputs,
                uses,
                caller.actsThrough()
                        .map(actor -> new DecisionPoint(
                                site,
                                requestId,
                                actor,
                                new DecisionInputs(site, requestId, Optional.of(actor), atEhr),
                                uses,
                                Optional.empty())));
        this.binaries = new BinaryOwners(site, requestId, caller, sealedOwner);
        this.named = new IdentifierReferences(site, requestId);
        this.namings = new OwnIdentifierReferences(site.written(), caller);
        this.versions = new VisibleVersions(site, caller, requestId);
        this.oneChart = new PatientCompartment(site, caller, inputs);
        this.copies = new AttachmentCopies(site, caller);
        this.unlisted = new UnlistedLabels(site);
        this.ledger = new AnswerAudit(site, requestId, caller, asked, copies);
        if (caller.purposeHeaderIgnored()) ledger.because(Reason.PURPOSE_HEADER_IGNORED);
    }

    /** The same, deciding as of another instant. */
    ResponseAuthorizer asOf(Instant at) {
        deciding.asOf(at);
        return this;
    }

    public Caller caller() {
        return caller;
    }

    /** What the trail is told of this answer. */
    public AnswerAudit ledger() {
        return ledger;
    }

    /** What of the facts the caller wrote; a write adds to it. */
    public FactsWrittenByCaller ownWord() {
        return inputs.own();
    }

    /** The caller has just taken labels off the resource. */
    public void takenOff(Reference resource) {
        inputs.takenOff(resource);
    }

    /**
     * The caller has written the resource, with what in it names others by an identifier or a word.
     *
     * @param fresh whether it was not there before
     */
    public void named(Reference self, Json.Obj resource, boolean fresh) {
        namings.wrote(self, resource, fresh, guesses(resource));
    }

    /** What names nothing that the caller sees; empty where so much is named that it is not looked up. */
    private Optional<Predicate<PointerCandidates>> guesses(Json.Obj resource) {
        Set<Reference> words = new TreeSet<>();
        Set<Facts.Logical> logical = new LinkedHashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(resource)) {
            naming.mentions().perhaps().stream()
                    .filter(word -> mayBeHidden(word.type()) && !word.type().equals("Binary"))
                    .forEach(words::add);
            logical.addAll(naming.mentions().logical());
        }
        if (words.size() + logical.size() > NAMED_AT_MOST) return Optional.empty();
        Set<Reference> seen = new TreeSet<>();
        try {
            named.resolve(logical, this::isWithheld);
            for (Map.Entry<Reference, Json.Obj> one : inputs.of(words).entrySet())
                if (!isWithheld(one.getValue())) seen.add(one.getKey());
        } catch (NoVerdict e) {
            return Optional.empty();
        }
        return Optional.of(mentions -> mentions.logical().stream().allMatch(named::isGuess)
                && mentions.sure().isEmpty()
                && mentions.perhaps().stream().noneMatch(word -> seen.contains(word) || inputs.unread(word)));
    }

    /** What of the notes that the caller was given comes back in what they write. */
    public AttachmentCopies copies() {
        return copies;
    }

    /** Which versions there are for the caller; a write adds one. */
    public VisibleVersions versions() {
        return versions;
    }

    /** Whether something was withheld from the very person who is recorded as its author: they know that it exists. */
    public boolean authorRefused() {
        return authorRefused;
    }

    @Override
    public List<Verdict> judge(List<Candidate> window) throws NoVerdict {
        inner.clear();
        observed = site.observing().now();
        if (observed) ledger.observes(Optional.empty());
        List<Facts> facts = factsOf(window);
        inputs.around().begin();
        Map<Facts, DecidedResource> matters = deciding.decide(new LinkedHashSet<>(facts));
        assured();
        // INVARIANT: nothing is asked for the sake of what is withheld for itself, so that its content sets no time
        List<Candidate> open = new ArrayList<>();
        List<Facts> openFacts = new ArrayList<>();
        Set<Candidate> shut = shut(window, facts, matters);
        for (int i = 0; i < window.size(); i++) {
            if (shut.contains(window.get(i))) continue;
            open.add(window.get(i));
            openFacts.add(facts.get(i));
        }
        binaries.resolve(open.stream()
                .filter(candidate -> candidate.holder().isEmpty())
                .map(Candidate::resource)
                .toList());
        Map<Reference, Decision> around = around(window, open, openFacts);
        List<DecidedResource> own = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            Candidate candidate = window.get(i);
            DecidedResource matter = matter(matters, facts.get(i));
            if (candidate.type().equals("Binary") && candidate.place() != Candidate.Place.CONTAINED)
                matter = matter.with(binaryDecision(candidate, matter.decision()));
            own.add(matter);
            Decision decision = matter.decision();
            if (candidate.place() != Candidate.Place.CONTAINED)
                candidate.self().ifPresent(self -> unlisted.look(self, decision));
            if (standsAlone(candidate)) candidate.self().ifPresent(self -> around.put(self, decision));
        }
        vanished(window, facts, own, around);
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            Candidate candidate = window.get(i);
            if (observed) verdicts.add(passed(candidate, own.get(i), around, shut));
            else if (candidate.holder().filter(shut::contains).isPresent()) verdicts.add(inShut(candidate, own.get(i)));
            else if (deleted(candidate)) verdicts.add(gone(candidate, own.get(i)));
            else verdicts.add(verdict(candidate, own.get(i), around));
        }
        return observed || site.marked() || ofVersions() ? verdicts : stamped(verdicts);
    }

    /** A change of what is hidden from the caller is none: it is shown under the version that it looks like. */
    private List<Verdict> stamped(List<Verdict> verdicts) throws NoVerdict {
        Set<Candidate> cut = new HashSet<>();
        Set<Reference> resources = new TreeSet<>();
        for (Verdict verdict : verdicts) {
            Candidate candidate = verdict.candidate();
            boolean changed = verdict.match(dropped -> true, (released, edits) -> !edits.none());
            if (changed) cut.add(outermost(candidate).orElse(candidate));
            if (standsAlone(candidate)) candidate.self().ifPresent(resources::add);
        }
        versions.learn(resources);
        List<Verdict> stamped = new ArrayList<>();
        for (Verdict verdict : verdicts) stamped.add(stamped(verdict, cut.contains(verdict.candidate())));
        return stamped;
    }

    private Verdict stamped(Verdict verdict, boolean cut) throws NoVerdict {
        Candidate candidate = verdict.candidate();
        Optional<Reference> self = candidate.self().filter(known -> standsAlone(candidate));
        if (!(verdict instanceof Verdict.Release release) || self.isEmpty()) return verdict;
        if (!cut && !versions.remembers(self.get())) return verdict;
        Optional<Json.Obj> shown = seen(candidate.resource());
        if (shown.isEmpty()) return verdict;
        VersionStamp stamp = versions.stamp(self.get(), candidate.resource(), shown.get(), this::seen);
        if (stamp.equals(VersionStamp.of(candidate.resource()))) return verdict;
        return new Verdict.Release(candidate, release.edits().under(Optional.of(stamp)));
    }

    /** What is withheld for itself, and all that is in it. */
    private static Set<Candidate> shut(List<Candidate> window, List<Facts> facts, Map<Facts, DecidedResource> matters) {
        Set<Candidate> shut = new HashSet<>(); // a candidate equals itself alone
        for (int i = 0; i < window.size(); i++) {
            boolean within = window.get(i).holder().filter(shut::contains).isPresent();
            if (within || matter(matters, facts.get(i)).decision() instanceof Decision.Withhold)
                shut.add(window.get(i));
        }
        return shut;
    }

    /** What is in something that is withheld goes with it; what is withheld for itself as well is recorded. */
    private Verdict inShut(Candidate candidate, DecidedResource matter) throws NoVerdict {
        if (matter.decision() instanceof Decision.Withhold) return verdict(candidate, matter, Map.of());
        return new Verdict.Drop(candidate);
    }

    private Verdict gone(Candidate candidate, DecidedResource matter) {
        Decision decision = matter.decision() instanceof Decision.Withhold
                ? matter.decision()
                : new Decision.Withhold(
                        matter.decision().classification(), List.of(Decision.Ground.of(Reason.NOTHING_THERE)));
        ledger.withhold(judged(candidate, matter, decision));
        return new Verdict.Drop(candidate);
    }

    /** Versions are not deleted: what happened to the resource is told by its history as a whole. */
    private boolean deleted(Candidate candidate) throws NoVerdict {
        boolean top = candidate.place() == Candidate.Place.ROOT || candidate.place() == Candidate.Place.ENTRY;
        return top && !ofVersions() && deleted(candidate.resource());
    }

    private boolean ofVersions() {
        return asked.interaction().equals("vread") || asked.interaction().startsWith("history");
    }

    /**
     * Whether the resource is gone as far as this caller can tell: somebody deleted it, and the EHR holds it only for the
     * sake of what this caller may not see either.
     */
    public boolean deleted(Json.Obj resource) throws NoVerdict {
        if (site.observing().now()) return false;
        Optional<Deletion> deletion = Chart.self(resource).flatMap(site.deletions()::of);
        if (deletion.isEmpty() || !deleting.add(deletion.get().resource())) return false;
        try {
            return isKept(deletion.get(), Optional.of(resource));
        } finally {
            deleting.remove(deletion.get().resource());
        }
    }

    /** Versions of the resource that stand for its deletion as far as this caller can tell. */
    public Set<String> deletions(Reference resource) throws NoVerdict {
        Set<String> told = new TreeSet<>();
        if (site.observing().now()) return told;
        for (Deletion one : site.deletions().told(resource)) {
            String version = one.version().orElseThrow();
            boolean holds = one.referrers().isEmpty();
            if (isKept(one, holds ? versions.version(resource, version) : Optional.empty())) told.add(version);
        }
        return told;
    }

    /** Whether the caller sees nothing of what the resource is kept for. */
    private boolean isKept(Deletion deletion, Optional<Json.Obj> resource) throws NoVerdict {
        Set<Reference> referrers = deletion.referrers();
        if (referrers.isEmpty()) return resource.isEmpty() || !whole(resource.get());
        for (Json.Obj referrer : inputs.of(referrers).values())
            if (seen(referrer)
                    .filter(shown -> Referrers.refers(site, shown, deletion.resource()))
                    .isPresent()) return false;
        return true;
    }

    /** What the caller would see of a resource that is no part of the answer; nothing is recorded, and no use spent. */
    public Optional<Json.Obj> seen(Json.Obj resource) throws NoVerdict {
        return site.observing().now() ? Optional.of(resource) : left(resource);
    }

    /** What enforcing leaves of it. */
    private Optional<Json.Obj> left(Json.Obj resource) throws NoVerdict {
        Candidate root = Candidate.root(resource);
        List<Candidate> all = InnerResources.of(root);
        List<Facts> facts = factsOf(all);
        Map<Reference, Decision> around = around(all, facts);
        Map<Facts, DecidedResource> matters = deciding.decide(new LinkedHashSet<>(facts));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) verdicts.add(trial(all.get(i), matter(matters, facts.get(i)), around));
        return new Redaction().of(root, verdicts);
    }

    private static DecidedResource matter(Map<Facts, DecidedResource> matters, Facts facts) {
        return Objects.requireNonNull(matters.get(facts), "every resource is decided");
    }

    @Override
    public Optional<String> ownerSeal(Reference binary, Reference owner) {
        return Optional.of(site.seals().of(binary, owner));
    }

    @Override
    public void unreadable(Optional<String> type, Optional<String> id) {
        site.worklist().unreadable(type, id, "answer");
    }

    /** Decides one resource that is not part of the answer, such as the current version of an old one. */
    public Decision decideAlone(Json.Obj resource) throws NoVerdict {
        Candidate candidate = Candidate.root(resource);
        Facts facts = site.facts(resource);
        DecidedResource matter = deciding.decide(facts);
        noteAuthor(matter);
        return candidate.type().equals("Binary") ? binaryDecision(candidate, matter.decision()) : matter.decision();
    }

    /** The facts of each; what is contained and names nobody is about whom its container is about. */
    private List<Facts> factsOf(List<Candidate> window) {
        IdentityHashMap<Candidate, Facts> known = new IdentityHashMap<>();
        List<Facts> all = new ArrayList<>();
        for (Candidate candidate : window) {
            Facts facts = site.facts(candidate.resource());
            boolean inherits = candidate.place() == Candidate.Place.CONTAINED
                    && facts.subjects().isEmpty();
            if (inherits) {
                Facts alone = facts;
                facts = candidate
                        .holder()
                        .flatMap(holder -> Optional.ofNullable(known.get(holder)))
                        .map(holder -> alone.withSubjects(holder.subjects()))
                        .orElse(alone);
            }
            known.put(candidate, facts);
            Facts inner = facts;
            outermost(candidate).flatMap(Candidate::self).ifPresent(holder -> inputs.own()
                    .within(inner, holder));
            all.add(facts);
        }
        return all;
    }

    /** The resource that holds it, whatever else is between; empty for one that stands alone. */
    private static Optional<Candidate> outermost(Candidate candidate) {
        return candidate.holder().map(holder -> outermost(holder).orElse(holder));
    }

    /** Decisions about what the window points at, of types that can carry notes. A Binary goes by its owners. */
    private Map<Reference, Decision> around(List<Candidate> window, List<Facts> all) throws NoVerdict {
        return around(window, window, all);
    }

    /**
     * Decisions about what some of the window points at.
     *
     * @param all facts of those
     */
    private Map<Reference, Decision> around(List<Candidate> whole, List<Candidate> window, List<Facts> all)
            throws NoVerdict {
        Set<Reference> here = whole.stream()
                .filter(ResponseAuthorizer::standsAlone)
                .flatMap(c -> c.self().stream())
                .collect(Collectors.toSet());
        Set<Reference> pointed = new TreeSet<>();
        Set<Facts.Logical> identified = new LinkedHashSet<>();
        Set<Candidate> naming = new LinkedHashSet<>();
        for (int i = 0; i < window.size(); i++) {
            PointerCandidates mentions = all.get(i).mentions();
            if (!mentions.logical().isEmpty() || !mentions.perhaps().isEmpty())
                naming.add(outermost(window.get(i)).orElse(window.get(i)));
        }
        namings.learn(naming);
        for (int i = 0; i < window.size(); i++) {
            InnerNames names = names(window.get(i));
            PointerCandidates mentions = OwnIdentifierReferences.others(
                    window.get(i).resource(), all.get(i).mentions(), settled(window.get(i)));
            mentions.all().stream()
                    .filter(reference -> mayBeHidden(reference.type()))
                    .filter(reference -> !reference.type().equals("Binary"))
                    .filter(reference -> !here.contains(reference) && !reached.containsKey(reference))
                    .filter(reference -> !names.has(reference))
                    .forEach(pointed::add);
            mentions.logical().stream().filter(one -> !names.has(one)).forEach(identified::add);
        }
        Map<Reference, Facts> found = new LinkedHashMap<>();
        Map<Reference, Json.Obj> resources = inputs.of(pointed);
        resources.forEach((reference, resource) -> found.put(reference, site.facts(resource)));
        Map<Facts, DecidedResource> matters = deciding.decide(new LinkedHashSet<>(found.values()));
        found.forEach((reference, facts) -> {
            Decision decision = matter(matters, facts).decision();
            unlisted.look(reference, decision);
            reached.put(reference, decision);
        });
        for (Map.Entry<Reference, Json.Obj> one : resources.entrySet()) {
            Decision decision = reached.get(one.getKey());
            if (decision != null && (vanishes(one.getValue(), decision) || deleted(one.getValue())))
                reached.put(one.getKey(), emptied(decision));
        }
        inputs.forget(pointed);
        named.resolve(identified, this::isWithheld);
        return new HashMap<>(reached);
    }

    private Set<Json> own(Candidate candidate) {
        return namings.in(outermost(candidate).orElse(candidate));
    }

    /** What need not be looked up: it stays, or is closed, whatever it names. */
    private Set<Json> settled(Candidate candidate) {
        Set<Json> closed = namings.closedIn(outermost(candidate).orElse(candidate));
        Set<Json> own = own(candidate);
        if (closed.isEmpty() || own.isEmpty()) return closed.isEmpty() ? own : closed;
        Set<Json> settled = Collections.newSetFromMap(new IdentityHashMap<>());
        settled.addAll(own);
        settled.addAll(closed);
        return settled;
    }

    private static boolean standsAlone(Candidate candidate) {
        return candidate.holder().isEmpty();
    }

    /** What the outermost resource around it, and those inside, call themselves. */
    private InnerNames names(Candidate candidate) {
        return inner.computeIfAbsent(outermost(candidate).orElse(candidate), InnerNames::of);
    }

    /** Whether there may be resources of the type that are hidden because of a note. */
    public boolean mayHide(String type) {
        return hideable.contains(type) || Redaction.VANISHING.contains(type);
    }

    /** As {@link #mayHide}, or one of the type was seen labelled: an answer rule, which no request is judged by. */
    private boolean mayBeHidden(String type) {
        return mayHide(type) || site.labelled().contains(type);
    }

    /** What goes with what it points at is hidden from its neighbours in the answer as well. */
    private void vanished(
            List<Candidate> window, List<Facts> facts, List<DecidedResource> own, Map<Reference, Decision> around)
            throws NoVerdict {
        Set<Reference> pointed =
                facts.stream().flatMap(one -> one.mentions().all().stream()).collect(Collectors.toSet());
        for (int i = 0; i < window.size(); i++) {
            Optional<Reference> self = window.get(i).self().filter(pointed::contains);
            Decision decision = own.get(i).decision();
            // a reference to what was deleted stays, as with any EHR that lets it dangle, where none of the type may be
            // hidden
            boolean gone = self.isPresent() && mayBeHidden(self.get().type()) && deleted(window.get(i));
            if (self.isPresent() && (gone || vanishes(window.get(i).resource(), decision)))
                around.put(self.get(), emptied(decision));
        }
    }

    /**
     * Whether nothing is left of a resource that may go for itself, because of what it points at, directly or through
     * others of its kind. Where that goes on and on, it is taken to be so: what cannot be resolved is hidden.
     */
    private boolean vanishes(Json.Obj resource, Decision decision) throws NoVerdict {
        Candidate root = Candidate.root(resource);
        if (decision instanceof Decision.Withhold || !Redaction.VANISHING.contains(root.type())) return false;
        Optional<Reference> self = root.self();
        if (self.isEmpty() || looking.contains(self.get())) return false;
        if (looking.size() >= DEPTH) return true;
        looking.add(self.get());
        try {
            return left(resource).isEmpty();
        } finally {
            looking.remove(self.get());
        }
    }

    private Verdict trial(Candidate candidate, DecidedResource matter, Map<Reference, Decision> around) {
        Facts facts = matter.facts();
        return matter.decision()
                .match(
                        release -> new Verdict.Release(candidate, cuts(candidate, facts, around, Set.of())),
                        strip -> new Verdict.Release(
                                candidate, cuts(candidate, facts, around, Set.copyOf(strip.elements()))),
                        withhold -> new Verdict.Drop(candidate));
    }

    private static Decision emptied(Decision decision) {
        return new Decision.Withhold(
                decision.classification(), List.of(Decision.Ground.of(Reason.PSYN_REFERENCE_REMOVED)));
    }

    /** Whether the caller may have every one of these; what is not there is nobody's to have. */
    public boolean allVisible(Set<Reference> references) throws NoVerdict {
        if (site.observing().now()) return true;
        Map<Reference, Json.Obj> found = inputs.of(references);
        if (!found.keySet().containsAll(references)) return false;
        for (Json.Obj resource : found.values()) if (hides(resource)) return false;
        return true;
    }

    /** Those of the references that the EHR can follow and this caller cannot: their deletion was told to them. */
    public Set<Reference> deleted(Set<Reference> references) throws NoVerdict {
        Set<Reference> kept = references.stream()
                .filter(one -> site.deletions().of(one).isPresent())
                .collect(Collectors.toSet());
        Set<Reference> gone = new TreeSet<>();
        for (Map.Entry<Reference, Json.Obj> one : inputs.of(kept).entrySet())
            if (deleted(one.getValue())) gone.add(one.getKey());
        return gone;
    }

    /** Whether a resource that is no part of the answer, but decides about it, is hidden; then it is recorded. */
    public boolean hides(Json.Obj resource) throws NoVerdict {
        Decision alone = decideAlone(resource);
        Facts facts = site.facts(resource);
        boolean gone = vanishes(resource, alone) || (!ofVersions() && deleted(resource));
        Decision decision = gone ? emptied(alone) : alone;
        if (ScopeRule.keepsToOneChart(caller, facts.type()) && !ScopeRule.ofChart(caller, facts))
            decision = outOfScope(alone.classification());
        if (!(decision instanceof Decision.Withhold)) return false;
        if (site.observing().now() && !decision.equals(outOfScope(alone.classification()))) {
            hidden.addAll(decision.grounds());
            return false;
        }
        Subjects subjects = inputs.subjects(List.of(facts)).getOrDefault(facts, new Subjects.Unresolved());
        ledger.withhold(new Records.Judged(name(Candidate.root(resource)), subjects.match(p -> p, Set::of), decision));
        return true;
    }

    /** While it is observed, everything in scope goes whole; what enforcing would have done is what is recorded. */
    private Verdict passed(
            Candidate candidate, DecidedResource matter, Map<Reference, Decision> around, Set<Candidate> shut)
            throws NoVerdict {
        Decision decision = matter.decision();
        if (strays(candidate, matter.facts())) return verdict(candidate, matter, around);
        boolean within = candidate.holder().filter(shut::contains).isPresent();
        if (within && !(decision instanceof Decision.Withhold)) return new Verdict.Release(candidate, Edits.NONE);
        if (vanishes(candidate.resource(), decision)) decision = emptied(decision);
        if (standsAlone(candidate) && !hidden.isEmpty())
            decision = new Decision.Withhold(
                    decision.classification(), hidden.stream().distinct().toList());
        return verdict(candidate, matter.with(decision), around);
    }

    /** Whose chart a resource about nobody is in is told by what it points at, as far as the caller sees that. */
    private Facts shown(Candidate candidate, Facts facts) throws NoVerdict {
        boolean told = caller.patient().isEmpty()
                || !facts.subjects().isEmpty()
                || facts.references().isEmpty();
        return told ? facts : left(candidate.resource()).map(site::facts).orElse(facts);
    }

    private boolean strays(Candidate candidate, Facts whole) throws NoVerdict {
        Facts facts = shown(candidate, whole);
        boolean top = candidate.place() == Candidate.Place.ROOT || candidate.place() == Candidate.Place.ENTRY;
        boolean nested = candidate.place() == Candidate.Place.NESTED || candidate.place() == Candidate.Place.PARAMETER;
        return (top && !inScope.test(facts)) || ((top || nested) && oneChart.strays(facts.type(), facts));
    }

    private Verdict verdict(Candidate candidate, DecidedResource matter, Map<Reference, Decision> around)
            throws NoVerdict {
        Facts facts = matter.facts();
        Decision decision = matter.decision();
        if (strays(candidate, facts)) {
            ledger.withhold(judged(candidate, matter, outOfScope(decision.classification())));
            return new Verdict.Drop(candidate);
        }
        Decision granted = decision instanceof Decision.Withhold ? decision : uses.spend(decision, facts);
        Edits edits = granted.match(
                release -> edits(candidate, facts, around, Set.of()),
                strip -> edits(candidate, facts, around, Set.copyOf(strip.elements())),
                withhold -> Edits.NONE);
        Records.Judged record = judged(candidate, matter, told(candidate, granted, edits));
        boolean inQuestion = site.pack().notes().inQuestion(facts)
                && matter.background().review().isEmpty();
        // that a label was taken off is on the list already
        boolean suspected = granted.classification().note() == Classification.Note.SUSPECTED
                && !granted.classification().rule().equals(Classify.TAKEN_OFF);
        if (inQuestion || suspected || granted.classification().conflict()) ask(facts, matter, granted, inQuestion);
        if (observed) return opened(candidate, Edits.NONE, record.passing());
        return granted.match(
                release -> opened(candidate, edits, record), strip -> opened(candidate, edits, record), withhold -> {
                    ledger.withhold(record);
                    noteAuthor(matter);
                    return new Verdict.Drop(candidate);
                });
    }

    private static Records.Judged judged(Candidate candidate, DecidedResource matter, Decision decision) {
        return new Records.Judged(name(candidate), matter.patients(), decision, false, Optional.of(matter.basis()));
    }

    private Verdict opened(Candidate candidate, Edits edits, Records.Judged record) {
        ledger.open(candidate, record);
        return new Verdict.Release(candidate, edits);
    }

    /** A decision as the record tells it: with what the redaction takes out. */
    private static Decision told(Candidate candidate, Decision decision, Edits edits) {
        List<Decision.Ground> grounds = new ArrayList<>(decision.grounds());
        boolean pointed = !edits.withheld().isEmpty()
                || !edits.attachments().isEmpty()
                || !edits.identifiers().isEmpty();
        if (pointed) grounds.add(Decision.Ground.of(Reason.PSYN_REFERENCE_REMOVED));
        // a narrative repeats what the elements say, so it goes with any of them
        boolean narrative = pointed && candidate.resource().get("text").isPresent();
        boolean known = grounds.stream().anyMatch(ground -> ground.reason() == Reason.PSYN_ELEMENT_REMOVED);
        if (narrative && !known) grounds.add(Decision.Ground.of(Reason.PSYN_ELEMENT_REMOVED));
        if (grounds.size() == decision.grounds().size()) return decision;
        List<List<Object>> elements =
                decision.match(release -> List.of(), Decision.Strip::elements, withhold -> List.of());
        return new Decision.Strip(decision.classification(), grounds, elements);
    }

    private Decision outOfScope(Classification classification) {
        boolean one = asked.interaction().equals("read") || asked.interaction().equals("vread");
        return new Decision.Withhold(
                classification, List.of(Decision.Ground.of(one ? Reason.SCOPE_INSUFFICIENT : Reason.SCOPE_FILTER)));
    }

    /** Told of what was decided of a resource of which nothing is left. */
    public void emptied(Candidate root, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts)
            if (verdict instanceof Verdict.Release release
                    && release.candidate().equals(root)) emptied(release);
    }

    /** What is released for itself, and is about nothing but what is withheld, is withheld with it. */
    @Override
    public void emptied(Verdict.Release release) {
        ledger.opened(release.candidate()).ifPresent(record -> {
            List<Decision.Ground> grounds = new ArrayList<>();
            grounds.add(Decision.Ground.of(Reason.PSYN_REFERENCE_REMOVED));
            for (Reference hidden : release.edits().withheld())
                Optional.ofNullable(reached.get(hidden)).ifPresent(decision -> grounds.addAll(decision.grounds()));
            Decision decision = new Decision.Withhold(
                    record.decision().classification(),
                    grounds.stream().distinct().toList());
            ledger.withhold(record.instead(decision));
        });
    }

    private void noteAuthor(DecidedResource matter) {
        // an author who works elsewhere now is told no more than anybody
        boolean here =
                caller.organization().filter(site.pack().organization()::equals).isPresent();
        boolean author = here
                && caller.user()
                        .filter(user -> matter.background().originators().contains(user))
                        .isPresent();
        if (author && matter.decision().classification().isProtected()) authorRefused = true;
    }

    private void ask(Facts facts, DecidedResource matter, Decision decision, boolean inQuestion) {
        String rule =
                inQuestion ? Classify.RESEMBLES : decision.classification().rule();
        facts.self().ifPresent(self -> matter.patients()
                .forEach(patient -> site.reviews().ask(self, patient, rule)));
        if (inQuestion) facts.self().ifPresent(self -> site.worklist().tell(Worklist.Kind.LABEL_TO_REVIEW, self, rule));
    }

    private Edits edits(Candidate candidate, Facts facts, Map<Reference, Decision> around, Set<List<Object>> elements) {
        Edits cuts = cuts(candidate, facts, around, elements);
        boolean signed = candidate.type().equals("Provenance")
                && candidate.resource().get("signature").isPresent();
        if (!signed || !cuts.none() || targetsWhole(candidate)) return cuts;
        // a signature over what is shown only in part would tell that a part is missing
        return new Edits(Set.of(List.of("signature")), Set.of(), Set.of(), Set.of(), Set.of(), site.marked());
    }

    private Edits cuts(Candidate candidate, Facts facts, Map<Reference, Decision> around, Set<List<Object>> elements) {
        // who may read what was withheld from whom is told of what
        if (GatewayEvents.are(facts)) return Edits.NONE;
        InnerNames names = names(candidate);
        Set<Json> own = own(candidate);
        PointerCandidates mentions =
                OwnIdentifierReferences.others(candidate.resource(), facts.mentions(), settled(candidate));
        PointerCandidates closed = OwnIdentifierReferences.named(
                candidate.resource(), namings.closedIn(outermost(candidate).orElse(candidate)));
        Set<Reference> hidden = new HashSet<>(closed.perhaps());
        for (Reference reference : mentions.sure())
            if (!names.has(reference) && isHidden(reference, around)) hidden.add(reference);
        Set<Reference> surely = new HashSet<>(hidden);
        surely.removeAll(closed.perhaps());
        for (Reference word : mentions.perhaps())
            if (!names.has(word) && (around.get(word) instanceof Decision.Withhold || inputs.unread(word)))
                hidden.add(word);
        boolean binary = pointsAtBinary(facts.references()) || pointsAtBinary(mentions.all());
        if (binary) hidden.addAll(hiddenBinaries(facts, mentions));
        Set<Identifier> identifiers = mentions.logical().stream()
                .filter(one -> !names.has(one) && named.isHidden(one))
                .map(Facts.Logical::identifier)
                .collect(Collectors.toCollection(HashSet::new));
        closed.logical().forEach(one -> identifiers.add(one.identifier()));
        Json.Obj whole = outermost(candidate).orElse(candidate).resource();
        Set<String> attachments =
                binaries.hiddenAttachments(candidate.resource(), whole, binary, this::mayHaveBinary);
        Edits cuts = new Edits(
                elements,
                hidden,
                attachments,
                Set.of(),
                identifiers,
                Set.of(),
                OwnIdentifierReferences.staying(candidate.resource(), own, surely::contains),
                Optional.empty(),
                site.marked());
        return cuts.none() ? Edits.NONE : cuts;
    }

    private Set<Reference> hiddenBinaries(Facts facts, PointerCandidates mentions) {
        Set<Reference> mentioned = new HashSet<>(mentions.all());
        mentioned.removeAll(facts.references()); // those go by their literals
        return binaries.hidden(mentioned, facts.self(), this::mayHaveBinary);
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
            for (Json.Obj target : found.values()) if (!whole(target)) return false;
            return found.keySet().containsAll(targets);
        } catch (NoVerdict e) {
            return false;
        }
    }

    private boolean whole(Json.Obj resource) throws NoVerdict {
        List<Candidate> all = InnerResources.of(Candidate.root(resource));
        List<Facts> facts = factsOf(all);
        Map<Reference, Decision> around = around(all, facts);
        Map<Facts, DecidedResource> matters = deciding.decide(new LinkedHashSet<>(facts));
        for (int i = 0; i < all.size(); i++) {
            boolean release = matter(matters, facts.get(i)).decision() instanceof Decision.Release;
            if (!release || !cuts(all.get(i), facts.get(i), around, Set.of()).none()) return false;
        }
        return true;
    }

    private boolean isWithheld(Json.Obj resource) throws NoVerdict {
        Facts facts = site.facts(resource);
        return deciding.decide(facts).decision() instanceof Decision.Withhold;
    }

    /** What was decided against, and what of a note-carrying type could not be resolved. */
    private boolean isHidden(Reference reference, Map<Reference, Decision> around) {
        Decision decision = around.get(reference);
        if (decision != null) return decision instanceof Decision.Withhold;
        return mayBeHidden(reference.type()) && !reference.type().equals("Binary");
    }

    /** A Binary goes by its owners, each decided anew; the strictest counts, and no owner is no release. */
    private Decision binaryDecision(Candidate candidate, Decision own) throws NoVerdict {
        if (own instanceof Decision.Withhold) return own;
        return binaries.decision(candidate.resource(), own, new BinaryOwners.Owners() {
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
        List<Candidate> all = InnerResources.of(Candidate.root(owner));
        if (whole instanceof Decision.Withhold) return whole;
        if (whole instanceof Decision.Release && all.size() == 1) return whole;
        List<Facts> facts = factsOf(all);
        Map<Reference, Decision> around = around(all, facts);
        uses.attachmentOf(facts.get(0).self());
        try {
            Map<Facts, DecidedResource> matters = deciding.decide(new LinkedHashSet<>(facts));
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) verdicts.add(trial(all.get(i), matter(matters, facts.get(i)), around));
            int shown = new Redaction()
                    .of(all.get(0), verdicts)
                    .map(seen -> BinaryLinks.count(seen, binary.id()))
                    .orElse(0);
            return shown == BinaryLinks.count(owner, binary.id()) ? whole : emptied(whole);
        } finally {
            uses.attachmentOf(Optional.empty());
        }
    }

    private boolean mayHaveBinary(Json.Obj owner) {
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
            DecidedResource matter = deciding.decide(facts);
            if (oneChart.strays("Binary", facts))
                return outOfScope(matter.decision().classification());
            noteAuthor(matter);
            return matter.decision() instanceof Decision.Withhold
                    ? matter.decision()
                    : uses.spend(matter.decision(), facts);
        } finally {
            uses.attachmentOf(Optional.empty());
        }
    }

    private static String name(Candidate candidate) {
        return candidate.self().map(Reference::toString).orElse(candidate.type());
    }

    /** Whether what was asked for may turn on encounters or authors: then each request asks about them. */
    private boolean looksAround() {
        Lookout lookout = site.pack().notes().lookout();
        if (lookout.aspects().isEmpty()) return false;
        boolean included = asked.parameters().keySet().stream()
                .anyMatch(name -> name.startsWith("_include") || name.startsWith("_revinclude"));
        String type = asked.target().split("/", 2)[0];
        boolean one = asked.interaction().equals("read") || asked.interaction().startsWith("search");
        return included || !one || lookout.looksAround(type);
    }

    /** Nothing is decided where the EHR cannot be asked about encounters or authors at all, hidden or not. */
    public void assured() throws NoVerdict {
        if (!looksAround()) return;
        try {
            inputs.around().assured();
        } catch (Broken e) {
            throw new NoVerdict("the EHR cannot be asked where and by whom resources were made", e);
        }
    }

    @Override
    public void record(List<Verdict.Release> going) throws NoVerdict {
        assured();
        ledger.record(going);
    }
}
