package org.consentgateway.server.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * The EHR as it is looked up for a decision: whole, current, past every cache. Nothing that comes back is believed to be
 * what was asked for before it is seen to be. Blocks; for workers.
 */
public interface Chart {

    /** The resources that exist; what the EHR does not have, or cannot give though it gives others, is absent. */
    Map<Reference, Json.Obj> read(Set<Reference> references, String requestId) throws Broken;

    /** The same, to be decided by alone: their long contents are not kept, and may have any size. */
    Map<Reference, Json.Obj> facts(Set<Reference> references, String requestId) throws Broken;

    /** One resource or one version of it, by read; empty when the EHR says that it is not there, or not for us. */
    Optional<Json.Obj> get(String relative, String requestId) throws Broken;

    /**
     * The resources of a searchset, all pages; empty where the EHR has no such search, or answers with what was not asked
     * for: it ignored a parameter then, and nothing can rest on what it found.
     *
     * @param due whether a resource is one that was asked for
     */
    Optional<List<Json.Obj>> matching(String relative, Predicate<Json.Obj> due, String requestId) throws Broken;

    /** What the EHR has shown that it can do. */
    ServerCapabilities abilities();

    /** The resources of a searchset, all pages; empty where the EHR has no such search. */
    default Optional<List<Json.Obj>> answered(String relative, String requestId) throws Broken {
        return matching(relative, resource -> true, requestId);
    }

    /** The resources of a searchset, all pages; none where the EHR has no such search. */
    default List<Json.Obj> search(String relative, String requestId) throws Broken {
        return answered(relative, requestId).orElse(List.of());
    }

    /** {@code Type/id} of a resource. */
    static Optional<Reference> self(Json.Obj resource) {
        return resource.text("resourceType")
                .flatMap(type -> resource.text("id").flatMap(id -> Reference.parse(type + "/" + id)));
    }
}
