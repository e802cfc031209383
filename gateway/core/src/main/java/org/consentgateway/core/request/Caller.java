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
 * @param purposeOfUse for what
 * @param permissions  what the token lets the caller do
 * @param actor        who acts for the user; empty: the user, or the client for itself
 * @param origin       where each of these facts came from
 */
public record Caller(
        String subject,
        String client,
        Optional<Reference> user,
        Optional<Reference> organization,
        PurposeOfUse purposeOfUse,
        Permissions permissions,
        Optional<Actor> actor,
        Origin origin) {

    /**
     * The purposes of use that the caller asserts.
     *
     * @param purposes         v3-ActReason or NHIN; empty: protected notes stay closed
     * @param unmapped         true when the token asserts a purpose of a code system that is not configured
     * @param headerIgnored    true when a header named a purpose that the token does not assert: it had no effect
     * @param breakGlassReason the reason given in {@code X-Break-Glass-Reason}, never a reason to open a note
     */
    public record PurposeOfUse(
            Set<Coding> purposes, boolean unmapped, boolean headerIgnored, Optional<String> breakGlassReason) {
        public PurposeOfUse {
            purposes = Set.copyOf(purposes);
        }

        /** These, and nothing else is said. */
        public static PurposeOfUse of(Set<Coding> purposes) {
            return new PurposeOfUse(purposes, false, false, Optional.empty());
        }

        private PurposeOfUse alone(Coding purpose) {
            return new PurposeOfUse(Set.of(purpose), unmapped, headerIgnored, breakGlassReason);
        }
    }

    /**
     * What the token lets the caller do.
     *
     * @param scopes  what the client may ask for
     * @param patient launch context: {@code patient/} scopes reach this patient alone
     * @param roles   realm roles known to the gateway
     */
    public record Permissions(Scopes scopes, Optional<Reference> patient, Set<Role> roles) {
        /** None: no scopes, no roles. */
        public static final Permissions NONE = new Permissions(new Scopes(List.of()), Optional.empty(), Set.of());

        public Permissions {
            roles = Set.copyOf(roles);
        }
    }

    /** Somebody who is only named: no token, no scopes, no roles. */
    public static Caller named(Reference user, Optional<Reference> organization, Set<Coding> purposes) {
        return new Caller(
                user.toString(),
                "what-if",
                Optional.of(user),
                organization,
                PurposeOfUse.of(purposes),
                Permissions.NONE);
    }

    /** For themself. */
    public Caller(
            String subject,
            String client,
            Optional<Reference> user,
            Optional<Reference> organization,
            PurposeOfUse purposeOfUse,
            Permissions permissions) {
        this(subject, client, user, organization, purposeOfUse, permissions, Optional.empty(), Origin.NONE);
    }

    public Set<Coding> purposes() {
        return purposeOfUse.purposes();
    }

    public Scopes scopes() {
        return permissions.scopes();
    }

    public Optional<Reference> patient() {
        return permissions.patient();
    }

    public Set<Role> roles() {
        return permissions.roles();
    }

    /** The same caller asserting that purpose alone. */
    public Caller forPurpose(Coding purpose) {
        return new Caller(subject, client, user, organization, purposeOfUse.alone(purpose), permissions, actor, origin);
    }

    /** Who acts, where they have to be permitted themselves. */
    public Optional<Caller> actsThrough() {
        return actor.flatMap(Actor::own);
    }

    /** Whether the caller holds the role. */
    public boolean has(Role role) {
        return roles().contains(role);
    }

    /** Whether the asserted purposes include the v3-ActReason code. */
    public boolean asserts(String actReason) {
        return purposes().contains(new Coding(Coding.ACT_REASON, actReason));
    }

    @Override
    public String toString() {
        return "Caller"; // identity stands in the audit trail, never in a log line
    }
}
