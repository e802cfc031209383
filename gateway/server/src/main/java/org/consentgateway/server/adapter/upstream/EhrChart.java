package org.consentgateway.server.adapter.upstream;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.RawBinary;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.consentgateway.server.port.Worklist;

/** Looks resources up in the EHR in the way that this EHR can, as it has shown. */
public final class EhrChart implements Chart {

    private static final int BATCH = 50;
    private static final int TRIED_ALONE = 25;
    private static final int MAX_PAGES = 20;
    /** Characters of ids in one search: servers refuse request lines beyond some 8,000. */
    private static final int BATCH_LENGTH = 4_000;

    private static final Set<Integer> UNANSWERED = Set.of(400, 403, 404, 405, 410, 414, 431, 501);

    private final FhirServer ehr;
    private final ServerCapabilities abilities;
    private final SingleReads single;
    private final LookedUp bodies;

    /** @param worklist told of what fails alone, and of what cannot be read */
    public EhrChart(FhirServer ehr, ServerCapabilities abilities, Worklist worklist) {
        this.ehr = ehr;
        this.abilities = abilities;
        this.bodies = new LookedUp(worklist);
        this.single = new SingleReads(ehr, worklist, bodies);
    }

    @Override
    public ServerCapabilities abilities() {
        return abilities;
    }

    /**
     * The resources that exist, by one {@code Type?_id=a,b,...} per type where the EHR takes several, else by a read each.
     * What the EHR does not have, or cannot give though it gives others, is absent.
     */
    @Override
    public Map<Reference, Json.Obj> read(Set<Reference> references, String requestId) throws Broken {
        return read(references, requestId, Spool.NONE);
    }

    @Override
    public Map<Reference, Json.Obj> facts(Set<Reference> references, String requestId) throws Broken {
        return read(references, requestId, Spool.FORGETFUL);
    }

    private Map<Reference, Json.Obj> read(Set<Reference> references, String requestId, Spool spool) throws Broken {
        Map<Reference, Json.Obj> found = new LinkedHashMap<>();
        Map<String, Set<Reference>> byType = new TreeMap<>();
        references.forEach(reference -> byType.computeIfAbsent(reference.type(), type -> new TreeSet<>())
                .add(reference));
        for (Map.Entry<String, Set<Reference>> type : byType.entrySet())
            readType(type.getKey(), List.copyOf(type.getValue()), new Asked(requestId, spool), found);
        return found;
    }

    /** For which request, and what becomes of long contents. */
    private record Asked(String requestId, Spool spool) {}

    private void readType(String type, List<Reference> all, Asked asked, Map<Reference, Json.Obj> found) throws Broken {
        boolean together = all.size() > 1 && !abilities.lacks(Ability.SEVERAL_IDS, type);
        if (together) searchByIds(type, all, asked, found);
        List<Reference> left =
                all.stream().filter(one -> !found.containsKey(one)).toList();
        if (left.isEmpty()) return;
        // whether those are not there, or the EHR took some of the ids alone, is told by a read
        boolean trusted = together && !abilities.lacks(Ability.SEVERAL_IDS, type);
        int tried = trusted ? Math.min(left.size(), TRIED_ALONE) : left.size();
        Map<Reference, Json.Obj> alone = single.read(left.subList(0, tried), asked.requestId(), asked.spool());
        found.putAll(alone);
        if (trusted && !alone.isEmpty()) {
            abilities.show(Ability.SEVERAL_IDS, type, false);
            found.putAll(single.read(left.subList(tried, left.size()), asked.requestId(), asked.spool()));
        }
    }

    private void searchByIds(String type, List<Reference> all, Asked asked, Map<Reference, Json.Obj> found)
            throws Broken {
        for (List<Reference> batch : batches(all)) {
            String ids = String.join("%2C", batch.stream().map(Reference::id).toList());
            Optional<List<Json.Obj>> answer = matching(
                    type + "?_id=" + ids + "&_count=" + BATCH,
                    resource -> Chart.self(resource).filter(batch::contains).isPresent(),
                    asked);
            if (answer.isEmpty()) {
                abilities.show(Ability.SEVERAL_IDS, type, false);
                return;
            }
            if (answer.get().size() > 1) abilities.show(Ability.SEVERAL_IDS, type, true);
            answer.get().forEach(resource -> Chart.self(resource).ifPresent(self -> found.put(self, resource)));
        }
    }

    private static List<List<Reference>> batches(List<Reference> all) {
        List<List<Reference>> batches = new ArrayList<>();
        int begins = 0;
        int length = 0;
        for (int at = 0; at < all.size(); at++) {
            length += all.get(at).id().length() + 3;
            if (at - begins == BATCH || (length > BATCH_LENGTH && at > begins)) {
                batches.add(all.subList(begins, at));
                begins = at;
                length = all.get(at).id().length() + 3;
            }
        }
        batches.add(all.subList(begins, all.size()));
        return batches;
    }

    @Override
    public Optional<Json.Obj> get(String relative, String requestId) throws Broken {
        try (HttpAnswer answer = ehr.call(HttpCall.get(ehr.resolve(relative), requestId))) {
            if (UNANSWERED.contains(answer.status())) return Optional.empty();
            Optional<Json.Obj> bare = RawBinary.head(relative, answer);
            return bare.isPresent() ? bare : bodies.resource(relative, answer, Spool.NONE);
        }
    }

    @Override
    public Optional<List<Json.Obj>> matching(String relative, Predicate<Json.Obj> due, String requestId) throws Broken {
        return matching(relative, due, new Asked(requestId, Spool.NONE));
    }

    private Optional<List<Json.Obj>> matching(String relative, Predicate<Json.Obj> due, Asked asked) throws Broken {
        List<Json.Obj> found = new ArrayList<>();
        Set<URI> seen = new HashSet<>();
        Optional<URI> page = Optional.of(ehr.resolve(relative));
        while (page.isPresent()) {
            if (!seen.add(page.get()) || seen.size() > MAX_PAGES) throw unusable();
            try (HttpAnswer answer = ehr.call(HttpCall.get(page.get(), asked.requestId()))) {
                // an EHR that has no such interaction or parameter cannot answer by it: nothing is found
                if (found.isEmpty() && UNANSWERED.contains(answer.status())) return Optional.empty();
                Optional<Json.Obj> bundle = bodies.bundle(
                        answer, entry -> resource(entry).filter(due.negate()).isEmpty(), asked.spool());
                if (bundle.isEmpty()) return Optional.empty();
                for (Json.Obj entry : bundle.get().objects("entry"))
                    resource(entry).ifPresent(found::add);
                page = next(bundle.get());
            }
        }
        return Optional.of(found);
    }

    private static Optional<Json.Obj> resource(Json.Obj entry) {
        return entry.object("resource").filter(one -> !isOutcome(one));
    }

    private static boolean isOutcome(Json.Obj resource) {
        return resource.text("resourceType").equals(Optional.of("OperationOutcome"));
    }

    private Optional<URI> next(Json.Obj bundle) throws Broken {
        Optional<String> link = bundle.objects("link").stream()
                .filter(candidate -> candidate.text("relation").equals(Optional.of("next")))
                .findFirst()
                .flatMap(candidate -> candidate.text("url"));
        if (link.isEmpty()) return Optional.empty();
        Optional<URI> own = ehr.own(link.get());
        if (own.isEmpty()) throw unusable();
        return own;
    }

    private static Broken unusable() {
        return new Broken(Fault.UPSTREAM_UNUSABLE, null);
    }
}
