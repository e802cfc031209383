package org.consentgateway.server.road;

import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Reference;

/** The review worklist: suspected notes and label conflicts, and what the labeller answered. */
public interface Reviews {

    /** Answers given for these resources. */
    Map<Reference, Review> of(Set<Reference> resources);

    /** Puts a resource on the worklist; a second time changes nothing. */
    void ask(Reference resource, Reference patient, String rule);
}
