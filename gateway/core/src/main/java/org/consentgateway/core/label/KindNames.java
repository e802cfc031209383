package org.consentgateway.core.label;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;

/** What people call the kind of a resource: the text and the displays of its type, code, category and setting. */
final class KindNames {

    private static final List<String> KIND = List.of("type", "code", "category", "class");
    private static final List<String> SETTING =
            List.of("practiceSetting", "facilityType", "serviceType", "serviceCategory", "specialty");

    private static final int MOST = 24;
    private static final int LONGEST = 120; // characters: what is longer is no name

    private KindNames() {}

    static Set<String> of(Json.Obj resource) {
        Set<String> names = new LinkedHashSet<>();
        for (String element : KIND) add(resource.get(element), names);
        for (String element : SETTING) add(resource.get(element), names);
        resource.object("context").ifPresent(context -> {
            for (String element : SETTING) add(context.get(element), names);
        });
        return names;
    }

    /** The names in a Coding, a CodeableConcept, a CodeableReference, or arrays of these. */
    static void add(Optional<Json> concepts, Set<String> names) {
        if (concepts.isEmpty()) return;
        Json value = concepts.get();
        if (value instanceof Json.Arr array) {
            for (Json item : array.items()) add(Optional.of(item), names);
        } else if (value instanceof Json.Obj object) {
            object.text("text").ifPresent(text -> add(text, names));
            object.text("display").ifPresent(text -> add(text, names));
            add(object.get("coding"), names);
            add(object.get("concept"), names);
        }
    }

    static void add(String text, Set<String> names) {
        String name = NamePatterns.unmarked(text.strip());
        if (name.isEmpty() || names.size() >= MOST) return;
        names.add(name.length() <= LONGEST ? name : name.substring(0, LONGEST));
    }
}
