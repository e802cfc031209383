package org.consentgateway.core.law;

import java.util.Set;
import org.consentgateway.core.request.Coding;

/**
 * What a signed authorization must bear beyond the elements of 45 CFR 164.508(c), and how the individual is treated.
 *
 * @param policies                     policy or category codings that say "this is a HIPAA authorization"
 * @param restrictions                 policy codings of a restriction under 45 CFR 164.522(a)
 * @param compound                     codings that mark a form as compound
 * @param requireVerification          whether {@code verification.verified = true} is needed
 * @param approvedTemplates            {@code policy.uri} of the site's forms; empty: any
 * @param patientRelease               how the individual may get their own notes
 * @param patientMayRestrictOriginator whether a denial that nobody agreed to stops the originator's own treatment use
 * @param majority                     when a minor comes of age, and what that changes
 */
public record AuthorizationRules(
        Set<Coding> policies,
        Set<Coding> restrictions,
        Set<Coding> compound,
        boolean requireVerification,
        Set<String> approvedTemplates,
        PatientRelease patientRelease,
        boolean patientMayRestrictOriginator,
        Majority majority) {

    /**
     * When a minor comes of age, by the law of the site (45 CFR 164.502(g)(3)).
     *
     * @param years       the age of majority
     * @param reauthorize whether a representative's signature for the minor ends then
     */
    public record Majority(int years, boolean reauthorize) {}

    /** How the individual, or who stands in their place, may get their own notes; they have no right to (164.524(a)(1)(i)). */
    public enum PatientRelease {
        /** Not through the gateway. */
        NEVER,
        /** By a grant that the originator made. */
        ORIGINATOR_APPROVED,
        /** By a grant, or by a valid authorization that names them. */
        AUTHORIZATION
    }

    public AuthorizationRules {
        policies = Set.copyOf(policies);
        restrictions = Set.copyOf(restrictions);
        compound = Set.copyOf(compound);
        approvedTemplates = Set.copyOf(approvedTemplates);
    }
}
