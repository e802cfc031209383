package org.consentgateway.core.label;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/** Reads codes wherever FHIR may put them: a Coding, a CodeableConcept, a CodeableReference, or arrays of these. */
final class Codings {

    private Codings() {}

    /** The codings found, none where the value is absent or of another shape. */
    static Set<Coding> of(Optional<Json> value) {
        Set<Coding> found = new LinkedHashSet<>();
        value.ifPresent(json -> add(json, found, 4));
        return found;
    }

    private static void add(Json json, Set<Coding> found, int depth) {
        if (depth == 0) return;
        if (json instanceof Json.Arr array) {
            for (Json item : array.items()) add(item, found, depth - 1);
        } else if (json instanceof Json.Obj object) {
            object.text("code")
                    .ifPresent(
                            code -> found.add(new Coding(object.text("system").orElse(""), code)));
            object.get("coding").ifPresent(codings -> add(codings, found, depth - 1));
            object.object("concept").ifPresent(concept -> add(concept, found, depth - 1));
        }
    }
}
