package org.consentgateway.server.road;

import java.util.Map;

/**
 * The road ends here: an answer of our own, which says nothing of the EHR.
 *
 * @param status  HTTP status
 * @param outcome code and text of the OperationOutcome
 * @param headers beside those every answer has, e.g. {@code WWW-Authenticate}
 */
public record Refused(Ask ask, int status, Outcome outcome, Map<String, String> headers) implements Stage {
    public Refused {
        headers = Map.copyOf(headers);
    }

    /** Without headers of its own. */
    public static Refused of(Ask ask, int status, Outcome outcome) {
        return new Refused(ask, status, outcome, Map.of());
    }
}
