package org.consentgateway.server.port;

import java.time.Instant;
import java.util.List;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Reference;

/** The review worklist as the labeller sees it. */
public interface ReviewList extends Reviews {

    /**
     * A resource that waits for an answer, or for a second person to confirm one.
     *
     * @param answered whether one person said that it is ordinary
     */
    record Question(Reference resource, Reference patient, String rule, Instant askedAt, boolean answered) {}

    /** What came of an answer. */
    enum Outcome {
        /** Nobody asked about the resource. */
        NOBODY_ASKED,
        /** It waits for a second person. */
        UNCONFIRMED,
        /** It counts. */
        COUNTS
    }

    /** What waits for an answer, oldest first. */
    List<Question> open(int atMost);

    /** Whether somebody said that the resource is ordinary, or took its label off, and nobody has confirmed it. */
    boolean unconfirmed(Reference resource);

    /**
     * Answers a question, corrects the answer, or confirms what another said or did.
     *
     * @param by {@code Type/id sub} of who answers, or the subject alone
     */
    Outcome answer(String requestId, Reference resource, Review review, String by) throws Trail.Unavailable;
}
