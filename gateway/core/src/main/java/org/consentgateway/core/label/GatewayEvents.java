package org.consentgateway.core.label;

import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * The AuditEvents in which the gateway tells of its own decisions, and how they are told from those of others: by a tag, and
 * by their observer. They name what was withheld, so they are for the privacy officer alone; nobody else writes one.
 */
public final class GatewayEvents {

    private static final String TYPE = "AuditEvent";

    /** Observer of every one of them; those that are older than the tag bear it too. */
    public static final String OBSERVER = "consent gateway";

    /** Tag of every one of them. */
    public static final Coding TAG = new Coding("https://consentgateway.org/fhir/CodeSystem/audit", "gateway-event");

    private GatewayEvents() {}

    /** Whether the resource passes as one. */
    static boolean is(Json.Obj resource) {
        if (!resource.text("resourceType").equals(Optional.of(TYPE))) return false;
        boolean observed = resource.object("source")
                .flatMap(source -> source.object("observer"))
                .flatMap(observer -> observer.text("display"))
                .filter(OBSERVER::equals)
                .isPresent();
        return observed
                || resource.object("meta").map(meta -> Codings.of(meta.get("tag"))).stream()
                        .anyMatch(tags -> tags.contains(TAG));
    }

    /** Whether the facts are of one. */
    public static boolean are(Facts facts) {
        return facts.type().equals(TYPE) && facts.tags().contains(TAG);
    }

    /** Whether something that passes as one is in it, at any depth. */
    public static boolean within(Json json) {
        if (json instanceof Json.Arr array) return array.items().stream().anyMatch(GatewayEvents::within);
        if (!(json instanceof Json.Obj object)) return false;
        return is(object) || object.members().values().stream().anyMatch(GatewayEvents::within);
    }
}
