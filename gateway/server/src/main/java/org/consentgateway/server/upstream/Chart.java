package org.consentgateway.server.upstream;

import java.io.IOException;
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
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.road.Fault;
import org.consentgateway.server.upstream.FhirServer.Broken;

/** Looks resources up in the EHR for a decision: whole, current, past every cache. Blocks; for workers. */
public final class Chart {

    private static final int BATCH = 50;
    private static final int SINGLE_READS = 25;
    private static final int MAX_PAGES = 20;
    private static final Set<Integer> UNANSWERED = Set.of(400, 404, 405, 410, 501);
    private static final long MAX_BYTES = 32 << 20;

    private final FhirServer ehr;

    public Chart(FhirServer ehr) {
        this.ehr = ehr;
    }

    /**
     * The resources that exist, by one {@code Type?_id=a,b,...} per type; one alone, and what such a search did not find, by
     * a read each, within a bound. What the EHR does not have is absent.
     */
    public Map<Reference, Json.Obj> read(Set<Reference> references, String requestId) throws Broken {
        Map<Reference, Json.Obj> found = new LinkedHashMap<>();
        Map<String, Set<String>> byType = new TreeMap<>();
        references.forEach(reference -> byType.computeIfAbsent(reference.type(), type -> new TreeSet<>())
                .add(reference.id()));
        for (Map.Entry<String, Set<String>> type : byType.entrySet())
            if (type.getValue().size() > 1) searchByIds(type.getKey(), List.copyOf(type.getValue()), requestId, found);
        List<Reference> left = references.stream()
                .filter(reference -> !found.containsKey(reference))
                .sorted()
                .limit(SINGLE_READS)
                .toList();
        for (Reference reference : left)
            get(reference.toString(), requestId)
                    .filter(resource -> self(resource).equals(Optional.of(reference)))
                    .ifPresent(resource -> found.put(reference, resource));
        return found;
    }

    private void searchByIds(String type, List<String> ids, String requestId, Map<Reference, Json.Obj> found)
            throws Broken {
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<String> batch = ids.subList(from, Math.min(ids.size(), from + BATCH));
            String query = type + "?_id=" + String.join("%2C", batch) + "&_count=" + BATCH;
            for (Json.Obj resource : search(query, requestId))
                self(resource)
                        .filter(self -> self.type().equals(type) && batch.contains(self.id()))
                        .ifPresent(self -> found.put(self, resource));
        }
    }

    /** One resource or one version of it, by read; empty when the EHR says that it is not there. */
    public Optional<Json.Obj> get(String relative, String requestId) throws Broken {
        try (HttpAnswer answer = ehr.call(HttpCall.get(ehr.resolve(relative), requestId))) {
            if (UNANSWERED.contains(answer.status())) return Optional.empty();
            return Optional.of(usable(answer));
        }
    }

    /** The resources of a searchset, all pages; none where the EHR has no such search. */
    public List<Json.Obj> search(String relative, String requestId) throws Broken {
        return answered(relative, requestId).orElse(List.of());
    }

    /** The resources of a searchset, all pages; empty where the EHR has no such search. */
    public Optional<List<Json.Obj>> answered(String relative, String requestId) throws Broken {
        return matching(relative, resource -> true, requestId);
    }

    /**
     * The resources of a searchset, all pages; empty where the EHR has no such search, or answers with what was not asked
     * for: it ignored a parameter then, and nothing can rest on what it found.
     *
     * @param due whether a resource is one that was asked for
     */
    public Optional<List<Json.Obj>> matching(String relative, Predicate<Json.Obj> due, String requestId) throws Broken {
        List<Json.Obj> found = new ArrayList<>();
        Set<URI> seen = new HashSet<>();
        Optional<URI> page = Optional.of(ehr.resolve(relative));
        while (page.isPresent()) {
            if (!seen.add(page.get()) || seen.size() > MAX_PAGES) throw unusable(null);
            try (HttpAnswer answer = ehr.call(HttpCall.get(page.get(), requestId))) {
                // an EHR that has no such interaction or parameter cannot answer by it: nothing is found
                if (found.isEmpty() && UNANSWERED.contains(answer.status())) return Optional.empty();
                Json.Obj bundle = usable(answer);
                if (!bundle.text("resourceType").equals(Optional.of("Bundle"))) throw unusable(null);
                for (Json.Obj entry : bundle.objects("entry")) {
                    Optional<Json.Obj> resource = entry.object("resource").filter(one -> !isOutcome(one));
                    if (resource.isPresent() && !due.test(resource.get())) return Optional.empty();
                    resource.ifPresent(found::add);
                }
                page = next(bundle);
            }
        }
        return Optional.of(found);
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
        if (own.isEmpty()) throw unusable(null);
        return own;
    }

    private static Json.Obj usable(HttpAnswer answer) throws Broken {
        if (answer.status() == 429 || answer.status() == 503) throw new Broken(Fault.UPSTREAM_UNAVAILABLE, null);
        if (answer.status() != 200 || !answer.isFhirJson()) throw unusable(null);
        try {
            return JsonReader.object(answer.body(), MAX_BYTES);
        } catch (IOException | MalformedJson e) {
            throw unusable(e);
        }
    }

    private static Broken unusable(@org.jspecify.annotations.Nullable Throwable cause) {
        return new Broken(Fault.UPSTREAM_UNUSABLE, cause);
    }

    /** {@code Type/id} of a resource. */
    public static Optional<Reference> self(Json.Obj resource) {
        return resource.text("resourceType")
                .flatMap(type -> resource.text("id").flatMap(id -> Reference.parse(type + "/" + id)));
    }
}
