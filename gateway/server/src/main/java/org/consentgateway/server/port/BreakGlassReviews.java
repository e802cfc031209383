package org.consentgateway.server.port;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What the privacy office found of requests that asserted break-glass. Blocks. */
public interface BreakGlassReviews {

    /**
     * One review.
     *
     * @param justified whether there was an emergency
     */
    record Review(String requestId, Instant at, String by, boolean justified, String remark) {
        @Override
        public String toString() {
            return "Review " + requestId;
        }
    }

    /** Keeps it; a later one replaces it. */
    void keep(Review review);

    /** Those of these requests, by request. */
    Map<String, Review> of(Set<String> requestIds);
}
