package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/** Takes labels out of {@code meta.security} and {@code securityLabel}, and puts marks in. */
final class SecurityLabels {

    private SecurityLabels() {}

    /** The same object where it bears none of them. */
    static Json.Obj without(Json.Obj resource, Set<Coding> labels) {
        if (labels.isEmpty()) return resource;
        Json.Obj result = resource.object("meta")
                .map(meta -> filtered(resource, "meta", filtered(meta, "security", security(meta, labels))))
                .orElse(resource);
        List<Json> concepts = result.items("securityLabel").stream()
                .filter(concept -> !(concept instanceof Json.Obj object) || !bears(object, labels))
                .toList();
        return filtered(result, "securityLabel", concepts);
    }

    /** With the coding added to that list of meta, once. */
    static Json.Obj marked(Json.Obj resource, String list, String code) {
        Json.Obj meta = resource.object("meta").orElse(new Json.Obj(Map.of()));
        Coding coding = new Coding(Coding.OBSERVATION_VALUE, code);
        if (meta.objects(list).stream().anyMatch(one -> is(one, Set.of(coding)))) return resource;
        List<Json> codings = Stream.concat(meta.items(list).stream(), Stream.of(RedactionMarks.coding(code)))
                .toList();
        Json.Obj newMeta = RedactionMarks.with(meta, list, new Json.Arr(codings));
        if (resource.members().containsKey("meta")) return RedactionMarks.with(resource, "meta", newMeta);
        Map<String, Json> members = new LinkedHashMap<>(); // where FHIR's own order has it: after the id
        boolean written = false;
        for (Map.Entry<String, Json> member : resource.members().entrySet()) {
            boolean first =
                    member.getKey().equals("resourceType") || member.getKey().equals("id");
            if (!first && !written) {
                members.put("meta", newMeta);
                written = true;
            }
            members.put(member.getKey(), member.getValue());
        }
        members.putIfAbsent("meta", newMeta);
        return new Json.Obj(members);
    }

    private static List<Json> security(Json.Obj meta, Set<Coding> labels) {
        return meta.items("security").stream()
                .filter(coding -> !(coding instanceof Json.Obj object) || !is(object, labels))
                .toList();
    }

    private static boolean bears(Json.Obj concept, Set<Coding> labels) {
        return concept.objects("coding").stream().anyMatch(coding -> is(coding, labels));
    }

    static boolean is(Json.Obj coding, Set<Coding> labels) {
        Optional<String> code = coding.text("code");
        return code.isPresent()
                && labels.contains(new Coding(coding.text("system").orElse(""), code.get()));
    }

    private static Json.Obj filtered(Json.Obj owner, String name, List<Json> items) {
        if (owner.items(name).size() == items.size()) return owner;
        return items.isEmpty()
                ? RedactionMarks.without(owner, name)
                : RedactionMarks.with(owner, name, new Json.Arr(items));
    }

    private static Json.Obj filtered(Json.Obj owner, String name, Json.Obj value) {
        if (owner.object(name).filter(now -> RedactionMarks.same(now, value)).isPresent()) return owner;
        return value.members().isEmpty()
                ? RedactionMarks.without(owner, name)
                : RedactionMarks.with(owner, name, value);
    }
}
