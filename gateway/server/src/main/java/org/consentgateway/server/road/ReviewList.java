package org.consentgateway.server.road;

import java.time.Instant;
import java.util.List;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Reference;

/** The review worklist as the labeller sees it. */
public interface ReviewList extends Reviews {

    /** A resource that waits for an answer. */
    record Question(Reference resource, Reference patient, String rule, Instant askedAt) {}

    /** What waits for an answer, oldest first. */
    List<Question> open(int atMost);

    /** Answers a question, or corrects the answer. False when nobody asked about the resource. */
    boolean answer(String requestId, Reference resource, Review review, String by) throws Trail.Unavailable;
}
