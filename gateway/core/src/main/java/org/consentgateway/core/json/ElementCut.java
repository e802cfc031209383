package org.consentgateway.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A resource less some of its elements. */
public final class ElementCut {

    private final Set<List<Object>> gone;
    private final List<Object> here = new ArrayList<>();

    private ElementCut(Set<List<Object>> gone) {
        this.gone = gone;
    }

    /**
     * What is left; a primitive goes with its extensions.
     *
     * @param gone where they stand: member names, of a primitive without {@code _}, and array indexes
     */
    public static Json.Obj of(Json.Obj resource, Set<List<Object>> gone) {
        return new ElementCut(gone).left(resource);
    }

    private Json.Obj left(Json.Obj object) {
        Map<String, Json> left = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            here.add(name.startsWith("_") ? name.substring(1) : name);
            if (!gone.contains(here)) left.put(name, value(value));
            here.remove(here.size() - 1);
        });
        return new Json.Obj(left);
    }

    private Json value(Json value) {
        if (value instanceof Json.Obj object) return left(object);
        if (!(value instanceof Json.Arr array)) return value;
        List<Json> left = new ArrayList<>();
        for (int i = 0; i < array.items().size(); i++) {
            here.add(i);
            if (!gone.contains(here)) left.add(value(array.items().get(i)));
            here.remove(here.size() - 1);
        }
        return new Json.Arr(left);
    }
}
