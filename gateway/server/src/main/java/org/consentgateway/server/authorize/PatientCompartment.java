package org.consentgateway.server.authorize;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** Keeps an app that acts for a patient ({@code patient/} scopes) to that patient's chart, as far as the caller sees it. */
final class PatientCompartment {

    /** What is shown of one may turn on the chart of another, which is not followed for ever. */
    private static final int FOLLOWED_AT_MOST = 4;

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

    private final Site site;
    private final Caller caller;
    private final DecisionInputs inputs;
    private final ViewOutsideAnswer outside;
    private final Set<Reference> looking = new HashSet<>();

    PatientCompartment(AnsweredRequest request, DecisionInputs inputs, ViewOutsideAnswer outside) {
        this.site = request.site();
        this.caller = request.caller();
        this.inputs = inputs;
        this.outside = outside;
    }

    /** Whose chart a resource about nobody is in is told by what it points at, as far as the caller sees that. */
    Facts shown(Json.Obj resource, Facts facts) throws NoVerdict {
        boolean told = caller.patient().isEmpty()
                || !facts.subjects().isEmpty()
                || facts.references().isEmpty();
        return told ? facts : seen(resource, facts);
    }

    private Facts seen(Json.Obj resource, Facts facts) throws NoVerdict {
        Optional<Reference> self = facts.self();
        if (self.isEmpty()) return outside.left(resource).map(site::facts).orElse(facts);
        if (looking.size() >= FOLLOWED_AT_MOST || !looking.add(self.get())) return facts;
        try {
            return outside.left(resource).map(site::facts).orElse(facts);
        } finally {
            looking.remove(self.get());
        }
    }

    /**
     * Whether it is of another chart than the one that {@code patient/} scopes reach: by itself, or, where it is about
     * nobody, by what it points at. What cannot be read is of another.
     *
     * @param type  what the answer is of: of a Binary the facts are its owner's
     * @param facts what the caller is shown of it
     */
    boolean strays(String type, Facts facts) throws NoVerdict {
        if (!ScopeRule.keepsToOneChart(caller, type)) return false;
        if (!ScopeRule.ofChart(caller, facts)) return true;
        if (!facts.subjects().isEmpty()) return false;
        Set<Reference> pointed = facts.references().stream()
                .filter(reference -> !NOBODYS.contains(reference.type()))
                .filter(reference -> !facts.self().equals(Optional.of(reference)))
                .collect(Collectors.toSet());
        Map<Reference, Json.Obj> found = inputs.of(pointed);
        if (!found.keySet().containsAll(pointed)) return true;
        for (Json.Obj resource : found.values())
            if (!ScopeRule.ofChart(caller, seen(resource, site.facts(resource)))) return true;
        return false;
    }
}
