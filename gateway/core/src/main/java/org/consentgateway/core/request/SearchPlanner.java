package org.consentgateway.core.request;

import java.util.Set;

/**
 * Makes a plan of a search, or refuses it where its filter could see what the answer would hide.
 *
 * @param noteTypes resource types that can carry psychotherapy notes, as the policy pack lists them
 * @param ownBase   the public FHIR base: absolute references below it are our own
 */
public record SearchPlanner(Set<String> noteTypes, String ownBase) {

    public SearchPlanner {
        noteTypes = Set.copyOf(noteTypes);
    }

    /** The plan of a search by type or in a compartment. */
    public OrRefusal<SearchPlan> plan(FhirRequest request) {
        return OrRefusal.refused(Refusal.Why.UNKNOWN_PARAMETER, "not served here");
    }

    /** The plan of the criteria of a conditional write: no results parameter, and nothing owed on the way back. */
    public OrRefusal<SearchPlan> criteria(FhirRequest request) {
        return OrRefusal.refused(Refusal.Why.UNKNOWN_PARAMETER, "not served here");
    }
}
