package org.consentgateway.server.adapter.hapi;

import java.util.Arrays;
import org.consentgateway.core.json.Json;

/** Whether members stand as FHIR writes them; HAPI takes one for a list and a list for one, and we would overlook it. */
final class ElementCardinality {

    private ElementCardinality() {}

    static boolean lists(Json.Obj of, String... names) {
        return Arrays.stream(names)
                .allMatch(name -> of.get(name).isEmpty() || !of.items(name).isEmpty());
    }

    static boolean objects(Json.Obj of, String... names) {
        return Arrays.stream(names)
                .allMatch(name -> of.get(name).isEmpty() || of.object(name).isPresent());
    }
}
