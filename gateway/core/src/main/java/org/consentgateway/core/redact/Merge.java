package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * Puts back what a client could not see into what it writes. The three resources speak of upstream in the same way: none
 * of them is rewritten to the public base, or all are.
 */
public final class Merge {

    private Merge() {}

    private static final Set<Coding> MARKS =
            Set.of(new Coding(Coding.OBSERVATION_VALUE, "REDACTED"), new Coding(Coding.OBSERVATION_VALUE, "SUBSETTED"));

    /**
     * The resource to store: everything as submitted, and what was hidden from the caller kept. Empty: it cannot be
     * told where a hidden part belongs, and nothing may be written.
     *
     * @param stored        the resource as the EHR holds it
     * @param shownToCaller the same version as the caller sees it, by {@link Redaction}
     * @param submitted     what the caller sent
     */
    public static Optional<Json.Obj> hiddenBack(Json.Obj stored, Json.Obj shownToCaller, Json.Obj submitted) {
        return object(stored, unmarked(shownToCaller), unmarked(submitted));
    }

    private static Optional<Json.Obj> object(Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        if (stored.equals(shown)) return Optional.of(submitted);
        if (submitted.equals(shown)) return Optional.of(stored);
        Map<String, Json> merged = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : submitted.members().entrySet()) {
            String name = member.getKey();
            if (unpaired(name, stored, shown, submitted)) return Optional.empty();
            if (ours(name, stored, shown, submitted)) continue;
            Optional<Json> value = present(name, stored.get(name), shown.get(name), member.getValue());
            if (value.isEmpty()) return Optional.empty();
            merged.put(name, value.get());
        }
        for (Map.Entry<String, Json> member : stored.members().entrySet()) {
            String name = member.getKey();
            Optional<Json> visible = shown.get(name);
            boolean deleted = visible.isPresent() && visible.get().equals(member.getValue());
            if (merged.containsKey(name) || submitted.get(name).isPresent() || deleted || name.equals("text")) continue;
            Optional<Json> kept = visible.isEmpty()
                    ? Optional.of(member.getValue())
                    : present(name, Optional.of(member.getValue()), visible, new Json.Arr(List.of()));
            if (kept.isEmpty()) return Optional.empty();
            merged.put(name, kept.get());
        }
        return Optional.of(new Json.Obj(merged));
    }

    /** What the redactor wrote of its own and the caller sends back: it stands for something stored, or for nothing. */
    private static boolean ours(String name, Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        return stored.get(name).isEmpty() && shown.get(name).equals(submitted.get(name));
    }

    private static Optional<Json> present(String name, Optional<Json> stored, Optional<Json> shown, Json submitted) {
        if (stored.equals(shown) || stored.isEmpty()) return Optional.of(submitted);
        if (shown.isPresent() && shown.get().equals(submitted)) return stored;
        Json was = stored.get();
        if (was instanceof Json.Arr all && submitted instanceof Json.Arr now) {
            Json seen = shown.orElse(new Json.Arr(List.of()));
            return seen instanceof Json.Arr some ? Rows.merge(all, some, now) : Optional.empty();
        }
        if (was.equals(submitted)) return Optional.of(submitted);
        if (name.equals("text") || name.equals("div")) return Optional.of(submitted); // a narrative of the caller's own
        if (shown.isEmpty()) return Optional.empty(); // the caller fills a place that is taken
        return value(was, shown.get(), submitted);
    }

    static Optional<Json> value(Json stored, Json shown, Json submitted) {
        if (stored.equals(shown)) return Optional.of(submitted);
        if (submitted.equals(shown)) return Optional.of(stored);
        if (stored instanceof Json.Obj was && shown instanceof Json.Obj seen && submitted instanceof Json.Obj now) {
            return object(was, seen, now).map(merged -> merged);
        }
        if (stored instanceof Json.Arr was && shown instanceof Json.Arr seen && submitted instanceof Json.Arr now) {
            return Rows.merge(was, seen, now);
        }
        return Optional.empty();
    }

    /** Items of a primitive and their extensions stand in two arrays; where one hides an item, both are as shown. */
    private static boolean unpaired(String name, Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        String bare = name.startsWith("_") ? name.substring(1) : name;
        boolean pair = stored.items("_" + bare).size() > 0 && stored.items(bare).size() > 0;
        boolean hides = !stored.get(bare).equals(shown.get(bare))
                || !stored.get("_" + bare).equals(shown.get("_" + bare));
        boolean asShown = submitted.get(bare).equals(shown.get(bare))
                && submitted.get("_" + bare).equals(shown.get("_" + bare));
        return pair && hides && !asShown;
    }

    private static Json.Obj unmarked(Json.Obj resource) {
        if (resource.object("meta").isEmpty()) return resource;
        Json.Obj meta = resource.object("meta").get();
        Json.Obj bare = unmarked(unmarked(meta, "security"), "tag");
        if (Marks.same(bare, meta)) return resource;
        return bare.members().isEmpty() ? Marks.without(resource, "meta") : Marks.with(resource, "meta", bare);
    }

    private static Json.Obj unmarked(Json.Obj meta, String list) {
        List<Json> left = meta.items(list).stream()
                .filter(coding -> !(coding instanceof Json.Obj object) || !Labels.is(object, MARKS))
                .toList();
        if (left.size() == meta.items(list).size()) return meta;
        return left.isEmpty() ? Marks.without(meta, list) : Marks.with(meta, list, new Json.Arr(left));
    }
}
