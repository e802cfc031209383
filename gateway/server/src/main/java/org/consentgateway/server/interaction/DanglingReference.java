package org.consentgateway.server.interaction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.consentgateway.server.stage.Answered;

/**
 * What the EHR says to a resource that refers to one which is not there. What was told to be deleted is there still, so the
 * EHR would not say it of that: it is asked by a resource that refers to nobody. A resource that it accepts is deleted
 * again at once, and it is not asked any more.
 */
final class DanglingReference {

    private static final String ANY = "Resource";

    /** Statuses with which an EHR says that a reference cannot be resolved. */
    private static final Set<Integer> REFUSALS = Set.of(400, 409, 412, 422);

    private final Site site;

    DanglingReference(Site site) {
        this.site = site;
    }

    /** Status with which the EHR refuses a reference to such a resource that is not there; empty: it takes it. */
    Optional<Integer> refusal(Answered answered, Reference missing) throws Broken {
        ServerCapabilities abilities = site.chart().abilities();
        if (abilities
                .of(Ability.DANGLING_REFERENCE, ANY)
                .filter(ServerCapabilities.Shown::can)
                .isPresent()) return Optional.empty();
        Map<String, String> headers = Map.of("Content-Type", "application/fhir+json;charset=utf-8");
        try (HttpAnswer answer = call(answered, "POST", "Basic", headers, Optional.of(referring(missing.type())))) {
            if (REFUSALS.contains(answer.status())) return Optional.of(answer.status());
            if (!answer.isSuccess()) return Optional.empty();
            abilities.show(Ability.DANGLING_REFERENCE, ANY, true);
            Optional<String> made = answer.location()
                    .flatMap(link -> site.ehr().own(link))
                    .flatMap(uri -> site.reference(uri.toString().replaceFirst("/_history/.*", "")))
                    .filter(self -> self.type().equals("Basic"))
                    .map(Reference::toString);
            if (made.isPresent())
                call(answered, "DELETE", made.get(), Map.of(), Optional.empty()).close();
            return Optional.empty();
        }
    }

    private HttpAnswer call(
            Answered answered, String method, String relative, Map<String, String> headers, Optional<Json.Obj> body)
            throws Broken {
        return site.ehr()
                .call(new HttpCall(
                        method,
                        site.ehr().resolve(relative),
                        headers,
                        body.map(JsonWriter::bytes),
                        answered.ask().id(),
                        answered.bearer()));
    }

    private static Json.Obj referring(String type) {
        Map<String, Json> subject = new LinkedHashMap<>();
        subject.put("reference", new Json.Text(type + "/nobody-" + UUID.randomUUID()));
        Map<String, Json> basic = new LinkedHashMap<>();
        basic.put("resourceType", new Json.Text("Basic"));
        basic.put("code", new Json.Obj(Map.of("text", new Json.Text("reference to nobody"))));
        basic.put("subject", new Json.Obj(subject));
        return new Json.Obj(basic);
    }
}
