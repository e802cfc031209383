package org.consentgateway.server.operations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/** Writes a JSON object member by member. */
final class Fields {

    private final Map<String, Json> members = new LinkedHashMap<>();

    private Fields() {}

    static Fields object() {
        return new Fields();
    }

    Fields put(String name, Json value) {
        members.put(name, value);
        return this;
    }

    Fields text(String name, String value) {
        return put(name, new Json.Text(value));
    }

    Json.Obj done() {
        return new Json.Obj(members);
    }

    /** A Parameters resource of these parameters. */
    static Json.Obj parameters(List<Json.Obj> parameters) {
        return object().text("resourceType", "Parameters")
                .put("parameter", new Json.Arr(new ArrayList<>(parameters)))
                .done();
    }

    /** {@code {name, value[x]: text}} */
    static Json.Obj parameter(String name, String type, String value) {
        return object().text("name", name).text("value" + type, value).done();
    }

    static Json.Obj number(String name, int value) {
        return object().text("name", name)
                .put("valueInteger", new Json.Num(Integer.toString(value)))
                .done();
    }

    static Json.Obj flag(String name, boolean value) {
        return object().text("name", name)
                .put("valueBoolean", new Json.Bool(value))
                .done();
    }

    static Json.Obj reference(String name, Reference value) {
        return object().text("name", name)
                .put(
                        "valueReference",
                        object().text("reference", value.toString()).done())
                .done();
    }

    static Json.Obj parts(String name, List<Json.Obj> parts) {
        return object().text("name", name)
                .put("part", new Json.Arr(new ArrayList<>(parts)))
                .done();
    }

    static void ifPresent(List<Json.Obj> parameters, String name, String type, Optional<String> value) {
        value.ifPresent(text -> parameters.add(parameter(name, type, text)));
    }
}
