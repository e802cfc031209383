package org.consentgateway.server.interaction;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.consentgateway.core.json.Json;

/** The latest few of each code, of those that the caller may see; the EHR gives them latest first. */
final class LastNByCode implements BiPredicate<Json.Obj, Json.Obj> {

    private final int max;
    private final Map<Optional<Json>, Integer> shown = new HashMap<>();

    LastNByCode(int max) {
        this.max = max;
    }

    @Override
    public boolean test(Json.Obj whole, Json.Obj observation) {
        Optional<Json> code = observation.object("code").flatMap(concept -> concept.get("coding")
                .or(() -> Optional.of(concept)));
        return shown.merge(code, 1, Integer::sum) <= max;
    }
}
