package org.consentgateway.core.consent;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * One Consent of one patient, R4, R4B and R5 alike, as a fact; nothing in it is a decision.
 *
 * @param id          {@code Consent/x}
 * @param versionId   version that was read
 * @param patient     whose consent it is, in the EHR's ids
 * @param status      as in the resource
 * @param scope       consentscope codes (R4), empty in R5
 * @param categories  category codings
 * @param policies    policyRule or regulatoryBasis codings, e.g. {@code hipaa-auth}, {@code hipaa-restrictions}
 * @param policyUris  policy.uri
 * @param dateTime    when it was given
 * @param root        the base decision with the rules below it; INDETERMINATE when neither type nor policy tells
 * @param form        what the law asks of an authorization
 * @param unknownModifier true when the resource bears a modifier that the gateway does not know
 */
public record Directive(
        Reference id,
        Optional<String> versionId,
        Reference patient,
        Status status,
        Set<Coding> scope,
        Set<Coding> categories,
        Set<Coding> policies,
        Set<String> policyUris,
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

    public Directive {
        scope = Set.copyOf(scope);
        categories = Set.copyOf(categories);
        policies = Set.copyOf(policies);
        policyUris = Set.copyOf(policyUris);
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
