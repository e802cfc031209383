package org.consentgateway.server.pages;

import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/** For whom a page is. */
enum Audience {
    PRIVACY_OFFICE,
    /** Who answers the review worklist; the privacy office sees it too. */
    REVIEWERS,
    THERAPIST,
    /** A patient, or a RelatedPerson; in whose place they stand, if in anybody's, the page finds out. */
    PATIENT;

    /** Whether the page is for them. What is done in somebody's own right is not done through another. */
    boolean admits(Caller caller) {
        if (caller.actor().isPresent()) return false;
        return switch (this) {
            case PRIVACY_OFFICE -> caller.has(Role.PRIVACY_OFFICER);
            case REVIEWERS -> caller.has(Role.PRIVACY_OFFICER) || caller.has(Role.LABELLER);
            case THERAPIST -> is(caller, "Practitioner");
            case PATIENT -> is(caller, "Patient") || is(caller, "RelatedPerson");
        };
    }

    private static boolean is(Caller caller, String type) {
        return caller.user().map(Reference::type).filter(type::equals).isPresent();
    }
}
