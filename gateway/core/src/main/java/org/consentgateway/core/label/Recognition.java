package org.consentgateway.core.label;

import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Reference;

/**
 * How a rule recognises a note that bears neither label nor code. Every condition that is given must hold; an empty one holds
 * always. By these a rule protects and never opens: a word, or what another record says, is no proof of the contrary.
 *
 * @param names        patterns, one of which a name of its kind fits: the text or display of type, code, category, setting
 * @param ids          these resources and no others
 * @param surroundings what its encounter or its author must show
 */
public record Recognition(Set<String> names, Set<Reference> ids, Map<Aspect, Surroundings> surroundings) {

    /** The rule goes by codes, labels and custody alone. */
    public static final Recognition NONE = new Recognition(Set.of(), Set.of(), Map.of());

    public Recognition {
        names = Set.copyOf(names);
        ids = Set.copyOf(ids);
        surroundings = Map.copyOf(surroundings);
    }

    /** Whether it asks for nothing. */
    public boolean isNone() {
        return names.isEmpty() && ids.isEmpty() && surroundings.isEmpty();
    }
}
