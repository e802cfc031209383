package org.consentgateway.server.interaction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.RequestContext;

/**
 * What is sent to be validated. Its references name nobody when the EHR gets it: whether what they point at is there is
 * not for a validator to tell.
 *
 * @see <a href="http://hl7.org/fhir/R4/resource-operation-validate.html">FHIR R4 Resource-validate</a>
 */
public final class ValidatedResource {

    private static final String NOBODY = "validated-reference";

    private final XmlFormat xml;

    public ValidatedResource(XmlFormat xml) {
        this.xml = xml;
    }

    /** The resource of the type, alone or as {@code resource} of {@code Parameters}; empty where there is none. */
    public Optional<Json.Obj> of(RequestContext ask) {
        try {
            byte[] json = ask.request().body() == BodyFormat.XML ? xml.toJson(ask.body()) : ask.body();
            Json.Obj body = JsonReader.resource(json);
            boolean wrapped = body.text("resourceType").equals(Optional.of("Parameters"))
                    && !ask.request().type().equals(Optional.of("Parameters"));
            Optional<Json.Obj> resource = wrapped
                    ? body.objects("parameter").stream()
                            .filter(one -> one.text("name").equals(Optional.of("resource")))
                            .flatMap(one -> one.object("resource").stream())
                            .findFirst()
                    : Optional.of(body);
            return resource.filter(
                            one -> one.text("resourceType").equals(ask.request().type()))
                    .map(one -> (Json.Obj) nameless(one));
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Optional.empty();
        }
    }

    private static Json nameless(Json json) {
        if (json instanceof Json.Arr array)
            return new Json.Arr(
                    array.items().stream().map(ValidatedResource::nameless).toList());
        if (!(json instanceof Json.Obj object)) return json;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, reference(name, value)));
        return new Json.Obj(members);
    }

    private static Json reference(String name, Json value) {
        if (!name.equals("reference") || !(value instanceof Json.Text text)) return nameless(value);
        int slash = text.value().indexOf('/');
        boolean relative = text.value().matches("[A-Z][A-Za-z]+/.+");
        if (relative) return new Json.Text(text.value().substring(0, slash + 1) + NOBODY);
        return text.value().startsWith("#") ? text : new Json.Text("urn:uuid:00000000-0000-4000-8000-000000000000");
    }
}
