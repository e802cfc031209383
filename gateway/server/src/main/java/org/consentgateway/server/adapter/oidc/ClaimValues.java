package org.consentgateway.server.adapter.oidc;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/** Claims by the names that they have at an issuer; a name within an object is written {@code outer.inner}. */
final class ClaimValues {

    private ClaimValues() {}

    /** The claim of that very name, else the one within an object. */
    static Optional<Json> find(Json.Obj claims, String name) {
        Optional<Json> exact = claims.get(name);
        if (exact.isPresent()) return exact;
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            String rest = name.substring(dot + 1);
            Optional<Json> inner = claims.object(name.substring(0, dot)).flatMap(outer -> find(outer, rest));
            if (inner.isPresent()) return inner;
        }
        return Optional.empty();
    }

    /** What stands under those of the names that are there. */
    static List<Json> all(Json.Obj claims, List<String> names) {
        return names.stream().flatMap(name -> find(claims, name).stream()).toList();
    }

    /** The first of the names that is there. */
    static Optional<String> first(Json.Obj claims, List<String> names) {
        return names.stream().filter(name -> find(claims, name).isPresent()).findFirst();
    }

    /** The texts of a text or a list; what is neither says nothing. */
    static List<String> texts(Json value) {
        if (value instanceof Json.Text text) return List.of(text.value());
        if (!(value instanceof Json.Arr array)) return List.of();
        return array.items().stream()
                .filter(Json.Text.class::isInstance)
                .map(item -> ((Json.Text) item).value())
                .toList();
    }
}
