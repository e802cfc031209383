package org.consentgateway.core.label;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What the gateway found out about a resource beside the resource itself, each item looked up for this request.
 *
 * @param patients       the patients it is about, Group members resolved
 * @param originators    the practitioners who recorded the first version, PractitionerRole resolved to Practitioner
 * @param qualifications NUCC codes of the authors, from Practitioner.qualification and PractitionerRole
 * @param memberOf       Groups, CareTeams, PractitionerRoles and organisations that the caller was found to belong to
 * @param unresolved     actors named by a consent whose membership could not be read
 * @param deceased       whether a patient it is about is recorded as deceased
 * @param separated      custody: kept apart from the rest of the record (true), in the main chart (false), unknown (empty)
 * @param review         what a labeller answered on the review worklist
 */
public record Background(
        Subjects patients,
        Set<Reference> originators,
        Set<Coding> qualifications,
        Set<Reference> memberOf,
        Set<Reference> unresolved,
        boolean deceased,
        Optional<Boolean> separated,
        Optional<Review> review) {

    /** A labeller's answer to a suspected note or a label conflict. */
    public enum Review {
        PSYCHOTHERAPY_NOTE,
        ORDINARY
    }

    public Background {
        originators = Set.copyOf(originators);
        qualifications = Set.copyOf(qualifications);
        memberOf = Set.copyOf(memberOf);
        unresolved = Set.copyOf(unresolved);
    }
}
