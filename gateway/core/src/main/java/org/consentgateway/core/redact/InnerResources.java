package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate.Mode;
import org.consentgateway.core.redact.Candidate.Place;

/**
 * Finds the resources inside a resource: contained, nested Bundle entries, Parameters, and anything else that calls itself
 * a resource, at any depth.
 */
public final class InnerResources {

    private final FhirVersion fhir;
    private final List<Candidate> judged = new ArrayList<>();
    private final List<Candidate> unknown = new ArrayList<>();

    private InnerResources(FhirVersion fhir) {
        this.fhir = fhir;
    }

    /**
     * The candidate and every one inside it that wants a verdict, holders before what they hold. What has no known type,
     * and what upstream says in OperationOutcomes of a Bundle, is not among them: it never leaves.
     *
     * @param fhir which types there are
     */
    public static List<Candidate> of(FhirVersion fhir, Candidate candidate) {
        return List.copyOf(look(fhir, candidate).judged);
    }

    static InnerResources look(FhirVersion fhir, Candidate candidate) {
        InnerResources inside = new InnerResources(fhir);
        inside.add(candidate);
        return inside;
    }

    List<Candidate> judged() {
        return judged;
    }

    /** Those that never leave, without a verdict. */
    List<Candidate> unknown() {
        return unknown;
    }

    private void add(Candidate candidate) {
        boolean outcome = candidate.place() == Place.NESTED && candidate.type().equals("OperationOutcome");
        if (!fhir.elements().known(candidate.type()) || outcome) {
            unknown.add(candidate);
            return;
        }
        judged.add(candidate);
        members(candidate.resource(), candidate);
    }

    private void members(Json.Obj object, Candidate holder) {
        object.members().forEach((name, value) -> {
            if (value instanceof Json.Obj member) member(name, member, holder);
            else if (value instanceof Json.Arr array) items(name, array, holder);
        });
    }

    private void items(String name, Json.Arr array, Candidate holder) {
        for (Json item : array.items()) {
            if (item instanceof Json.Obj member) member(name, member, holder);
            else if (item instanceof Json.Arr nested) items(name, nested, holder);
        }
    }

    private void member(String name, Json.Obj member, Candidate holder) {
        if (resource(name, member, holder)) add(candidate(name, member, holder));
        else members(member, holder);
    }

    /** {@code resource} and {@code contained} hold resources, and so does whatever bears a resource type. */
    private static boolean resource(String name, Json.Obj member, Candidate holder) {
        if (name.equals("contained")) return true;
        boolean container = holder.type().equals("Bundle") || holder.type().equals("Parameters");
        if (name.equals("resource") && container) return true;
        // ExampleScenario.instance.resourceType is a code
        return member.members().containsKey("resourceType")
                && !(holder.type().equals("ExampleScenario") && name.equals("instance"));
    }

    private static Candidate candidate(String name, Json.Obj member, Candidate holder) {
        Place place = name.equals("contained")
                ? Place.CONTAINED
                : holder.type().equals("Parameters") ? Place.PARAMETER : Place.NESTED;
        return new Candidate(member, member.text("resourceType").orElse(""), place, Mode.NONE, Optional.of(holder));
    }
}
