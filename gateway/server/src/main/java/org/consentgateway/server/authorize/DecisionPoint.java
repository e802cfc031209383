package org.consentgateway.server.authorize;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.AlikeDecisions;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.DecisionBasis;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;

/**
 * Decides resources of one request: what is found out about them, the consents of all their patients at once, grants, and
 * the pure function. What would open a note is decided again by consents read afresh.
 */
final class DecisionPoint {

    private static final long STRICT_FOR = 5_000_000_000L; // ns: a long answer reads the consents again after 5 s

    private final Site site;
    private final String requestId;
    private final Caller caller;
    private final DecisionInputs inputs;
    private final GrantUsage uses;
    private final LinkedPatientConsents said;
    private final GrantorMemberships makers;
    private final Optional<DecisionPoint> actors;
    private final Map<Reference, Consents> strict = new HashMap<>();
    private final Map<Reference, Long> strictAt = new HashMap<>();
    private InstantSource now;

    /** @param actors how it is decided for whoever acts for the caller; empty: nobody does */
    DecisionPoint(
            Site site,
            String requestId,
            Caller caller,
            DecisionInputs inputs,
            GrantUsage uses,
            Optional<DecisionPoint> actors) {
        this.site = site;
        this.requestId = requestId;
        this.caller = caller;
        this.inputs = inputs;
        this.uses = uses;
        this.said = new LinkedPatientConsents(site.consents(), site.links());
        this.makers = new GrantorMemberships(site);
        this.now = site.clock();
        this.actors = actors;
    }

    /** Decides as of another instant from here on. */
    void asOf(Instant at) {
        now = InstantSource.fixed(at);
        actors.ifPresent(theirs -> theirs.asOf(at));
    }

    /** Something about these patients is shown: what was read of them may be kept for later requests. */
    void shown(Set<Reference> patients) {
        said.shown(patients);
        actors.ifPresent(theirs -> theirs.shown(patients));
    }

    /** Decides one. */
    DecidedResource decide(Facts facts) {
        return Objects.requireNonNull(decide(List.of(facts)).get(facts), "every resource is decided");
    }

    /** Whether it is withheld for itself. */
    boolean withholds(Json.Obj resource) {
        return decide(site.facts(resource)).decision() instanceof Decision.Withhold;
    }

    /** Decides each; through somebody else at most what they may have themselves. */
    Map<Facts, DecidedResource> decide(Collection<Facts> all) {
        Map<Facts, DecidedResource> own = decideAlone(all);
        if (actors.isEmpty()) return own;
        Map<Facts, DecidedResource> theirs = actors.get().decide(all);
        Map<Facts, DecidedResource> both = new LinkedHashMap<>();
        own.forEach((facts, decided) -> both.put(
                facts, decided.through(Objects.requireNonNull(theirs.get(facts), "every resource is decided"))));
        return both;
    }

    /** Decides each; of what has hidden parts, or points at what is hidden, the rest by what it says to the caller. */
    private Map<Facts, DecidedResource> decideAlone(Collection<Facts> all) {
        Map<Facts, DecidedResource> whole = decideWhole(all);
        Map<Facts, Facts> shown = new LinkedHashMap<>();
        whole.forEach((facts, decided) -> {
            Set<Reference> pointers = hiddenPointers(decided);
            if (!decided.hidden().isEmpty() || !pointers.isEmpty())
                shown.put(facts, decided.shown().notPointingAt(pointers));
        });
        if (shown.isEmpty()) return whole;
        Map<Facts, DecidedResource> again = decideWhole(new LinkedHashSet<>(shown.values()));
        Map<Facts, DecidedResource> both = new LinkedHashMap<>(whole);
        shown.forEach((facts, left) ->
                both.put(facts, DecidedResource.of(facts, whole).asShown(DecidedResource.of(left, again))));
        return both;
    }

