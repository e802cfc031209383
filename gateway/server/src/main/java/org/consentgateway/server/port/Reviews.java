package org.consentgateway.server.port;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** The review worklist: suspected notes and label conflicts, and what the labeller answered. */
public interface Reviews {

    /** Answers that count for these resources: that one is ordinary counts when two people have said so. */
    Map<Reference, Review> of(Set<Reference> resources);

    /** The same for this caller: that a resource is ordinary counts for nobody who said so. */
    Map<Reference, Review> of(Optional<Caller> caller, Set<Reference> resources);

    /** Puts a resource on the worklist; a second time changes nothing. */
    void ask(Reference resource, Reference patient, String rule);
}
