package org.consentgateway.core.label;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/**
 * Whose a resource is, and who recorded, keeps and may have it.
 *
 * @param subjects   Patient and Group references of its subject elements; for a Patient, the patient itself
 * @param unreadableSubject true when a subject element names a patient that no literal reference of ours tells: whose
 *     resource it is cannot be told, and nothing opens it
 * @param authors    who recorded it, by resource (45 CFR 164.501); attester, custodian and enterer are not authors
 * @param custodian  organisation that keeps it
 * @param recipients for a Consent, the actors that its provisions name
 */
public record Parties(
        Set<Reference> subjects,
        boolean unreadableSubject,
        Set<Reference> authors,
        Optional<Reference> custodian,
        Set<Reference> recipients) {
    public Parties {
        subjects = Set.copyOf(subjects);
        authors = Set.copyOf(authors);
        recipients = Set.copyOf(recipients);
    }
}
