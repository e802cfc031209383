package org.consentgateway.profiles;

import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** What a profile says of its elements. */
final class ProfileElements {

    private ProfileElements() {}

    /** Keys of the invariants that the profile adds; none for any other resource. */
    static Stream<String> invariants(Resource definition) {
        if (!(definition instanceof StructureDefinition profile)) return Stream.empty();
        return profile.getDifferential().getElement().stream()
                .flatMap(element -> element.getConstraint().stream())
                .map(ElementDefinitionConstraintComponent::getKey);
    }
}
