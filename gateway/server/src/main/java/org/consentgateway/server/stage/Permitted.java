package org.consentgateway.server.stage;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.port.CallerCredential;

/** A request that may go upstream. */
public record Permitted(RequestContext ask, Optional<Caller> caller, Optional<CallerCredential> bearer, Plan plan)
        implements Stage {
    @Override
    public String toString() {
        return "Permitted " + ask.id();
    }
}
