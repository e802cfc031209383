package org.consentgateway.core.redact;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.json.Json;

/** Ids of contained resources: a caller who cannot see one is free to give its id to another. */
final class ContainedIds {

    private final Map<String, String> renamed;

    private ContainedIds(Map<String, String> renamed) {
        this.renamed = renamed;
    }

    /** The stored resource, its hidden contained resources under ids that the caller neither gives nor mentions. */
    static Json.Obj apart(Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        Set<String> visible = ids(shown);
        Set<String> sent = new HashSet<>(ids(submitted));
        Set<String> strings = new HashSet<>();
        DisplacedPart.strings(submitted, strings);
        for (String one : strings) if (one.startsWith("#")) sent.add(one.substring(1));
        Set<String> taken = new HashSet<>(sent);
        taken.addAll(ids(stored));
        Map<String, String> renamed = new HashMap<>();
        for (String id : ids(stored)) {
            if (visible.contains(id) || !sent.contains(id)) continue;
            int number = 1;
            while (!taken.add(id + "-" + number)) number++;
            renamed.put(id, id + "-" + number);
        }
        return renamed.isEmpty() ? stored : new ContainedIds(renamed).holder(stored);
    }

    private static Set<String> ids(Json.Obj holder) {
        Set<String> ids = new HashSet<>();
        for (Json.Obj one : holder.objects("contained")) one.text("id").ifPresent(ids::add);
        return ids;
    }

    private Json.Obj holder(Json.Obj stored) {
        Map<String, Json> members = new LinkedHashMap<>();
        stored.members().forEach((name, value) -> members.put(name, pointers(value)));
        List<Json> contained = new Json.Obj(members)
                .items("contained").stream().map(this::named).toList();
        members.put("contained", new Json.Arr(contained));
        return new Json.Obj(members);
    }

    private Json named(Json contained) {
        if (!(contained instanceof Json.Obj one)) return contained;
        return one.text("id")
                .filter(renamed::containsKey)
                .map(id -> (Json) RedactionMarks.with(one, "id", new Json.Text(renamed.getOrDefault(id, id))))
                .orElse(contained);
    }

    private Json pointers(Json value) {
        if (value instanceof Json.Text text && text.value().startsWith("#")) {
            String to = renamed.get(text.value().substring(1));
            return to == null ? value : new Json.Text("#" + to);
        }
        if (value instanceof Json.Arr array)
            return new Json.Arr(array.items().stream().map(this::pointers).toList());
        if (!(value instanceof Json.Obj object)) return value;
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, pointers(member)));
        return new Json.Obj(members);
    }
}
