package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;

/**
 * What goes with a pointer that was stripped: the words beside it, which tell what it pointed at, and an element that is
 * nothing but the pointer and such words.
 */
final class PointerBearer {

    /** Members that say in words what a pointer beside them points at. */
    private static final Set<String> WORDS = Set.of(
            "display",
            "title",
            "label",
            "description",
            "citation",
            "name",
            "comment",
            "basis",
            "alternativeText",
            "text");

    private PointerBearer() {}

    /**
     * Whether the whole element goes.
     *
     * @param type     of the resource
     * @param name     of the member that holds the element
     * @param backbone whether the element is one of the resource's own, and no data type
     * @param before   the element as it was
     * @param left     its members that are left
     * @param labelled members that went for a label of their own, not for what they point at
     */
    static boolean goes(
            String type,
            String name,
            boolean backbone,
            Json.Obj before,
            Map<String, Json> left,
            Predicate<String> labelled) {
        if (type.equals("Bundle") && name.equals("entry")) return entryLost(before, left);
        if (type.equals("AuditEvent") && name.equals("entity"))
            return lost("query", before, left, labelled) || fewer("detail", before, left);
        if (type.equals("Parameters") && (name.equals("parameter") || name.equals("part")))
            return Set.of("name", "id").containsAll(left.keySet());
        if (backbone || name.equals("meta")) return false;
        boolean attachment = before.members().containsKey("contentType");
        return !attachment
                && before.members().keySet().stream()
                        .filter(member -> lost(member, before, left, labelled))
                        .anyMatch(member -> pointer(before.get(member)));
    }

    /** The members of an element that stays, without the words beside a pointer that went. */
    static Map<String, Json> tidy(Json.Obj before, Map<String, Json> left, Predicate<String> labelled) {
        boolean pointed = before.members().keySet().stream()
                .filter(member -> lost(member, before, left, labelled))
                .anyMatch(member -> pointer(before.get(member)));
        Map<String, Json> tidied = new LinkedHashMap<>(left);
        if (pointed) WORDS.forEach(tidied::remove);
        for (String parts : List.of("extension", "part")) if (fewer(parts, before, left)) worded(parts, tidied);
        return tidied;
    }

    /** The parts of an extension, or of a parameter, are told apart by their names. */
    private static void worded(String parts, Map<String, Json> members) {
        List<Json> stay = new ArrayList<>();
        for (Json part : new Json.Obj(members).items(parts)) {
            Optional<String> name = part instanceof Json.Obj object
                    ? object.text(parts.equals("part") ? "name" : "url")
                    : Optional.empty();
            String last =
                    name.map(url -> url.substring(url.lastIndexOf('/') + 1)).orElse("");
            if (!WORDS.contains(last)) stay.add(part);
        }
        if (stay.isEmpty()) members.remove(parts);
        else members.put(parts, new Json.Arr(stay));
    }

    /** {@code fullUrl}, {@code request.url}, {@code response.location}: an entry is about one resource. */
    private static boolean entryLost(Json.Obj before, Map<String, Json> left) {
        Json.Obj after = new Json.Obj(left);
        boolean request = before.object("request")
                        .flatMap(one -> one.text("url"))
                        .isPresent()
                && after.object("request").flatMap(one -> one.text("url")).isEmpty();
        boolean response = before.object("response")
                        .flatMap(one -> one.text("location"))
                        .isPresent()
                && after.object("response").flatMap(one -> one.text("location")).isEmpty();
        return request || response || (before.text("fullUrl").isPresent() && !left.containsKey("fullUrl"));
    }

    private static boolean pointer(Optional<Json> value) {
        return value.filter(known -> known instanceof Json.Text
                        || (known instanceof Json.Obj object && (reference(object) || attachment(object))))
                .isPresent();
    }

    private static boolean reference(Json.Obj object) {
        return object.members().containsKey("reference") || object.members().containsKey("identifier");
    }

    private static boolean attachment(Json.Obj object) {
        return object.members().containsKey("url");
    }

    private static boolean lost(String member, Json.Obj before, Map<String, Json> left, Predicate<String> labelled) {
        return before.members().containsKey(member) && !left.containsKey(member) && !labelled.test(member);
    }

    private static boolean fewer(String member, Json.Obj before, Map<String, Json> left) {
        return new Json.Obj(left).items(member).size() < before.items(member).size();
    }
}
