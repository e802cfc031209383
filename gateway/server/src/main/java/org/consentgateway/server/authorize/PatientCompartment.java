package org.consentgateway.server.authorize;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** Keeps an app that acts for a patient ({@code patient/} scopes) to that patient's chart. */
record PatientCompartment(Site site, Caller caller, DecisionInputs inputs) {

    /** What patients are not in: nothing of a chart is found by following these. */
    private static final Set<String> NOBODYS = Set.of(
            "ActivityDefinition",
            "CodeSystem",
            "Endpoint",
            "HealthcareService",
            "InsurancePlan",
            "Library",
            "Location",
            "Measure",
            "Medication",
            "MedicationKnowledge",
            "Organization",
            "OrganizationAffiliation",
            "Patient",
            "PlanDefinition",
            "Practitioner",
            "PractitionerRole",
            "Questionnaire",
            "StructureDefinition",
            "Substance",
            "ValueSet");

    /**
     * Whether it is of another chart than the one that {@code patient/} scopes reach: by itself, or, where it is about
     * nobody, by what it points at. What cannot be read is of another.
     *
     * @param type what the answer is of: of a Binary the facts are its owner's
     */
    boolean strays(String type, Facts facts) {
        if (!ScopeRule.keepsToOneChart(caller, type)) return false;
        if (!ScopeRule.ofChart(caller, facts)) return true;
        if (!facts.subjects().isEmpty()) return false;
        Set<Reference> pointed = facts.references().stream()
                .filter(reference -> !NOBODYS.contains(reference.type()))
                .filter(reference -> !facts.self().equals(Optional.of(reference)))
                .collect(Collectors.toSet());
        Map<Reference, Json.Obj> found = inputs.of(pointed);
        return !found.keySet().containsAll(pointed)
                || found.values().stream().anyMatch(resource -> !ScopeRule.ofChart(caller, site.facts(resource)));
    }
}
