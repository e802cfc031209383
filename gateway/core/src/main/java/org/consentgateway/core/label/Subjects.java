package org.consentgateway.core.label;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.consentgateway.core.request.Reference;

/** The patients that a resource is about: known, or not to be found out, which opens nothing. */
public sealed interface Subjects {

    /** @param patients Patient references; empty for a resource about no patient (a Practitioner, say) */
    record Known(Set<Reference> patients) implements Subjects {
        public Known {
            patients = Set.copyOf(patients);
        }
    }

    /** A Group that cannot be read, a subject that does not resolve. */
    record Unresolved() implements Subjects {}

    /** Applies the one that fits. */
    default <T> T match(Function<Set<Reference>, T> known, Supplier<T> unresolved) {
        return this instanceof Known k ? known.apply(k.patients()) : unresolved.get();
    }
}
