package org.consentgateway.core.request;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;

/** What an operation answers with: it is judged as that, and anything else is unusable. */
public sealed interface OperationOutput {

    /** A searchset; each entry is judged as one of a search. */
    record Searchset(Set<String> types) implements OperationOutput {
        public Searchset {
            types = Set.copyOf(types);
        }
    }

    /** One resource of a type. */
    record Single(String type) implements OperationOutput {}

    /** A document that the EHR wrote from a chart. */
    record Document() implements OperationOutput {}

    /** What is wrong with the form of a resource. */
    record Findings() implements OperationOutput {}

    /** Types in whose inside other resources stand under no name of their own. */
    Set<String> WRAPPERS = Set.of("Bundle", "Parameters");

    /** As the configuration names it: {@code searchset}, {@code document}, or a resource type of the version. */
    static Optional<OperationOutput> of(FhirVersion fhir, String name) {
        if (name.equals("searchset")) return Optional.of(new Searchset(Set.of()));
        if (name.equals("document")) return Optional.of(new Document());
        boolean type = fhir.hasType(name) && !WRAPPERS.contains(name);
        return type ? Optional.of(new Single(name)) : Optional.empty();
    }
}
