package org.consentgateway.server.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.RecordedFacts;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.UnreadableRecord;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/**
 * Puts the question behind a record again: the facts as they were then, under a pack of today. What is not known any more
 * is never guessed.
 */
final class PastDecision {

    private static final int KNOWN = 100_000;

    private final Function<Set<String>, Map<String, Json.Obj>> kept;
    private final PolicyPack pack;
    private final Map<String, Directive> directives = new HashMap<>();
    private final Map<String, Grant> grants = new HashMap<>();

    /** @param kept consents and grants by digest, as the database has them */
    PastDecision(Function<Set<String>, Map<String, Json.Obj>> kept, PolicyPack pack) {
        this.kept = kept;
        this.pack = pack;
    }

    /**
     * The question as it was put; empty where a part of it is not known.
     *
     * @param name          of the resource
     * @param facts         of the resource, as the trail told them
     * @param circumstances of its patients, as the trail told them
     */
    Optional<Access> asked(Caller caller, String name, Json.Obj facts, Json.Obj circumstances, java.time.Instant at) {
        try {
            RecordedFacts resource = RecordedFacts.read(facts).of(name);
            RecordedFacts.Circumstances then = RecordedFacts.circumstances(circumstances);
            if (!know(then)) return Optional.empty();
            Map<Reference, Consents> consents = new HashMap<>();
            then.consents().forEach((patient, said) -> consents.put(patient, consents(said)));
            List<Grant> about = new ArrayList<>();
            for (String grant : then.grants())
                Optional.ofNullable(grants.get(RecordedFacts.digest(grant))).ifPresent(about::add);
            return Optional.of(new Access(caller, resource.facts(), resource.background(), consents, about, pack, at));
        } catch (UnreadableRecord e) {
            return Optional.empty(); // another version wrote it
        }
    }

    private Consents consents(RecordedFacts.Said said) {
        List<Directive> theirs = new ArrayList<>();
        for (String name : said.directives())
            Optional.ofNullable(directives.get(RecordedFacts.digest(name))).ifPresent(theirs::add);
        return RecordedFacts.consents(said, theirs);
    }

    /** Whether every consent and grant of then is known. */
    private boolean know(RecordedFacts.Circumstances then) {
        Set<String> consents = digests(then.consents().values().stream().flatMap(said -> said.directives().stream()));
        Set<String> evidence = digests(then.grants().stream());
        Set<String> missing = new HashSet<>(consents);
        missing.removeAll(directives.keySet());
        Set<String> missingGrants = new HashSet<>(evidence);
        missingGrants.removeAll(grants.keySet());
        if (directives.size() + grants.size() > KNOWN) {
            directives.clear();
            grants.clear();
            return know(then);
        }
        if (!missing.isEmpty())
            kept.apply(missing).forEach((digest, json) -> directives.put(digest, RecordedFacts.directive(json)));
        if (!missingGrants.isEmpty())
            kept.apply(missingGrants).forEach((digest, json) -> grants.put(digest, RecordedFacts.grant(json)));
        return directives.keySet().containsAll(consents) && grants.keySet().containsAll(evidence);
    }

    private static Set<String> digests(Stream<String> names) {
        return names.map(RecordedFacts::digest).collect(java.util.stream.Collectors.toSet());
    }
}
