package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/** The few pieces of FHIR that the redactor writes of its own. */
final class RedactionMarks {

    private RedactionMarks() {}

    private static final String DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    /** Instead of a required element; only {@code marked} says why it is not there. */
    static Json.Obj absent(boolean marked) {
        Json.Obj extension =
                object("url", new Json.Text(DATA_ABSENT), "valueCode", new Json.Text(marked ? "masked" : "unknown"));
        return object("extension", new Json.Arr(List.of(extension)));
    }

    /** The narrative of a resource whose own would tell of what is not shown. */
    static Json.Obj emptyNarrative() {
        return object(
                "status",
                new Json.Text("empty"),
                "div",
                new Json.Text("<div xmlns=\"http://www.w3.org/1999/xhtml\">No narrative</div>"));
    }

    /** {@code REDACTED} or {@code SUBSETTED} of v3-ObservationValue. */
    static Json.Obj coding(String code) {
        return object("system", new Json.Text(Coding.OBSERVATION_VALUE), "code", new Json.Text(code));
    }

    static Json.Obj object(Object... namesAndValues) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], (Json) namesAndValues[i + 1]);
        }
        return new Json.Obj(members);
    }

    /** The object with one member put: in its place where it has it, else at the end. */
    static Json.Obj with(Json.Obj object, String name, Json value) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.put(name, value);
        return new Json.Obj(members);
    }

    static Json.Obj without(Json.Obj object, String name) {
        if (!object.members().containsKey(name)) return object;
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.remove(name);
        return new Json.Obj(members);
    }

    /** Whether it is the very same object, so that nothing was taken out. */
    static boolean same(Json one, Json other) {
        return one == other;
    }
}
