package org.consentgateway.server.pages;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DisclosureIndex;

/** What a patient is told of who saw what, as R4 AuditEvents: when, who, and that it was of them; never which resource. */
final class SeenEvents {

    private SeenEvents() {}

    static Json.Obj of(DisclosureIndex.Disclosed one, Reference patient) {
        Map<String, Json> event = new LinkedHashMap<>();
        event.put("resourceType", text("AuditEvent"));
        String name = one.at() + " " + one.recipient() + " " + patient + " " + one.authorized();
        event.put(
                "id",
                text(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString()));
        event.put("type", coding("http://dicom.nema.org/resources/ontology/DCM", "110106"));
        event.put("action", text("R"));
        event.put("recorded", text(one.at().toString()));
        event.put("outcome", text("0"));
        Map<String, Json> agent = new LinkedHashMap<>();
        String member = Reference.parse(one.recipient()).isPresent() ? "reference" : "display";
        agent.put("who", new Json.Obj(Map.of(member, text(one.recipient()))));
        agent.put("requestor", new Json.Bool(true));
        event.put("agent", new Json.Arr(List.of(new Json.Obj(agent))));
        event.put(
                "source",
                new Json.Obj(Map.of("observer", new Json.Obj(Map.of("display", text(GatewayEvents.OBSERVER))))));
        event.put(
                "entity",
                new Json.Arr(List.of(
                        new Json.Obj(Map.of("what", new Json.Obj(Map.of("reference", text(patient.toString()))))))));
        return new Json.Obj(event);
    }

    private static Json.Obj coding(String system, String code) {
        Map<String, Json> coding = new LinkedHashMap<>();
        coding.put("system", text(system));
        coding.put("code", text(code));
        return new Json.Obj(coding);
    }

    private static Json.Text text(String value) {
        return new Json.Text(value);
    }
}
