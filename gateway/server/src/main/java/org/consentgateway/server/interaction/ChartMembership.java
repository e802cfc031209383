package org.consentgateway.server.interaction;

import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.Site;

/** Whether what an EHR gives as a part of a patient's chart is in it by what the caller sees of it, or by what is hidden in it. */
record ChartMembership(Site site, String patient) {

    /** Whether it is not there by something hidden alone. */
    boolean isSeen(Json.Obj stored, Json.Obj shown) {
        return names(shown) || !names(stored);
    }

    /** Whether something in it refers to the patient. */
    private boolean names(Json json) {
        if (json instanceof Json.Arr array) return array.items().stream().anyMatch(this::names);
        if (!(json instanceof Json.Obj object)) return false;
        return object.text("reference")
                        .map(site::relative)
                        .filter(patient::equals)
                        .isPresent()
                || object.members().values().stream().anyMatch(this::names);
    }
}
