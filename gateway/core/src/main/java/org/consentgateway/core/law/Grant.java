package org.consentgateway.core.law;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * A legal-basis grant: evidence, recorded by another person than the caller, that one of the exceptions of 45 CFR
 * 164.508(a)(2) applies (164.514(h), 164.530(j)). A snapshot: uses are counted in the store, not here.
 *
 * @param id         opaque id
 * @param basis      which exception
 * @param patient    whose notes
 * @param recipient  who alone may use it
 * @param purpose    purpose of use, empty: the curated purposes of the basis
 * @param resources  notes it covers; empty: every note of the patient, where the basis allows that
 * @param parties    role to who: plaintiff, defendant, overseen, supervisor, trainee, attestor
 * @param reference  order, docket, case or statute
 * @param evidenceHash sha256 of the paper behind it
 * @param attestation belief statement of the attestor
 * @param privilegeReview whether counsel has checked privilege (Jaffee v. Redmond)
 * @param humanApproval   whether a second person has looked where the pack asks for it
 * @param start      not before
 * @param end        not after
 * @param maxUses    released answers allowed, empty: not counted
 * @param usesLeft   how many are left, empty: not counted
 * @param status     as stored
 */
public record Grant(
        String id,
        LegalBasis basis,
        Reference patient,
        Reference recipient,
        Optional<Coding> purpose,
        Set<Reference> resources,
        Map<String, List<Reference>> parties,
        Optional<LegalReference> reference,
        Optional<String> evidenceHash,
        Optional<String> attestation,
        boolean privilegeReview,
        boolean humanApproval,
        Instant start,
        Instant end,
        OptionalInt maxUses,
        OptionalInt usesLeft,
        Status status) {

    /** Life of a grant. */
    public enum Status {
        PENDING,
        ACTIVE,
        USED_UP,
        REVOKED
    }

    /** Order, docket, case or statute: {@code type, number, issuer, citation}. */
    public record LegalReference(
            Optional<String> type, Optional<String> number, Optional<String> issuer, Optional<String> citation) {}

    public Grant {
        resources = Set.copyOf(resources);
        parties = Map.copyOf(parties);
    }

    /** Who holds that role in the grant; none when nobody is named. */
    public List<Reference> party(String role) {
        return parties.getOrDefault(role, List.of());
    }

    /** The same grant as one that opens nothing yet: those behind it are not separate from those who may use it. */
    public Grant withoutForce() {
        return with(resources, usesLeft, Status.PENDING);
    }

    /** A spent grant as it stands for the attachments of notes that it has just released: for these notes alone. */
    public Grant reopenedFor(Set<Reference> notes) {
        return with(notes, OptionalInt.of(1), Status.ACTIVE);
    }

    private Grant with(Set<Reference> covered, OptionalInt left, Status now) {
        return new Grant(
                id,
                basis,
                patient,
                recipient,
                purpose,
                covered,
                parties,
                reference,
                evidenceHash,
                attestation,
                privilegeReview,
                humanApproval,
                start,
                end,
                maxUses,
                left,
                now);
    }
}
