package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.Elements;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * Puts back what a client could not see into what it writes. The three resources speak of upstream in the same way: none
 * of them is rewritten to the public base, or all are.
 */
public final class Merge {

    private static final Set<Coding> MARKS =
            Set.of(new Coding(Coding.OBSERVATION_VALUE, "REDACTED"), new Coding(Coding.OBSERVATION_VALUE, "SUBSETTED"));

    private final List<DisplacedPart> kept = new ArrayList<>();

    private Merge() {}

    /**
     * What is to be stored: everything as submitted, and what was hidden from the caller in its place or kept.
     *
     * @param resource with all hidden parts that still have a place
     * @param kept     those that have none
     */
    public record Merged(Json.Obj resource, List<DisplacedPart> kept) {
        public Merged {
            kept = List.copyOf(kept);
        }
    }

    /**
     * @param fhir          what the resource is made of
     * @param stored        the resource as the EHR holds it
     * @param shownToCaller the same version as the caller sees it, by {@link Redaction}
     * @param submitted     what the caller sent
     * @param marked        whether what the caller sees bears marks, which it may send back
     */
    public static Merged hiddenBack(
            FhirVersion fhir, Json.Obj stored, Json.Obj shownToCaller, Json.Obj submitted, boolean marked) {
        Merge merge = new Merge();
        Json.Obj seen = marked ? unmarked(shownToCaller) : shownToCaller;
        Json.Obj sent = marked ? unmarked(submitted) : submitted;
        Json.Obj renamed = ContainedIds.apart(stored, seen, sent);
        Elements schema = fhir.elements().of(stored.text("resourceType").orElse(""));
        return new Merged(merge.object("", schema, renamed, seen, sent), merge.kept);
    }

    /** Just what was submitted; whatever holds something hidden is kept apart. */
    public static Merged allApart(Json.Obj stored, Json.Obj shownToCaller, Json.Obj submitted) {
        List<DisplacedPart> kept = new ArrayList<>();
        for (Map.Entry<String, Json> member : stored.members().entrySet()) {
            String name = member.getKey();
            boolean shown = Optional.of(member.getValue()).equals(shownToCaller.get(name));
            if (!shown && !derived(name, member.getValue())) kept.add(new DisplacedPart(name, member.getValue()));
        }
        return new Merged(submitted, kept);
    }

    private Json.Obj object(String path, Elements schema, Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        if (stored.equals(shown)) return submitted;
        if (submitted.equals(shown)) return stored;
        Map<String, Json> merged = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : submitted.members().entrySet()) {
            String name = member.getKey();
            String place = path + name;
            if (unpaired(name, stored, shown, submitted)) {
                stored.get(name).filter(was -> hides(name, was, shown)).ifPresent(was -> keep(place, was));
                merged.put(name, member.getValue());
            } else if (!ours(name, stored, shown, submitted)) {
                merged.put(
                        name,
                        present(place, schema.child(name), stored.get(name), shown.get(name), name, member.getValue()));
            }
        }
        for (Map.Entry<String, Json> member : stored.members().entrySet()) {
            String name = member.getKey();
            if (merged.containsKey(name) || submitted.get(name).isPresent() || !hides(name, member.getValue(), shown))
                continue;
            String place = path + name;
            boolean paired = unpaired(name, stored, shown, submitted);
            if (paired || choiceTaken(schema, name, submitted)) {
                keep(place, member.getValue());
                continue;
            }
            Optional<Json> visible = shown.get(name);
            Json left = visible.isEmpty()
                    ? member.getValue()
                    : present(
                            place,
                            schema.child(name),
                            Optional.of(member.getValue()),
                            visible,
                            name,
                            new Json.Arr(List.of()));
            if (!left.equals(new Json.Arr(List.of()))) merged.put(name, left);
        }
        return new Json.Obj(merged);
    }

    void keep(String place, Json value) {
        kept.add(new DisplacedPart(place, value));
    }

    private static boolean hides(String name, Json stored, Json.Obj shown) {
        return !shown.get(name).equals(Optional.of(stored));
    }

    /** What the redactor wrote of its own and the caller sends back: it stands for something stored, or for nothing. */
    private static boolean ours(String name, Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        return stored.get(name).isEmpty() && shown.get(name).equals(submitted.get(name));
    }

    /** FHIR has one value of a choice of types: a hidden valueString leaves no place for a valueQuantity. */
    private static boolean choiceTaken(Elements schema, String hidden, Json.Obj submitted) {
        Elements choice = schema.child(hidden);
        if (choice == schema.child("")) return false;
        for (String name : submitted.members().keySet())
            if (!bare(name).equals(bare(hidden)) && schema.child(name) == choice) return true;
        return false;
    }

    private static String bare(String name) {
        return name.startsWith("_") ? name.substring(1) : name;
    }

    private Json present(
            String place, Elements schema, Optional<Json> stored, Optional<Json> shown, String name, Json submitted) {
        if (stored.equals(shown) || stored.isEmpty()) return submitted;
        if (shown.isPresent() && shown.get().equals(submitted)) return stored.get();
        Json was = stored.get();
        if (was instanceof Json.Arr all && submitted instanceof Json.Arr now) {
            Json seen = shown.orElse(new Json.Arr(List.of()));
            if (seen instanceof Json.Arr some) return ArrayMerge.merge(this, place, schema, all, some, now);
        }
        if (was.equals(submitted) || derived(name, was)) return submitted;
        if (shown.isEmpty()) {
            keep(place, was); // the caller fills a place that is taken
            return submitted;
        }
        return value(place, schema, was, shown.get(), submitted);
    }

    Json value(String place, Elements schema, Json stored, Json shown, Json submitted) {
        if (stored.equals(shown)) return submitted;
        if (submitted.equals(shown)) return stored;
        if (stored instanceof Json.Obj was && shown instanceof Json.Obj seen && submitted instanceof Json.Obj now) {
            return object(place + ".", schema, was, seen, now);
        }
        if (stored instanceof Json.Arr was && shown instanceof Json.Arr seen && submitted instanceof Json.Arr now) {
            return ArrayMerge.merge(this, place, schema, was, seen, now);
        }
        keep(place, stored);
        return submitted;
    }

    /** A narrative that says what the elements say and no more: those are kept. */
    private static boolean derived(String name, Json value) {
        boolean generated = value instanceof Json.Obj text
                && text.text("status").filter("generated"::equals).isPresent();
        return name.equals("div") || (name.equals("text") && generated);
    }

    /** Items of a primitive and their extensions stand in two arrays; where one hides an item, both are as shown. */
    private static boolean unpaired(String name, Json.Obj stored, Json.Obj shown, Json.Obj submitted) {
        String bare = bare(name);
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
        if (RedactionMarks.same(bare, meta)) return resource;
        return bare.members().isEmpty()
                ? RedactionMarks.without(resource, "meta")
                : RedactionMarks.with(resource, "meta", bare);
    }

    private static Json.Obj unmarked(Json.Obj meta, String list) {
        List<Json> left = meta.items(list).stream()
                .filter(coding -> !(coding instanceof Json.Obj object) || !SecurityLabels.is(object, MARKS))
                .toList();
        if (left.size() == meta.items(list).size()) return meta;
        return left.isEmpty()
                ? RedactionMarks.without(meta, list)
                : RedactionMarks.with(meta, list, new Json.Arr(left));
    }
}
