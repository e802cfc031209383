package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.fhir.Elements;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.ResponseFormat.Summary;

/**
 * {@code _elements} and {@code _summary} as FHIR defines them, on what is released.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#summary">FHIR R4 summary</a>
 */
final class Subsetting {

    private Subsetting() {}

    private static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta", "implicitRules");

    static Json.Obj of(FhirVersion fhir, Json.Obj resource, ResponseFormat rendering) {
        if (!rendering.subsets()) return resource;
        Elements schema = fhir.elements().of(resource.text("resourceType").orElse(""));
        Map<String, Json> members = new LinkedHashMap<>();
        resource.members().forEach((name, value) -> {
            if (!kept(name, schema, rendering)) return;
            boolean nested = rendering.elements().isEmpty() && rendering.summary() == Summary.TRUE;
            members.put(name, nested ? summary(value, schema.child(name)) : value);
        });
        return SecurityLabels.marked(new Json.Obj(members), "tag", "SUBSETTED");
    }

    private static boolean kept(String member, Elements schema, ResponseFormat rendering) {
        String name = member.startsWith("_") ? member.substring(1) : member;
        if (ALWAYS.contains(name)) return true;
        Elements element = schema.child(name);
        if (!rendering.elements().isEmpty()) return asked(name, schema, rendering.elements()) || element.required();
        return switch (rendering.summary()) {
            case FALSE -> true;
            case DATA -> !name.equals("text");
            case TEXT -> name.equals("text") || element.required();
            case TRUE -> element.summary() || element.required() || name.equals("language");
        };
    }

    /** {@code _elements=value} asks for {@code valueQuantity} too, and {@code value[x]} is written by some. */
    private static boolean asked(String name, Elements schema, Set<String> elements) {
        return elements.contains(name)
                || schema.choiceOf(name)
                        .filter(choice -> elements.contains(choice) || elements.contains(choice + "[x]"))
                        .isPresent();
    }

    /** An element with elements of its own in the definition keeps those of the summary. */
    private static Json summary(Json value, Elements element) {
        if (!element.backbone()) return value;
        if (value instanceof Json.Arr array) {
            return new Json.Arr(
                    array.items().stream().map(item -> summary(item, element)).toList());
        }
        if (!(value instanceof Json.Obj object)) return value;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> {
            Elements child = element.child(name);
            if (child.summary() || child.required() || name.equals("id") || name.equals("modifierExtension")) {
                members.put(name, summary(member, child));
            }
        });
        return members.isEmpty() ? value : new Json.Obj(members);
    }
}
