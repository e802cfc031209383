package org.consentgateway.server.authorize;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.core.request.Scopes.Level;
import org.consentgateway.core.request.Scopes.Permission;

/**
 * What the scopes of the token allow: whether the request may be made at all, and which resources of the answer are
 * within them. A scope never widens a consent, a consent never widens a scope.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html">SMART App Launch 2.2 scopes</a>
 */
public final class ScopeRule {

    private static final Set<String> TERMS = Set.of("ValueSet", "Parameters");

    private ScopeRule() {}

    /** The permission that an interaction needs; empty where scopes do not speak (our own operations, batch). */
    static Optional<Permission> needed(Interaction interaction) {
        return switch (interaction) {
            case READ, VREAD, HISTORY_INSTANCE -> Optional.of(Permission.READ);
            case SEARCH_TYPE, SEARCH_COMPARTMENT, PATIENT_EVERYTHING, LASTN, DOCREF, MATCH, SUMMARY ->
                Optional.of(Permission.SEARCH);
            case CREATE, CONDITIONAL_CREATE -> Optional.of(Permission.CREATE);
            case UPDATE, CONDITIONAL_UPDATE, PATCH, CONDITIONAL_PATCH -> Optional.of(Permission.UPDATE);
            case DELETE, CONDITIONAL_DELETE -> Optional.of(Permission.DELETE);
            default -> Optional.empty();
        };
    }

    /** Whether some scope allows the interaction on the type. */
    public static boolean permits(Caller caller, FhirRequest request) {
        Optional<Permission> permission = needed(request.interaction());
        if (permission.isEmpty()) return true;
        if (request.interaction() == Interaction.PATIENT_EVERYTHING || request.interaction() == Interaction.SUMMARY)
            return caller.scopes().grants().stream()
                    .anyMatch(grant -> usable(caller, grant) && reads(grant) && everythingOf(caller, grant, request));
        String type = request.type().orElse("");
        return caller.scopes().grants().stream()
                .anyMatch(grant -> usable(caller, grant)
                        && covers(grant, type)
                        && grant.permissions().contains(permission.get()));
    }

    /** Whether some scope lets the caller read or search one of the types; {@code *} stands for any. */
    public static boolean reads(Caller caller, Set<String> types) {
        return caller.scopes().grants().stream()
                .anyMatch(grant -> usable(caller, grant)
                        && reads(grant)
                        && types.stream().anyMatch(type -> type.equals("*") || covers(grant, type)));
    }

    /** A {@code patient/} scope without a patient in context reaches nobody. */
    private static boolean usable(Caller caller, Scopes.Grant grant) {
        return grant.level() != Level.PATIENT || caller.patient().isPresent();
    }

    /** Of another patient nothing is in reach, whether there is one or not. */
    private static boolean everythingOf(Caller caller, Scopes.Grant grant, FhirRequest request) {
        return grant.level() != Level.PATIENT || caller.patient().equals(request.target());
    }

    /**
     * Whether {@code patient/} scopes alone speak of the type, so that one chart is in reach; of a type that none speaks
     * of, whether there are only such.
     */
    static boolean keepsToOneChart(Caller caller, String type) {
        boolean speaks = false;
        boolean all = true;
        boolean speaking = true;
        for (Scopes.Grant grant : caller.scopes().grants()) {
            boolean ofPatient = grant.level() == Level.PATIENT;
            all &= ofPatient;
            if (!covers(grant, type)) continue;
            speaks = true;
            speaking &= ofPatient;
        }
        return speaks ? speaking : all;
    }

    /**
     * Whether the resource is of the chart of the patient in context by what it says itself: about that patient, or about
     * nobody and naming no other patient. A Group tells of all its members.
     */
    static boolean ofChart(Caller caller, Facts facts) {
        if (facts.type().equals("Group") && facts.subjects().size() > 1) return false;
        if (caller.patient().filter(facts.subjects()::contains).isPresent()) return true;
        return facts.subjects().isEmpty()
                && !facts.unreadableSubject()
                && facts.references().stream()
                        .filter(reference -> reference.type().equals("Patient"))
                        .allMatch(reference -> caller.patient().equals(Optional.of(reference)));
    }

    /** What the record says of a resource that is outside the scopes. */
    static Decision outside(Records.Asked asked, Classification classification) {
        boolean one = asked.interaction().equals("read") || asked.interaction().equals("vread");
        return new Decision.Withhold(
                classification, List.of(Decision.Ground.of(one ? Reason.SCOPE_INSUFFICIENT : Reason.SCOPE_FILTER)));
    }

    private static boolean covers(Scopes.Grant grant, String type) {
        return grant.type().equals("*") || grant.type().equals(type);
    }

    private static boolean reads(Scopes.Grant grant) {
        return grant.permissions().contains(Permission.READ)
                || grant.permissions().contains(Permission.SEARCH);
    }

    /** Whether a resource of the answer is within the scopes: its type, its patient, its filters. */
    public static Predicate<Facts> inScope(Caller caller, FhirRequest request) {
        // what a code means is in no chart, so no scope speaks of it
        if (request.interaction() == Interaction.TERMINOLOGY) return facts -> TERMS.contains(facts.type());
        Set<Permission> any = needed(request.interaction())
                .filter(permission -> permission != Permission.READ && permission != Permission.SEARCH)
                .<Set<Permission>>map(permission -> Set.of(permission, Permission.READ))
                .orElse(Set.of(Permission.READ, Permission.SEARCH));
        List<Scopes.Grant> grants = caller.scopes().grants().stream()
                .filter(grant -> usable(caller, grant))
                .filter(grant -> grant.permissions().stream().anyMatch(any::contains))
                .toList();
        return facts -> grants.stream()
                .anyMatch(grant ->
                        covers(grant, facts.type()) && meets(grant.filters(), facts) && reaches(grant, caller, facts));
    }

    private static boolean reaches(Scopes.Grant grant, Caller caller, Facts facts) {
        if (grant.level() != Level.PATIENT) return true;
        // what is about nobody (a Practitioner, an Organization) is part of any patient's chart
        return (facts.subjects().isEmpty() && !facts.unreadableSubject())
                || caller.patient().filter(facts.subjects()::contains).isPresent();
    }

    private static boolean meets(Map<String, Set<String>> filters, Facts facts) {
        return filters.entrySet().stream().allMatch(filter -> switch (filter.getKey()) {
            case "category" -> matches(filter.getValue(), facts.categories());
            case "type", "code" -> matches(filter.getValue(), facts.codes());
            case "status" -> facts.status().filter(filter.getValue()::contains).isPresent();
            case "_security" -> matches(filter.getValue(), facts.labels());
            default -> false;
        });
    }

    /** {@code system|code} or {@code code} alone. */
    private static boolean matches(Set<String> wanted, Set<Coding> codings) {
        return codings.stream()
                .anyMatch(coding ->
                        wanted.contains(coding.code()) || wanted.contains(coding.system() + "|" + coding.code()));
    }
}
