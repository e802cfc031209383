package org.consentgateway.server.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/** A FHIR Parameters resource in the making, from what somebody wrote into a form; what is empty is left out. */
final class ParametersBody {

    private final List<Json> parameters = new ArrayList<>();

    ParametersBody add(String name, String type, Optional<String> value) {
        value.ifPresent(text -> parameters.add(parameter(name, "value" + type, new Json.Text(text))));
        return this;
    }

    ParametersBody reference(String name, Optional<String> value) {
        value.ifPresent(text -> parameters.add(reference(name, text)));
        return this;
    }

    ParametersBody flag(String name, Optional<String> value) {
        value.ifPresent(text -> parameters.add(parameter(name, "valueBoolean", new Json.Bool(true))));
        return this;
    }

    ParametersBody number(String name, Optional<String> value) {
        value.filter(text -> text.matches("[0-9]{1,9}"))
                .ifPresent(text -> parameters.add(parameter(name, "valueInteger", new Json.Num(text))));
        return this;
    }

    /** Parts that are texts. */
    ParametersBody parts(String name, Map<String, Optional<String>> texts) {
        List<Json> parts = new ArrayList<>();
        texts.forEach(
                (part, text) -> text.ifPresent(said -> parts.add(parameter(part, "valueString", new Json.Text(said)))));
        if (!parts.isEmpty()) parameters.add(withParts(name, parts));
        return this;
    }

    /** A party: its role and who. */
    ParametersBody party(String role, String who) {
        parameters.add(withParts(
                "party", List.of(parameter("role", "valueCode", new Json.Text(role)), reference("who", who))));
        return this;
    }

    Json.Obj done() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("Parameters"));
        members.put("parameter", new Json.Arr(parameters));
        return new Json.Obj(members);
    }

    private static Json.Obj reference(String name, String text) {
        return parameter(name, "valueReference", new Json.Obj(Map.of("reference", new Json.Text(text))));
    }

    private static Json.Obj parameter(String name, String member, Json value) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("name", new Json.Text(name));
        members.put(member, value);
        return new Json.Obj(members);
    }

    private static Json.Obj withParts(String name, List<Json> parts) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("name", new Json.Text(name));
        members.put("part", new Json.Arr(parts));
        return new Json.Obj(members);
    }
}
