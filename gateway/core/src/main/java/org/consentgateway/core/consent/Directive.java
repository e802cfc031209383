package org.consentgateway.core.consent;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Unwrapped;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * One Consent of one patient, R4, R4B and R5 alike, as a fact; nothing in it is a decision.
 *
 * @param version     which Consent, as it was read
 * @param patient     whose consent it is, in the EHR's ids
 * @param status      as in the resource
 * @param kind        what kind of consent it calls itself
 * @param dateTime    when it was given
 * @param root        the base decision with the rules below it; INDETERMINATE when neither type nor policy tells
 * @param form        what the law asks of an authorization
 * @param unknownModifier true when the resource bears a modifier that the gateway does not know
 */
public record Directive(
        @Unwrapped Version version,
        Reference patient,
        Status status,
        @Unwrapped Kind kind,
        Optional<String> dateTime,
        Provision root,
        SignedForm form,
        boolean unknownModifier) {

    /** Consent.status of R4 and R5 together; anything else is UNKNOWN. */
    public enum Status {
        DRAFT,
        PROPOSED,
        ACTIVE,
        REJECTED,
        INACTIVE,
        NOT_DONE,
        ENTERED_IN_ERROR,
        UNKNOWN
    }

    /**
     * @param id        {@code Consent/x}
     * @param versionId version that was read
     */
    public record Version(Reference id, Optional<String> versionId) {}

    /**
     * What a Consent says of its kind and of the policy that it was made under.
     *
     * @param scope      consentscope codes (R4), empty in R5
     * @param categories category codings
     * @param policies   policyRule or regulatoryBasis codings, e.g. {@code hipaa-auth}, {@code hipaa-restrictions}
     * @param policyUris policy.uri
     */
    public record Kind(Set<Coding> scope, Set<Coding> categories, Set<Coding> policies, Set<String> policyUris) {
        public Kind {
            scope = Set.copyOf(scope);
            categories = Set.copyOf(categories);
            policies = Set.copyOf(policies);
            policyUris = Set.copyOf(policyUris);
        }
    }

    /** {@code Consent/x}. */
    public Reference id() {
        return version.id();
    }

    /** Whether a rule of it bears a modifier or an expression that the gateway does not know: it permits nothing then. */
    public boolean unevaluable() {
        return unevaluable(root);
    }

    private static boolean unevaluable(Provision rule) {
        if (rule.unevaluable()) return true;
        for (Provision child : rule.children()) {
            if (unevaluable(child)) return true;
        }
        return false;
    }
}
