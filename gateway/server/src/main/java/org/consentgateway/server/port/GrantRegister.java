package org.consentgateway.server.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;

/**
 * Where legal-basis grants are recorded and ended. Every change stands in the audit trail before it takes effect: no
 * record, no grant. All methods block; call them on a worker.
 */
public interface GrantRegister {

    /**
     * A grant and the people behind it.
     *
     * @param createdBy         who recorded it, {@code Practitioner/x} or the subject of a token
     * @param approvedBy        the second person, where one has approved
     * @param evidenceReference where the paper is kept
     * @param accountingSuspendedUntil before this the patient's accounting leaves its disclosures out, because the agency
     *                          has stated that they would impede its work. 45 CFR 164.528(a)(2)
     * @param createdIn         the organisation of who recorded it
     * @param approvedIn        the organisation of who approved it
     */
    record Filed(
            Grant grant,
            String createdBy,
            Instant createdAt,
            Optional<String> approvedBy,
            Optional<String> evidenceReference,
            Optional<Instant> accountingSuspendedUntil,
            Optional<Reference> createdIn,
            Optional<Reference> approvedIn) {

        /** Of people whose organisation is not known. */
        public Filed(
                Grant grant,
                String createdBy,
                Instant createdAt,
                Optional<String> approvedBy,
                Optional<String> evidenceReference,
                Optional<Instant> accountingSuspendedUntil) {
            this(
                    grant,
                    createdBy,
                    createdAt,
                    approvedBy,
                    evidenceReference,
                    accountingSuspendedUntil,
                    Optional.empty(),
                    Optional.empty());
        }

        /** Without a statement of an agency. */
        public Filed(
                Grant grant,
                String createdBy,
                Instant createdAt,
                Optional<String> approvedBy,
                Optional<String> evidenceReference) {
            this(grant, createdBy, createdAt, approvedBy, evidenceReference, Optional.empty());
        }
    }

    /** Records a new grant. */
    void file(String requestId, Filed filed) throws Trail.Unavailable;

    /** The grant of that id. */
    Optional<Filed> find(String grantId);

    /** All grants of a patient, whatever their status, oldest first. */
    List<Filed> ofPatient(Reference patient);

    /** Grants of any patient that wait for a second person, oldest first. */
    List<Filed> waiting(int atMost);

    /** One use: an answer that released notes. */
    record Use(String requestId, Reference recipient, Instant at, List<Reference> notes) {
        public Use {
            notes = List.copyOf(notes);
        }
    }

    /** The uses of a grant, oldest first. */
    List<Use> uses(String grantId);

    /**
     * Makes a pending grant active. False when it is not pending.
     *
     * @param in the organisation of who approves
     */
    boolean approve(String requestId, String grantId, String by, Optional<Reference> in) throws Trail.Unavailable;

    /** By somebody whose organisation is not known. */
    default boolean approve(String requestId, String grantId, String by) throws Trail.Unavailable {
        return approve(requestId, grantId, by, Optional.empty());
    }

    /** Ends a pending, active or used-up grant for ever. False when it is revoked already. */
    boolean revoke(String requestId, String grantId, String by) throws Trail.Unavailable;
}
