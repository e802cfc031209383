package org.consentgateway.server.stage;

import java.time.Duration;
import java.util.Optional;
import org.consentgateway.core.request.Caller;

/**
 * What a tap may have of a request that has ended: no identifier of a person, no content, and nothing by which an answer
 * about something hidden differs from one about nothing.
 *
 * @param requestId   as the answer bears it
 * @param caller      who asked
 * @param interaction as in the interaction table
 * @param type        resource type, empty for none
 * @param status      HTTP status, 0 where the answer was cut
 * @param arrived     {@code System.nanoTime()} when the request came
 * @param ended       {@code System.nanoTime()} when the answer left
 */
public record RequestSummary(
        String requestId, CallerFacts caller, String interaction, String type, int status, long arrived, long ended) {

    /** Of a request whose answer leaves now. */
    public static RequestSummary now(RequestContext ask, Optional<Caller> caller, int status) {
        return new RequestSummary(
                ask.id(),
                CallerFacts.of(caller),
                ask.request().interaction().code(),
                ask.request().type().orElse(""),
                status,
                ask.arrived(),
                System.nanoTime());
    }

    /** From the request to the end of its answer. */
    public Duration took() {
        return Duration.ofNanos(ended - arrived);
    }
}
