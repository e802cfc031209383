package org.consentgateway.server.authorize;

import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer;

/**
 * Whether a caller may know of a resource that something outside FHIR points at, such as a token answer. Decided as a
 * pointer in a resource is; nothing is recorded or used up, for nothing of the resource leaves.
 */
public final class PointerVisibility {

    private final Site site;

    public PointerVisibility(Site site) {
        this.site = site;
    }

    /** Whether resources of a type may be hidden at all. */
    public boolean mayHide(String type) {
        return site.pack().hideableTypes().contains(type)
                || Redaction.VANISHING.contains(type)
                || type.equals("Binary")
                || site.labelled().contains(type);
    }

    /** Missing, hidden and unreadable are one. Blocks. */
    public boolean isHidden(Optional<Caller> caller, Reference resource, String requestId) {
        if (!mayHide(resource.type())) return false;
        if (caller.isEmpty()) return true;
        try {
            Optional<Json.Obj> found = site.chart().get(resource.toString(), requestId);
            if (found.isEmpty()) return true;
            ResponseAuthorizer authorizer = new ResponseAuthorizer(
                    site,
                    requestId,
                    caller.get(),
                    new Records.Asked("launch-context", resource.toString(), Map.of()),
                    any -> true,
                    Optional.empty(),
                    true);
            return authorizer.decideAlone(found.get()) instanceof Decision.Withhold
                    || authorizer.seen(found.get()).isEmpty();
        } catch (FhirServer.Broken | NoVerdict e) {
            return true;
        }
    }
}
