package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;

/** A Bundle that is content: what upstream counts and links in it goes, and what it must begin with stays. */
final class Bundles {

    private Bundles() {}

    private static final Set<String> COUNTED = Set.of("searchset", "history");

    /** Without totals, links, scores and outcomes of upstream; any other resource is returned as it is. */
    static Json.Obj tidied(Json.Obj resource) {
        boolean bundle = resource.text("resourceType").filter("Bundle"::equals).isPresent();
        if (!bundle) return resource;
        Json.Obj result = resource;
        if (resource.text("type").filter(COUNTED::contains).isPresent()) {
            result = RedactionMarks.without(RedactionMarks.without(result, "total"), "link");
        }
        List<Json> entries = new ArrayList<>();
        boolean changed = false;
        for (Json entry : resource.items("entry")) {
            boolean outcome = entry instanceof Json.Obj object
                    && object.object("search")
                            .flatMap(search -> search.text("mode"))
                            .filter("outcome"::equals)
                            .isPresent();
            Json bare = entry instanceof Json.Obj object ? withoutScore(object) : entry;
            changed |= outcome || bare != entry;
            if (!outcome) entries.add(bare);
        }
        if (!changed) return result;
        return entries.isEmpty()
                ? RedactionMarks.without(result, "entry")
                : RedactionMarks.with(result, "entry", new Json.Arr(entries));
    }

    private static Json.Obj withoutScore(Json.Obj entry) {
        Json.Obj bare = RedactionMarks.without(entry, "link");
        Optional<Json.Obj> search =
                bare.object("search").filter(one -> one.members().containsKey("score"));
        if (search.isEmpty()) return bare;
        Json.Obj unscored = RedactionMarks.without(search.get(), "score");
        return unscored.members().isEmpty()
                ? RedactionMarks.without(bare, "search")
                : RedactionMarks.with(bare, "search", unscored);
    }

    /** Whether a Bundle out of which something was taken still is one: a document begins with its Composition. */
    static boolean stands(Json.Obj before, Json.Obj after) {
        if (!before.text("resourceType").filter("Bundle"::equals).isPresent()) return true;
        return switch (before.text("type").orElse("")) {
            case "document" -> beginsWith("Composition", after);
            case "message" -> beginsWith("MessageHeader", after);
            default -> true;
        };
    }

    private static boolean beginsWith(String type, Json.Obj bundle) {
        return bundle.objects("entry").stream()
                .findFirst()
                .flatMap(entry -> entry.object("resource"))
                .flatMap(resource -> resource.text("resourceType"))
                .filter(type::equals)
                .isPresent();
    }

    /** Without the total, which counted what is no longer there. */
    static Json.Obj after(Json.Obj bundle) {
        Map<String, Json> members = new LinkedHashMap<>(bundle.members());
        members.remove("total");
        return new Json.Obj(members);
    }
}
