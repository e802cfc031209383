package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, read once from the verified token. Nothing of it comes from a request header, but that a header may narrow
 * the purposes and give the reason for break-glass.
 *
 * @param subject      {@code sub} of the token; where there are several issuers no two of them share one
 * @param client       {@code azp} or {@code client_id}
 * @param user         {@code fhirUser}, empty for a system client or for a user of another server
 * @param organization the caller's organisation
 * @param purposes     purposes of use asserted, v3-ActReason or NHIN; empty: protected notes stay closed
 * @param unmappedPurpose true when the token asserts a purpose of a code system that is not configured
 * @param scopes       what the token lets the client ask for
 * @param patient      launch context: {@code patient/} scopes reach this patient alone
 * @param roles        realm roles known to the gateway
 * @param breakGlassReason the reason given in {@code X-Break-Glass-Reason}, never a reason to open a note
 * @param purposeHeaderIgnored true when a header named a purpose that the token does not assert: it had no effect
 * @param actor        who acts for the user; empty: the user, or the client for itself
 * @param origin       where each of these facts came from
 */
public record Caller(
        String subject,
        String client,
        Optional<Reference> user,
        Optional<Reference> organization,
        Set<Coding> purposes,
        boolean unmappedPurpose,
        Scopes scopes,
        Optional<Reference> patient,
        Set<Role> roles,
        Optional<String> breakGlassReason,
        boolean purposeHeaderIgnored,
        Optional<Actor> actor,
        Origin origin) {

    /** Somebody who is only named: no token, no scopes, no roles. */
    public static Caller named(Reference user, Optional<Reference> organization, Set<Coding> purposes) {
        return new Caller(
                user.toString(),
                "what-if",
                Optional.of(user),
                organization,
                purposes,
                false,
                new Scopes(List.of()),
                Optional.empty(),
                Set.of(),
                Optional.empty());
    }

    /** Without a header about purposes, for themself. */
    public Caller(
            String subject,
            String client,
            Optional<Reference> user,
            Optional<Reference> organization,
            Set<Coding> purposes,
            boolean unmappedPurpose,
            Scopes scopes,
            Optional<Reference> patient,
            Set<Role> roles,
            Optional<String> breakGlassReason) {
        this(
                subject,
                client,
                user,
                organization,
                purposes,
                unmappedPurpose,
                scopes,
                patient,
                roles,
                breakGlassReason,
                false,
                Optional.empty(),
                Origin.NONE);
    }

    public Caller {
        purposes = Set.copyOf(purposes);
        roles = Set.copyOf(roles);
    }

    /** The same caller asserting that purpose alone. */
    public Caller forPurpose(Coding purpose) {
        return new Caller(
                subject,
                client,
                user,
                organization,
                Set.of(purpose),
                unmappedPurpose,
                scopes,
                patient,
                roles,
                breakGlassReason,
                purposeHeaderIgnored,
                actor,
                origin);
    }

    /** Who acts, where they have to be permitted themselves. */
    public Optional<Caller> actsThrough() {
        return actor.flatMap(Actor::own);
    }

    /** Whether the caller holds the role. */
    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whether the asserted purposes include the v3-ActReason code. */
    public boolean asserts(String actReason) {
        return purposes.contains(new Coding(Coding.ACT_REASON, actReason));
    }

    @Override
    public String toString() {
        return "Caller"; // identity stands in the audit trail, never in a log line
    }
}
