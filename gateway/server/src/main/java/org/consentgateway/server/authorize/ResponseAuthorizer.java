package org.consentgateway.server.authorize;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Judge;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.CallTally;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.StoreUnavailable;

/**
 * Decides the windows of one answer and records what leaves: facts, what is found out about them, consents of all their
 * patients at once, one decision each, what points at what is withheld. Not shared between requests.
 */
public final class ResponseAuthorizer implements Judge {

    private final Site site;
    private final Caller caller;
    private final AnsweredRequest request;
    private final DecisionInputs inputs;
    private final GrantUsage uses;
    private final DecisionPoint deciding;
    private final VisibleVersions versions;
    private final StampedVerdicts stamped;
    private final RecordedVerdicts verdicts;
    private final RefusedAuthor author;
    private final ViewOutsideAnswer outside;
    private final AnswerAudit audit;
    private final AttachmentCopies copies;
    private final PatientlessResources patientless;
    private final Map<Candidate, Set<Reference>> about = new WeakHashMap<>(); // a long answer does not stay in memory

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
        this.inputs = new DecisionInputs(site, requestId, Optional.of(caller), atEhr);
        this.uses = new GrantUsage(site.grants(), requestId, caller);
        this.deciding = deciding(site, requestId, atEhr);
        this.versions = new VisibleVersions(site, caller, requestId);
        this.stamped = new StampedVerdicts(versions, this::seen);
        this.author = new RefusedAuthor(site, caller);
        this.request = new AnsweredRequest(site, requestId, caller, asked);
        this.outside = new ViewOutsideAnswer(
                request,
                inputs,
                deciding,
                uses,
                versions,
                new BinaryOwners(site, requestId, caller, sealedOwner),
                author);
        this.copies = new AttachmentCopies(site, caller);
        this.patientless = new PatientlessResources(site);
        this.audit = new AnswerAudit(site, requestId, caller, asked, copies);
        this.verdicts = new RecordedVerdicts(request, inScope, inputs, uses, author, outside, audit);
        if (caller.purposeOfUse().headerIgnored()) audit.because(Reason.PURPOSE_HEADER_IGNORED);
    }

    /** For the caller, and for whoever acts for them. */
    private DecisionPoint deciding(Site site, String requestId, boolean atEhr) {
        Optional<DecisionPoint> actors = caller.actsThrough()
                .map(actor -> new DecisionPoint(
                        site,
                        requestId,
                        actor,
                        new DecisionInputs(site, requestId, Optional.of(actor), atEhr),
                        uses,
                        Optional.empty()));
        return new DecisionPoint(site, requestId, caller, inputs, uses, actors);
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
    public AnswerAudit audit() {
        return audit;
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
    public void rememberNames(Reference self, Json.Obj resource, boolean fresh) {
        ReferenceClosure closure = outside.closure();
        Optional<Predicate<PointerCandidates>> guesses = new GuessedReferences(
                        site.fhir(), inputs, deciding, closure.named(), closure::mayBeHidden)
                .in(resource);
        closure.namings().wrote(self, resource, fresh, guesses);
    }

    /** The caller has made the resource, and where it is now nobody knows. */
    public void rememberNamesSomewhere(Json.Obj resource) {
        outside.closure().namings().wroteSomewhere(resource);
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
        return author.isRefused();
    }

    @Override
    public List<Verdict> judge(List<Candidate> window) throws NoVerdict {
        outside.closure().begin();
        boolean observed = site.observing().now();
        verdicts.begin(observed);
        if (observed) audit.observes(Optional.empty());
        List<Facts> facts = outside.facts().of(window);
        inputs.surroundings().begin();
        Map<Facts, DecidedResource> decisions = deciding.decide(new LinkedHashSet<>(facts));
        assured();
        Set<Candidate> shut = shut(window, facts, decisions);
        Map<Reference, Decision> pointedAt = pointedAt(window, facts, shut);
        List<DecidedResource> own = own(window, facts, decisions, pointedAt);
        outside.closure().vanished(window, facts, own, pointedAt);
        List<Verdict> all = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            Candidate candidate = window.get(i);
            if (observed) all.add(verdicts.passed(candidate, own.get(i), pointedAt, shut));
            else if (candidate.holder().filter(shut::contains).isPresent())
                all.add(verdicts.inShut(candidate, own.get(i)));
            else if (outside.deletions().isGone(candidate)) all.add(verdicts.gone(candidate, own.get(i)));
            else all.add(verdicts.verdict(candidate, own.get(i), pointedAt));
        }
        for (int i = 0; i < all.size(); i++) remember(all.get(i), own.get(i));
        return observed || site.marked() || outside.deletions().ofVersions() ? all : stamped.of(all);
    }

    /** Of whom it is; and what is about nobody may be known to refer to what somebody deletes. */
    private void remember(Verdict verdict, DecidedResource decided) {
        if (!(verdict instanceof Verdict.Release)) return;
        Candidate shown = verdict.candidate();
        about.put(shown, decided.patientsShown());
        CallTally.shown(decided.patientsShown());
        if (!WindowFacts.standsAlone(shown) || PatientlessResources.isOfPatient(decided.facts())) return;
        try {
            shown.self().ifPresent(self -> patientless.known(self, shown.resource()));
        } catch (StoreUnavailable e) {
            // a deletion is then answered from what searches find; reading goes on
        }
    }

    /**
     * Decisions about what the open resources point at. INVARIANT: nothing is asked for the sake of what is withheld for
     * itself, so that its content sets no time.
     */
    private Map<Reference, Decision> pointedAt(List<Candidate> window, List<Facts> facts, Set<Candidate> shut)
            throws NoVerdict {
        List<Candidate> open = new ArrayList<>();
        List<Facts> openFacts = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            if (shut.contains(window.get(i))) continue;
            open.add(window.get(i));
            openFacts.add(facts.get(i));
        }
        outside.binaries().resolve(open);
        return outside.closure().pointedAt(window, open, openFacts);
    }

    /** What was decided of each for itself, and of a Binary by its owners; what stands alone is known to its neighbours. */
    private List<DecidedResource> own(
            List<Candidate> window,
            List<Facts> facts,
            Map<Facts, DecidedResource> decisions,
            Map<Reference, Decision> pointedAt)
            throws NoVerdict {
        List<DecidedResource> own = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            Candidate candidate = window.get(i);
            DecidedResource decided = DecidedResource.of(facts.get(i), decisions);
            boolean contained = candidate.place() == Candidate.Place.CONTAINED;
            if (candidate.type().equals("Binary") && !contained)
                decided = decided.with(outside.binaries().of(candidate, decided.decision()));
            own.add(decided);
            if (candidate.self().isEmpty()) continue;
            Decision decision = decided.decision();
            if (!contained) outside.closure().decided(candidate.self().get(), decision);
            if (WindowFacts.standsAlone(candidate))
                pointedAt.put(candidate.self().get(), decision);
        }
        return own;
    }

    /** What is withheld for itself, and all that is in it. */
    private static Set<Candidate> shut(
            List<Candidate> window, List<Facts> facts, Map<Facts, DecidedResource> decisions) {
        Set<Candidate> shut = new HashSet<>(); // a candidate equals itself alone
        for (int i = 0; i < window.size(); i++) {
            boolean within = window.get(i).holder().filter(shut::contains).isPresent();
            if (within || DecidedResource.of(facts.get(i), decisions).decision() instanceof Decision.Withhold)
                shut.add(window.get(i));
        }
        return shut;
    }

    /**
     * Whether the resource is gone as far as this caller can tell: somebody deleted it, and the EHR holds it only for the
     * sake of what this caller may not see either.
     */
    public boolean deleted(Json.Obj resource) throws NoVerdict {
        return outside.deletions().isGone(resource);
    }

    /** Versions of the resource that stand for its deletion as far as this caller can tell. */
    public Set<String> deletions(Reference resource) throws NoVerdict {
        return outside.deletions().versionsOf(resource);
    }

    /** What the caller would see of a resource that is no part of the answer; nothing is recorded, and no use spent. */
    public Optional<Json.Obj> seen(Json.Obj resource) throws NoVerdict {
        return site.observing().now() ? Optional.of(resource) : outside.left(resource);
    }

    /** Who may be told of what is hidden of a stored resource as its author; empty where that cannot be told. */
    public Set<Reference> originators(Json.Obj stored) throws NoVerdict {
        return outside.originators(stored);
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
        DecidedResource decided = deciding.decide(site.facts(resource));
        author.note(decided);
        Decision decision = decided.decision();
        return candidate.type().equals("Binary") ? outside.binaries().of(candidate, decision) : decision;
    }

    /** Whether there may be resources of the type that are hidden because of a note. */
    public boolean mayHide(String type) {
        return outside.closure().mayHide(type);
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
        return outside.deletions().gone(references);
    }

    /** Whether a resource that is no part of the answer, but decides about it, is hidden; then it is recorded. */
    public boolean hides(Json.Obj resource) throws NoVerdict {
        return verdicts.hides(resource, decideAlone(resource));
    }

    /** Told of what was decided of a resource of which nothing is left. */
    public void emptied(Candidate root, List<Verdict> verdicts) {
        for (Verdict verdict : verdicts)
            if (verdict instanceof Verdict.Release release
                    && release.candidate().equals(root)) emptied(release);
    }

    @Override
    public void emptied(Verdict.Release release) {
        verdicts.emptied(release);
    }

    /** Nothing is decided where the EHR cannot be asked about encounters or authors at all, hidden or not. */
    public void assured() throws NoVerdict {
        if (!request.looksAround()) return;
        try {
            inputs.surroundings().assured();
        } catch (Broken e) {
            throw new NoVerdict("the EHR cannot be asked where and by whom resources were made", e);
        }
    }

    @Override
    public void record(List<Verdict.Release> going) throws NoVerdict {
        assured();
        audit.record(going);
        for (Verdict.Release one : going) deciding.shown(about.getOrDefault(one.candidate(), Set.of()));
    }
}
