package org.consentgateway.server.stage;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.port.CallerCredential;

/** A request whose caller is known; empty only for what is open to anyone (metadata). */
public record Identified(RequestContext ask, Optional<Caller> caller, Optional<CallerCredential> bearer)
        implements Stage {
    @Override
    public String toString() {
        return "Identified " + ask.id();
    }
}
