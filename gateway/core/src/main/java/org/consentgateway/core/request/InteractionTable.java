package org.consentgateway.core.request;

import java.util.Set;

/**
 * For every interaction on every type: enforced how, or refused with what. What has no row is refused.
 *
 * @param noteTypes resource types that can carry psychotherapy notes, as the policy pack lists them
 */
public record InteractionTable(Set<String> noteTypes) {

    /** How an interaction that is served is enforced. */
    public enum Enforced {
        /** Answered by the gateway itself, open to all. */
        OPEN,
        /** One resource, current or of an old version: judged after it was fetched. */
        READ,
        /** All versions of one resource: judged by the strictest label of any. */
        HISTORY,
        /** Planned by {@link SearchPlanner}, every entry judged. */
        SEARCH,
        /** The sealed token is opened and its search asked again. */
        PAGE,
        /** Every entry judged, as of a search. */
        EVERYTHING,
        /** The caller's view of the stored resource is judged first, the answer after. */
        WRITE,
        /** As {@link #WRITE}, for the consent-manager role alone. */
        CONSENT_WRITE,
        /** As {@link #WRITE}; the criteria are planned by {@link SearchPlanner#criteria}. */
        CONDITIONAL_WRITE,
        /** Exploded: each entry is parsed, ruled on and decided for itself. */
        BATCH,
        /** The gateway's own operation. */
        OWN
    }

    public InteractionTable {
        noteTypes = Set.copyOf(noteTypes);
    }

    /** The row of the request. */
    public OrRefusal<Enforced> row(FhirRequest request) {
        return OrRefusal.refused(Refusal.Why.INTERACTION, "not served here");
    }
}
