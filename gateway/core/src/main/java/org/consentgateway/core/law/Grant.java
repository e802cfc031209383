package org.consentgateway.core.law;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.json.Unwrapped;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * A legal-basis grant: evidence, recorded by another person than the caller, that one of the exceptions of 45 CFR
 * 164.508(a)(2) applies (164.514(h), 164.530(j)). A snapshot: uses are counted in the store, not here.
 *
 * @param id            opaque id
 * @param basis         which exception
 * @param scope         what may go to whom
 * @param parties       role to who: plaintiff, defendant, overseen, supervisor, trainee, attestor
 * @param documentation what stands behind it
 * @param term          how long and how often
 * @param status        as stored
 */
public record Grant(
        String id,
        LegalBasis basis,
        @Unwrapped Scope scope,
        Map<String, List<Reference>> parties,
        @Unwrapped Documentation documentation,
        @Unwrapped Term term,
        Status status) {

    /**
     * What may go to whom, for what.
     *
     * @param patient   whose notes
     * @param recipient who alone may use it
     * @param purpose   purpose of use, empty: the curated purposes of the basis
     * @param resources notes it covers; empty: every note of the patient, where the basis allows that
     */
    public record Scope(Reference patient, Reference recipient, Optional<Coding> purpose, Set<Reference> resources) {
        public Scope {
            resources = Set.copyOf(resources);
        }

        private Scope of(Set<Reference> notes) {
            return new Scope(patient, recipient, purpose, notes);
        }
    }

    /**
     * The documentation, statements or representations on which the entity relies (45 CFR 164.514(h)(1)(ii)).
     *
     * @param reference       order, docket, case or statute
     * @param evidenceHash    sha256 of the paper behind it
     * @param attestation     belief statement of the attestor
     * @param privilegeReview whether counsel has checked privilege (Jaffee v. Redmond)
     * @param humanApproval   whether a second person has looked where the pack asks for it
     */
    public record Documentation(
            Optional<LegalReference> reference,
            Optional<String> evidenceHash,
            Optional<String> attestation,
            boolean privilegeReview,
            boolean humanApproval) {}

    /**
     * How long and how often it may be used.
     *
     * @param start    not before
     * @param end      not after
     * @param maxUses  released answers allowed, empty: not counted
     * @param usesLeft how many are left, empty: not counted
     */
    public record Term(Instant start, Instant end, OptionalInt maxUses, OptionalInt usesLeft) {
        private Term left(int uses) {
            return new Term(start, end, maxUses, OptionalInt.of(uses));
        }
    }

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
        parties = Map.copyOf(parties);
    }

    public Reference patient() {
        return scope.patient();
    }

    public Reference recipient() {
        return scope.recipient();
    }

    public Optional<Coding> purpose() {
        return scope.purpose();
    }

    public Set<Reference> resources() {
        return scope.resources();
    }

    /** Who holds that role in the grant; none when nobody is named. */
    public List<Reference> party(String role) {
        return parties.getOrDefault(role, List.of());
    }

    /** The same grant as one that opens nothing yet: those behind it are not separate from those who may use it. */
    public Grant withoutForce() {
        return new Grant(id, basis, scope, parties, documentation, term, Status.PENDING);
    }

    /** A spent grant as it stands for the attachments of notes that it has just released: for these notes alone. */
    public Grant reopenedFor(Set<Reference> notes) {
        return new Grant(id, basis, scope.of(notes), parties, documentation, term.left(1), Status.ACTIVE);
    }
}
