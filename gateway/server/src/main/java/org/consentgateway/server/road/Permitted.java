package org.consentgateway.server.road;

import java.util.Optional;
import org.consentgateway.core.request.Caller;

/** A request that may go upstream. */
public record Permitted(RequestContext ask, Optional<Caller> caller, Optional<String> bearer, Plan plan)
        implements Stage {
    @Override
    public String toString() {
        return "Permitted " + ask.id();
    }
}
