package org.consentgateway.core.redact;

import java.util.Optional;
import org.consentgateway.core.json.Json;

/** Puts back what a client could not see into what it writes. */
public final class Merge {

    private Merge() {}

    /**
     * The resource to store: everything as submitted, and what was hidden from the caller kept. Empty: it cannot be
     * told where a hidden part belongs, and nothing may be written.
     *
     * @param stored        the resource as the EHR holds it
     * @param shownToCaller the same version as the caller sees it
     * @param submitted     what the caller sent
     */
    public static Optional<Json.Obj> hiddenBack(Json.Obj stored, Json.Obj shownToCaller, Json.Obj submitted) {
        return Optional.empty();
    }
}
