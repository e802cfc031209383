package org.consentgateway.server.adapter.hapi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * Literal references as the consent server writes them, in the EHR's ids.
 *
 * @param bases  FHIR bases whose absolute references are the same resources, without trailing slash
 * @param joined where the servers have other ids for patients: the consent server's id to the EHR's; empty: the same ids
 */
record References(List<String> bases, Optional<Map<Reference, Reference>> joined) {

    References {
        bases = List.copyOf(bases);
        joined = joined.map(Map::copyOf);
    }

    /** The resource meant; empty when the reference is contained, logical, or of another server. */
    Optional<Reference> resolve(Json.Obj reference) {
        Optional<Reference> literal = literal(reference);
        if (joined.isEmpty() || literal.filter(r -> r.type().equals("Patient")).isEmpty()) return literal;
        return literal.flatMap(patient -> Optional.ofNullable(joined.get().get(patient)));
    }

    /** The same in the consent server's own ids. */
    Optional<Reference> literal(Json.Obj reference) {
        return reference.text("reference").flatMap(this::local);
    }

    private Optional<Reference> local(String text) {
        return Reference.parse(bases.stream()
                .filter(base -> text.startsWith(base + "/"))
                .findFirst()
                .map(base -> text.substring(base.length() + 1))
                .orElse(text));
    }

    /** Those of a repeating Reference that resolve. */
    Set<Reference> all(Json.Obj of, String name) {
        return of.objects(name).stream()
                .map(this::resolve)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
