package org.consentgateway.server.road;

import java.util.ArrayList;
import java.util.Collection;
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
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.Judge;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.audit.Records;

/**
 * Decides the windows of one answer and records what leaves: facts, what is found out about them, consents of all their
 * patients at once, one decision each, what points at what is withheld. Not shared between requests.
 */
final class Judgement implements Judge {

    private static final long STRICT_FOR = 5_000_000_000L; // ns: a long answer reads the consents again after 5 s

    /** One resource with all that was found out about it. */
    private record Matter(Facts facts, Subjects subjects, Background background, Decision decision) {
        Matter with(Decision other) {
            return new Matter(facts, subjects, background, other);
        }
    }

    private final Site site;
    private final String requestId;
    private final Caller caller;
    private final Records.Asked asked;
    private final Predicate<Facts> inScope;
    private final Gathering gathering;
    private final Said said;
    private final Binaries binaries;
    private final Map<Reference, Consents> strict = new HashMap<>();
    private final Map<Reference, Long> strictAt = new HashMap<>();
    private final Map<String, Boolean> uses = new HashMap<>();
    private final IdentityHashMap<Candidate, Records.Judged> judged = new IdentityHashMap<>();
    private final List<Records.Judged> withheld = new ArrayList<>();
    private final Map<Reference, Decision> reached = new HashMap<>();
    private int windows;
    private Optional<Reference> attachment = Optional.empty();
    private boolean authorRefused;
    private int released;
    private int stripped;

    Judgement(
            Site site,
            String requestId,
            Caller caller,
            Records.Asked asked,
            Predicate<Facts> inScope,
            Optional<Reference> claimedOwner) {
        this.site = site;
        this.requestId = requestId;
        this.caller = caller;
        this.asked = asked;
        this.inScope = inScope;
        this.gathering = new Gathering(site, requestId);
        this.said = new Said(site.consents(), site.links());
        this.binaries = new Binaries(site, requestId, claimedOwner);
    }

    /** Whether something was withheld from the very person who is recorded as its author: they know that it exists. */
    boolean authorRefused() {
        return authorRefused;
    }

    /** How many resources were withheld so far. */
    int withheldCount() {
        return withheld.size();
    }

    int releasedCount() {
        return released;
    }

    int strippedCount() {
        return stripped;
    }

