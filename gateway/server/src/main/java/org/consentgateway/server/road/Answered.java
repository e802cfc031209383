package org.consentgateway.server.road;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.upstream.HttpAnswer;

/**
 * The EHR answered, and nothing of it has been looked at.
 *
 * @param upstream empty where the release itself does the asking
 */
public record Answered(
        Ask ask, Optional<Caller> caller, Optional<String> bearer, Plan plan, Optional<HttpAnswer> upstream)
        implements Stage {
    @Override
    public String toString() {
        return "Answered " + ask.id();
    }
}
