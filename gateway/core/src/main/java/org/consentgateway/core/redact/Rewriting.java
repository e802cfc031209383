package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;

/** Turns every mention of upstream in a value into the public base; what holds none stays the very same object. */
final class Rewriting {

    private Rewriting() {}

    static Json of(Json value, Bases bases) {
        if (value instanceof Json.Text text) {
            String rewritten = bases.rewrite(text.value());
            return rewritten.equals(text.value()) ? value : new Json.Text(rewritten);
        }
        if (value instanceof Json.Obj object) return of(object, bases);
        if (value instanceof Json.Arr array) return of(array, bases);
        return value;
    }

    static Json.Obj of(Json.Obj object, Bases bases) {
        List<Json> values = all(object.members().values(), bases);
        if (values.isEmpty()) return object;
        Map<String, Json> members = new LinkedHashMap<>();
        int i = 0;
        for (String name : object.members().keySet()) members.put(name, values.get(i++));
        return new Json.Obj(members);
    }

    private static Json of(Json.Arr array, Bases bases) {
        List<Json> items = all(array.items(), bases);
        return items.isEmpty() ? array : new Json.Arr(items);
    }

    /** All values rewritten; none where not one of them changed. */
    private static List<Json> all(Iterable<Json> values, Bases bases) {
        boolean changed = false;
        List<Json> rewritten = new ArrayList<>();
        for (Json value : values) {
            Json now = of(value, bases);
            changed |= now != value;
            rewritten.add(now);
        }
        return changed ? rewritten : List.of();
    }
}
