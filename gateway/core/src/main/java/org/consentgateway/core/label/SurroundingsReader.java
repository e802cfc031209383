package org.consentgateway.core.label;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * Reads what an Encounter, a role or a department says of the resources that were made in it or by it.
 *
 * @see <a href="http://hl7.org/fhir/R4/encounter.html">FHIR R4 Encounter</a>
 */
public final class SurroundingsReader {

    /** Elements whose codes and words count, by type. */
    private static final Map<String, List<String>> CONCEPTS = Map.of(
            "Encounter", List.of("class", "type", "serviceType"),
            "PractitionerRole", List.of("code", "specialty"),
            "Location", List.of("type"),
            "Organization", List.of("type"),
            "HealthcareService", List.of("category", "type", "specialty"));

    /** Elements that lead to departments, and on from them, by type. */
    private static final Map<String, List<String>> PLACES = Map.of(
            "Encounter", List.of("location", "serviceProvider"),
            "PractitionerRole", List.of("organization", "location", "healthcareService"),
            "Location", List.of("partOf", "managingOrganization"),
            "Organization", List.of("partOf"),
            "HealthcareService", List.of("location", "providedBy"));

    private SurroundingsReader() {}

    /**
     * What one resource says.
     *
     * @param codings its codes
     * @param words   names as they are written, which nobody keeps
     * @param places  departments that it names
     */
    public record SurroundingFacts(Set<Coding> codings, Set<String> words, Set<Reference> places) {
        public static final SurroundingFacts NOTHING = new SurroundingFacts(Set.of(), Set.of(), Set.of());

        public SurroundingFacts {
            codings = Set.copyOf(codings);
            words = Set.copyOf(words);
            places = Set.copyOf(places);
        }

        /** What both say. */
        public SurroundingFacts and(SurroundingFacts other) {
            return new SurroundingFacts(
                    union(codings, other.codings), union(words, other.words), union(places, other.places));
        }

        private static <T> Set<T> union(Set<T> one, Set<T> other) {
            Set<T> all = new LinkedHashSet<>(one);
            all.addAll(other);
            return all;
        }
    }

    /** Whether resources of that type are surroundings of others. */
    public static boolean reads(String type) {
        return CONCEPTS.containsKey(type) || type.equals("Practitioner");
    }

    /** What it says; nothing where it is of another type. */
    public static SurroundingFacts of(Json.Obj resource, ReferenceResolver bases) {
        String type = resource.text("resourceType").orElse("");
        Set<Coding> codings = new LinkedHashSet<>();
        Set<String> words = new LinkedHashSet<>();
        Set<Reference> places = new LinkedHashSet<>();
        for (String element : CONCEPTS.getOrDefault(type, List.of())) {
            codings.addAll(Codings.of(resource.get(element)));
            KindNames.add(resource.get(element), words);
        }
        if (type.equals("Practitioner")) {
            for (Json.Obj qualification : resource.objects("qualification")) {
                codings.addAll(Codings.of(qualification.get("code")));
                KindNames.add(qualification.get("code"), words);
            }
        }
        for (String element : PLACES.getOrDefault(type, List.of()))
            elements(resource, element).forEach(place -> place(place, bases, words, places));
        boolean department = PLACES.containsKey(type) && !type.equals("Encounter") && !type.equals("PractitionerRole");
        if (department) {
            resource.text("name").ifPresent(name -> KindNames.add(name, words));
            resource.items("alias").forEach(alias -> {
                if (alias instanceof Json.Text name) KindNames.add(name.value(), words);
            });
        }
        return new SurroundingFacts(codings, words, places);
    }

    private static Stream<Json.Obj> elements(Json.Obj resource, String element) {
        return Stream.concat(resource.object(element).stream(), resource.objects(element).stream());
    }

    /** A Reference, or for an Encounter the element that holds one. */
    private static void place(Json.Obj element, ReferenceResolver bases, Set<String> words, Set<Reference> places) {
        Json.Obj reference = element.object("location").orElse(element);
        reference.text("display").ifPresent(name -> KindNames.add(name, words));
        Optional<Reference> literal = reference.text("reference").flatMap(bases::resource);
        literal.ifPresent(places::add);
    }
}
