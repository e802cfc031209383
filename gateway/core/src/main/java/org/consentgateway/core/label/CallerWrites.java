package org.consentgateway.core.label;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/**
 * Which facts the caller wrote: a fact that the caller wrote never opens a note for that caller.
 *
 * @param elements by resource, the elements that the caller ever wrote
 * @param holder   whether the caller wrote what the resource that holds this one says of itself
 */
public record CallerWrites(Map<Reference, Set<String>> elements, boolean holder) {

    /** Element name for whatever a resource says of itself: subject, author, dates, codes, labels, references. */
    public static final String FACTS = "facts";

    /** Element name for what an encounter, a role or a department says of what is made in it or by it. */
    public static final String SURROUNDINGS = "surroundings";

    /** The caller wrote nothing that counts. */
    public static final CallerWrites NONE = new CallerWrites(Map.of(), false);

    public CallerWrites {
        Map<Reference, Set<String>> copy = new LinkedHashMap<>();
        elements.forEach((resource, names) -> copy.put(resource, Set.copyOf(names)));
        elements = Map.copyOf(copy);
    }

    /** Whether anything of the resource is the caller's word. */
    public boolean any(Reference resource) {
        return elements.containsKey(resource);
    }

    /** Whether that element of the resource is the caller's word. */
    public boolean of(Reference resource, String element) {
        return elements.getOrDefault(resource, Set.of()).contains(element);
    }

    /** Whether what the resource says of itself is the caller's word. */
    public boolean facts(Optional<Reference> resource) {
        return holder || resource.filter(self -> of(self, FACTS)).isPresent();
    }
}