    /** Notes that the caller may not have, to which it points and which a consent names: that closes them, and not this. */
    private Set<Reference> hiddenPointers(DecidedResource decided) {
        boolean note = decided.decision().classification().isProtected();
        if (note || !(decided.decision() instanceof Decision.Withhold)) return Set.of();
        Set<Reference> named = new HashSet<>();
        for (Consents consents : decided.basis().asked().consents().values())
            for (Directive said : consents.match(all -> all, last -> last))
                named.addAll(said.root().named());
        named.retainAll(decided.facts().references());
        named.removeIf(one -> !site.pack().hideableTypes().contains(one.type()));
        if (named.isEmpty()) return Set.of();
        Set<Facts> pointed = inputs.of(named).values().stream().map(site::facts).collect(Collectors.toSet());
        return decideWhole(pointed).values().stream()
                .filter(other -> other.decision() instanceof Decision.Withhold
                        && other.decision().classification().isProtected())
                .flatMap(other -> other.facts().self().stream())
                .collect(Collectors.toSet());
    }

    /** Decides each, with one query for the consents of all their patients. */
    private Map<Facts, DecidedResource> decideWhole(Collection<Facts> all) {
        if (all.isEmpty()) return Map.of();
        inputs.learn(all);
        Map<Facts, Subjects> subjects = inputs.subjects(all);
        Set<Reference> patients = subjects.values().stream()
                .flatMap(known -> known.match(Set::stream, Stream::<Reference>empty))
                .collect(Collectors.toSet());
        Map<Reference, Consents> cached = said.by(patients, ConsentStore.Freshness.CACHED, requestId);
        inputs.learn(all, cached.values());
        List<Grant> grants = all.stream().anyMatch(inputs::concernsNotes)
                ? makers.separate(uses.grantsOf(patients), caller, requestId)
                : List.of();
        Map<Facts, DecidedResource> decisions = decide(all, subjects, cached, grants);
        Set<Reference> revalidate = decisions.values().stream()
                .filter(DecidedResource::opensNote)
                .flatMap(decided -> decided.patients().stream())
                .collect(Collectors.toSet());
        inputs.keepKinds(decisions.values());
        if (revalidate.isEmpty()) return decisions;
        // a release of a protected note revalidates against the consent store; a withholding may rest on the cache
        Map<Reference, Consents> fresh = new HashMap<>(cached);
        fresh.putAll(strict(revalidate));
        inputs.learn(decisions.keySet(), fresh.values());
        List<Facts> again = decisions.values().stream()
                .filter(DecidedResource::opensNote)
                .map(DecidedResource::facts)
                .toList();
        Map<Facts, DecidedResource> decided = new LinkedHashMap<>(decisions);
        decided.putAll(decide(again, subjects, fresh, grants));
        return decided;
    }

    private Map<Facts, DecidedResource> decide(
            Collection<Facts> all,
            Map<Facts, Subjects> subjects,
            Map<Reference, Consents> consents,
            List<Grant> grants) {
        ConsentTeams.Teams teams = inputs.teams(caller, consents.values());
        Map<Facts, DecidedResource> decisions = new LinkedHashMap<>();
        AlikeDecisions ordinary = new AlikeDecisions();
        Map<Set<Reference>, Map<Reference, Consents>> said = new HashMap<>();
        Instant at = now.instant();
        for (Facts facts : all) {
            Subjects of = subjects.getOrDefault(facts, new Subjects.Unresolved());
            Set<Reference> patients = of.match(p -> p, Set::of);
            Map<Reference, Consents> theirs = said.computeIfAbsent(patients, these -> ofThese(these, consents));
            Background background = inputs.background(facts, of, teams, theirs.values());
            List<Grant> about = new ArrayList<>();
            for (Grant grant : grants) if (patients.contains(grant.patient())) about.add(grant);
            Access asked = new Access(caller, facts, background, theirs, about, site.pack(), at);
            Decision decision = inputs.isTold(facts) ? ordinary.of(asked) : Decide.decide(asked);
            DecisionBasis basis = new DecisionBasis(asked, Optional.empty(), decision);
            decisions.put(
                    facts, new DecidedResource(facts, Decide.hiddenParts(asked), of, background, decision, basis));
        }
        return decisions;
    }

    private static Map<Reference, Consents> ofThese(Set<Reference> patients, Map<Reference, Consents> consents) {
        Map<Reference, Consents> theirs = new HashMap<>();
        for (Reference patient : patients)
            theirs.put(patient, consents.getOrDefault(patient, new Consents.Unavailable(List.of())));
        return Map.copyOf(theirs);
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
}
