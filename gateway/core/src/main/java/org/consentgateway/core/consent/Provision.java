package org.consentgateway.core.consent;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Unwrapped;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * One rule of a Consent; its effect is already resolved (R4: explicit type, else the inverse of the parent; R5: the
 * inverse of the parent, level by level). Attributes AND, repetitions OR, an absent attribute is any.
 *
 * @param path       where it stands, e.g. {@code provision}, {@code provision.provision[0]}
 * @param effect     permit, deny or indeterminate
 * @param period     when the rule applies
 * @param actors     whom it names
 * @param codings    what is done to what, for what, by code
 * @param selection  which data, by date and by name
 * @param unevaluable true when it bears an unknown modifierExtension or an expression: cannot permit
 * @param children   nested provisions, exceptions to this one
 */
public record Provision(
        String path,
        Effect effect,
        FhirPeriod period,
        List<Actor> actors,
        @Unwrapped Codings codings,
        @Unwrapped Selection selection,
        boolean unevaluable,
        List<Provision> children) {

    /**
     * What a rule covers by code; without a code of a kind it covers any.
     *
     * @param actions  consentaction codes
     * @param labels   security labels
     * @param purposes purposes of use
     * @param classes  resource types, profiles or document types ({@code class}; R5 documentType, resourceType)
     * @param codes    content codes
     */
    public record Codings(
            Set<Coding> actions, Set<Coding> labels, Set<Coding> purposes, Set<Coding> classes, Set<Coding> codes) {
        public Codings {
            actions = Set.copyOf(actions);
            labels = Set.copyOf(labels);
            purposes = Set.copyOf(purposes);
            classes = Set.copyOf(classes);
            codes = Set.copyOf(codes);
        }
    }

    /**
     * Which data a rule covers.
     *
     * @param dataPeriod clinical dates covered, empty: any
     * @param data       resources named, with how far the naming reaches
     */
    public record Selection(Optional<FhirPeriod> dataPeriod, List<DataReference> data) {
        public Selection {
            data = List.copyOf(data);
        }
    }

    /**
     * @param role      v3-ParticipationType or v3-RoleCode, e.g. IRCP
     * @param reference who; empty when the reference is not literal or of another server: unresolved
     */
    public record Actor(Set<Coding> role, Optional<Reference> reference) {
        public Actor {
            role = Set.copyOf(role);
        }
    }

    /** How far a named resource reaches. <a href="http://hl7.org/fhir/R4/valueset-consent-data-meaning.html">R4</a> */
    public enum Meaning {
        INSTANCE,
        RELATED,
        DEPENDENTS,
        AUTHORED_BY
    }

    /** @param reference the resource named, empty when not literal: unresolved */
    public record DataReference(Meaning meaning, Optional<Reference> reference) {}

    public Provision {
        actors = List.copyOf(actors);
        children = List.copyOf(children);
    }

    /** The resources that it or an exception to it names. */
    public Set<Reference> named() {
        Set<Reference> named = new HashSet<>();
        for (DataReference data : selection.data()) data.reference().ifPresent(named::add);
        for (Provision child : children) named.addAll(child.named());
        return named;
    }
}
