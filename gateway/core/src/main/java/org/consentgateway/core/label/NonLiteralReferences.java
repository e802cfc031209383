package org.consentgateway.core.label;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;

/**
 * The elements of a resource that name another by nothing but an identifier or a word: whether they point at anything is not
 * told by themselves. Each has a text by which it is known again.
 */
public final class NonLiteralReferences {

    private final FhirVersion fhir;
    private final List<Naming> found = new ArrayList<>();

    private NonLiteralReferences(FhirVersion fhir) {
        this.fhir = fhir;
    }

    /**
     * @param name     member in which it stands
     * @param element  a reference with an identifier, an identifier that is one, or a string
     * @param text     the same for the same element of an equal object
     * @param mentions what it names
     */
    public record Naming(String name, Json element, String text, PointerCandidates mentions) {}

    /** Those of a resource, of what is inside it too. */
    public static List<Naming> of(FhirVersion fhir, Json.Obj resource) {
        NonLiteralReferences namings = new NonLiteralReferences(fhir);
        namings.object(resource, "", true);
        return namings.found;
    }

    private void object(Json.Obj object, String name, boolean root) {
        if (!root) {
            Optional<Json.Obj> identifier =
                    name.equals("targetIdentifier") ? Optional.of(object) : object.object("identifier");
            Pointers.named(identifier, name.equals("targetIdentifier") ? Optional.empty() : object.text("type"))
                    .ifPresent(named ->
                            add(name, object, text(object), new PointerCandidates(Set.of(), Set.of(), Set.of(named))));
        }
        String[] around = new String[1];
        for (Map.Entry<String, Json> member : object.members().entrySet())
            value(member.getValue(), member.getKey(), object, root, around);
    }

    private void value(Json value, String name, Json.Obj holder, boolean root, String[] around) {
        if (value instanceof Json.Obj object) object(object, name, false);
        if (value instanceof Json.Arr array) array.items().forEach(item -> value(item, name, holder, root, around));
        if (value instanceof Json.Text text) {
            PointerCandidates mentions = PointerCandidates.of(fhir, name, text.value());
            if (mentions.logical().isEmpty() && mentions.perhaps().isEmpty()) return;
            // the object around is plain once, however many strings are in it
            if (around[0] == null) around[0] = root ? "" : text(holder);
            add(name, text, text.value() + " " + around[0], mentions);
        }
    }

    private void add(String name, Json element, String plain, PointerCandidates mentions) {
        found.add(new Naming(name, element, name + " " + plain, mentions));
    }

    /** Whatever order a server stores the members in. */
    private static Json plain(Json value) {
        if (value instanceof Json.Arr array)
            return new Json.Arr(
                    array.items().stream().map(NonLiteralReferences::plain).toList());
        if (!(value instanceof Json.Obj object)) return value;
        Map<String, Json> members = new LinkedHashMap<>();
        new TreeMap<>(object.members()).forEach((name, member) -> members.put(name, plain(member)));
        return new Json.Obj(members);
    }

    private static String text(Json.Obj object) {
        return JsonWriter.text((Json.Obj) plain(object));
    }
}
