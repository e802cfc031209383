package org.consentgateway.server.authorize;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;

/** Resources of the EHR, each read once for one request; what could not be read stays unknown. */
final class RequestReads {

    private final Site site;
    private final String requestId;
    private final Map<Reference, Optional<Json.Obj>> read = new HashMap<>();
    private final Set<Reference> unread = new HashSet<>();

    RequestReads(Site site, String requestId) {
        this.site = site;
        this.requestId = requestId;
    }

    /** Reads what is not yet known of these, one query per type; a failure leaves them unknown. */
    void fetch(Set<Reference> references) {
        Set<Reference> missing = references.stream()
                .filter(reference -> !read.containsKey(reference))
                .collect(Collectors.toCollection(TreeSet::new));
        if (missing.isEmpty()) return;
        try {
            Map<Reference, Json.Obj> found = site.chart().facts(missing, requestId);
            missing.forEach(reference -> read.put(reference, Optional.ofNullable(found.get(reference))));
        } catch (Broken e) {
            missing.forEach(reference -> read.put(reference, Optional.empty()));
            unread.addAll(missing);
        }
    }

    /** Whether it could not be found out if it is there. */
    boolean unread(Reference reference) {
        return unread.contains(reference);
    }

    /** Lets go of what need not be read again; a long answer points at very much. */
    void forget(Set<Reference> references) {
        references.forEach(read::remove);
    }

    /** The resource as read for this request; empty when it is not there or could not be read. */
    Optional<Json.Obj> of(Reference reference) {
        fetch(Set.of(reference));
        return read.getOrDefault(reference, Optional.empty());
    }

    /** Those of the resources that are there and could be read, one query per type. */
    Map<Reference, Json.Obj> of(Set<Reference> references) {
        fetch(references);
        Map<Reference, Json.Obj> found = new LinkedHashMap<>();
        references.forEach(reference -> of(reference).ifPresent(resource -> found.put(reference, resource)));
        return found;
    }
}