    @Override
    public List<Verdict> judge(List<Candidate> window) throws NoVerdict {
        List<Facts> facts = factsOf(window);
        Map<Reference, Decision> around = around(window, facts);
        Map<Facts, Matter> matters = decide(new LinkedHashSet<>(facts));
        List<Matter> own = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            Candidate candidate = window.get(i);
            Matter matter = matter(matters, facts.get(i));
            if (candidate.type().equals("Binary") && candidate.place() != Candidate.Place.CONTAINED)
                matter = matter.with(binaryDecision(candidate, matter.decision()));
            own.add(matter);
            Decision decision = matter.decision();
            candidate.self().ifPresent(self -> around.put(self, decision));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) verdicts.add(verdict(window.get(i), own.get(i), around));
        return verdicts;
    }

    private static Matter matter(Map<Facts, Matter> matters, Facts facts) {
        return Objects.requireNonNull(matters.get(facts), "every resource is decided");
    }

    @Override
    public boolean attachmentsUnsearchable() {
        return binaries.unsearchable();
    }

    /** Decides one resource that is not part of the answer, such as the current version of an old one. */
    Decision decideAlone(Json.Obj resource) throws NoVerdict {
        Candidate candidate = Candidate.root(resource);
        Facts facts = site.facts(resource);
        Matter matter = matter(decide(List.of(facts)), facts);
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
            all.add(facts);
        }
        return all;
    }

    /** Decisions about what the window points at, of types that can carry notes. A Binary goes by its owners. */
    private Map<Reference, Decision> around(List<Candidate> window, List<Facts> all) throws NoVerdict {
        Set<Reference> here = window.stream().flatMap(c -> c.self().stream()).collect(Collectors.toSet());
        Set<Reference> pointed = new TreeSet<>();
        for (Facts facts : all)
            facts.references().stream()
                    .filter(reference -> site.pack().noteTypes().contains(reference.type()))
                    .filter(reference -> !reference.type().equals("Binary"))
                    .filter(reference -> !here.contains(reference) && !reached.containsKey(reference))
                    .forEach(pointed::add);
        Map<Reference, Facts> found = new LinkedHashMap<>();
        gathering.of(pointed).forEach((reference, resource) -> found.put(reference, site.facts(resource)));
        Map<Facts, Matter> matters = decide(new LinkedHashSet<>(found.values()));
        found.forEach((reference, facts) ->
                reached.put(reference, matter(matters, facts).decision()));
        return new HashMap<>(reached);
    }

    /** Whether the caller may have every one of these; what is not there is nobody's to have. */
    boolean allVisible(Set<Reference> references) throws NoVerdict {
        Map<Reference, Json.Obj> found = gathering.of(references);
        if (!found.keySet().containsAll(references)) return false;
        for (Json.Obj resource : found.values()) if (decideAlone(resource) instanceof Decision.Withhold) return false;
        return true;
    }

    private Map<Facts, Matter> decide(Collection<Facts> all) throws NoVerdict {
        if (all.isEmpty()) return Map.of();
        Map<Facts, Subjects> subjects = gathering.subjects(all);
        Set<Reference> patients = subjects.values().stream()
                .flatMap(known -> known.match(Set::stream, java.util.stream.Stream::<Reference>empty))
                .collect(Collectors.toSet());
        Map<Reference, Consents> cached = said.by(patients, ConsentStore.Freshness.CACHED, requestId);
        List<Grant> grants = all.stream().anyMatch(gathering::concernsNotes) ? grantsOf(patients) : List.of();
        Map<Facts, Matter> matters = decide(all, subjects, cached, grants);
        Set<Reference> revalidate = matters.values().stream()
                .filter(Judgement::opensNote)
                .flatMap(matter -> matter.subjects().match(Set::stream, java.util.stream.Stream::<Reference>empty))
                .collect(Collectors.toSet());
        if (revalidate.isEmpty()) return matters;
        // a release of a protected note revalidates against the consent store; a withholding may rest on the cache
        Map<Reference, Consents> fresh = new HashMap<>(cached);
        fresh.putAll(strict(revalidate));
        List<Facts> again = matters.values().stream()
                .filter(Judgement::opensNote)
                .map(Matter::facts)
                .toList();
        Map<Facts, Matter> decided = new LinkedHashMap<>(matters);
        decided.putAll(decide(again, subjects, fresh, grants));
        return decided;
    }

    private static boolean opensNote(Matter matter) {
        boolean guarded = matter.decision().classification().isProtected()
                || !matter.facts().inline().isEmpty();
        return guarded && !(matter.decision() instanceof Decision.Withhold);
    }

    private Map<Facts, Matter> decide(
            Collection<Facts> all,
            Map<Facts, Subjects> subjects,
            Map<Reference, Consents> consents,
            List<Grant> grants) {
        Gathering.Teams teams = gathering.teams(caller, consents.values());
        Map<Facts, Matter> matters = new LinkedHashMap<>();
        for (Facts facts : all) {
            Subjects of = subjects.getOrDefault(facts, new Subjects.Unresolved());
            Background background = gathering.background(facts, of, teams.memberOf(), teams.unresolved());
            Set<Reference> patients = of.match(p -> p, Set::of);
            Map<Reference, Consents> theirs = new HashMap<>();
            patients.forEach(patient ->
                    theirs.put(patient, consents.getOrDefault(patient, new Consents.Unavailable(List.of()))));
            List<Grant> about = grants.stream()
                    .filter(grant -> patients.contains(grant.patient()))
                    .toList();
            Decision decision = Decide.decide(new Access(
                    caller,
                    facts,
                    background,
                    theirs,
                    about,
                    site.pack(),
                    site.clock().instant()));
            matters.put(facts, new Matter(facts, of, background, decision));
        }
        return matters;
    }

    private Map<Reference, Consents> strict(Set<Reference> patients) {
        long now = System.nanoTime();
        Set<Reference> due = patients.stream()
                .filter(patient -> !strictAt.containsKey(patient) || now - strictAt.get(patient) > STRICT_FOR)
                .collect(Collectors.toSet());
        if (!due.isEmpty()) {
            strict.putAll(said.by(due, site.freshness(), requestId));
            due.forEach(patient -> strictAt.put(patient, now));
        }
        return patients.stream()
                .collect(Collectors.toMap(p -> p, p -> strict.getOrDefault(p, new Consents.Unavailable(List.of()))));
    }

    private Verdict verdict(Candidate candidate, Matter matter, Map<Reference, Decision> around) {
        Facts facts = matter.facts();
        Decision decision = matter.decision();
        boolean top = candidate.place() == Candidate.Place.ROOT || candidate.place() == Candidate.Place.ENTRY;
        if (top && !inScope.test(facts)) return new Verdict.Drop(candidate);
        Decision granted = decision instanceof Decision.Withhold ? decision : spend(decision, facts);
        Records.Judged record =
                new Records.Judged(name(candidate), matter.subjects().match(p -> p, Set::of), granted);
        judged.put(candidate, record);
        if (granted.classification().note() == org.consentgateway.core.label.Classification.Note.SUSPECTED
                || granted.classification().conflict()) ask(facts, matter, granted);
        return granted.match(
                release -> {
                    released++;
                    return new Verdict.Release(candidate, edits(candidate, facts, around, Set.of()));
                },
                strip -> {
                    stripped++;
                    return new Verdict.Release(
                            candidate, edits(candidate, facts, around, Set.copyOf(strip.elements())));
                },
                withhold -> {
                    withheld.add(record);
                    noteAuthor(matter);
                    return new Verdict.Drop(candidate);
                });
    }

    private void noteAuthor(Matter matter) {
        boolean author = caller.user()
                .filter(user -> matter.background().originators().contains(user))
                .isPresent();
        if (author && matter.decision().classification().isProtected()) authorRefused = true;
    }

    private void ask(Facts facts, Matter matter, Decision decision) {
        facts.self().ifPresent(self -> matter.subjects()
                .match(p -> p, () -> Set.<Reference>of())
                .forEach(patient -> site.reviews()
                        .ask(self, patient, decision.classification().rule())));
    }

    /** Takes a use of the counted grant that the decision rests on; one use is one released answer. */
    private Decision spend(Decision decision, Facts facts) {
        Optional<String> grant = decision.grounds().stream()
                .flatMap(ground -> ground.grant().stream())
                .findFirst();
        if (grant.isEmpty()) return decision;
        Set<Reference> notes = facts.self().map(Set::of).orElse(Set.of());
        boolean left = uses.computeIfAbsent(grant.get(), id -> recipient()
                .map(who -> attachment.isPresent()
                        ? site.grants().useForAttachments(id, requestId, who, notes)
                        : site.grants().use(id, requestId, who, notes))
                .orElse(false));
        return left
                ? decision
                : new Decision.Withhold(
                        decision.classification(),
                        List.of(Decision.Ground.of(org.consentgateway.core.decision.Reason.EVIDENCE_EXPIRED)));
    }

    private Edits edits(Candidate candidate, Facts facts, Map<Reference, Decision> around, Set<List<Object>> elements) {
        Set<Reference> hidden = facts.references().stream()
                .filter(reference -> isHidden(reference, around))
                .collect(Collectors.toSet());
        Set<String> attachments = binaries.hiddenAttachments(candidate.resource(), this::mayHaveBinary);
        boolean changed = !elements.isEmpty() || !hidden.isEmpty() || !attachments.isEmpty();
        return changed ? new Edits(elements, hidden, attachments, Set.of(), Set.of(), site.marked()) : Edits.NONE;
    }

    /** What was decided against, and what of a note-carrying type could not be resolved. */
    private boolean isHidden(Reference reference, Map<Reference, Decision> around) {
        Decision decision = around.get(reference);
        if (decision != null) return decision instanceof Decision.Withhold;
        return site.pack().noteTypes().contains(reference.type())
                && !reference.type().equals("Binary");
    }

    /** A Binary goes by its owners, each decided anew; the strictest counts, and no owner is no release. */
    private Decision binaryDecision(Candidate candidate, Decision own) throws NoVerdict {
        if (own instanceof Decision.Withhold) return own;
        return binaries.decision(candidate.resource(), own, this::decideOwner);
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
        attachment = facts.self();
        try {
            Matter matter = matter(decide(List.of(facts)), facts);
            noteAuthor(matter);
            return matter.decision() instanceof Decision.Withhold ? matter.decision() : spend(matter.decision(), facts);
        } finally {
            attachment = Optional.empty();
        }
    }

    private List<Grant> grantsOf(Set<Reference> patients) {
        if (attachment.isEmpty()) return site.grants().of(patients);
        return recipient()
                .map(who -> site.grants().forAttachments(patients, who, Set.of(attachment.get())))
                .orElse(List.of());
    }

    private Optional<Reference> recipient() {
        return caller.user().or(caller::organization);
    }

    private static String name(Candidate candidate) {
        return candidate.self().map(Reference::toString).orElse(candidate.type());
    }

    @Override
    public void record(List<Verdict.Release> going) throws NoVerdict {
        List<Records.Judged> leaving = going.stream()
                .map(release -> judged.get(release.candidate()))
                .filter(Objects::nonNull)
                .toList();
        Set<Records.Judged> all = new HashSet<>(leaving);
        all.addAll(withheld);
        List<Trail.Entry> entries = new ArrayList<>();
        if (windows == 0) entries.add(site.records().decision(requestId, caller, asked, Set.of(), all));
        if (!leaving.isEmpty()) entries.add(site.records().disclosed(requestId, caller, asked, windows, leaving));
        windows++;
        try {
            site.trail().commit(entries);
        } catch (Trail.Unavailable e) {
            throw new NoVerdict("the audit trail cannot be written", e);
        }
    }

    /** Whether the decision of this request stands in the trail already. */
    boolean recorded() {
        return windows > 0;
    }

    /** Records a request of which nothing leaves. */
    void recordWithheld() throws NoVerdict {
        if (!recorded()) record(List.of());
    }
}
