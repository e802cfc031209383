package org.consentgateway.server.stage;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.port.CallerCredential;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;

/**
 * The EHR answered, and nothing of it has been looked at.
 *
 * @param upstream empty where the release itself does the asking
 * @param origin   the further server that answered, which also has the next pages; empty: the EHR
 */
public record Answered(
        RequestContext ask,
        Optional<Caller> caller,
        Optional<CallerCredential> bearer,
        Plan plan,
        Optional<HttpAnswer> upstream,
        Optional<FhirServer> origin)
        implements Stage {

    /** Of the EHR, or of nobody yet. */
    public Answered(
            RequestContext ask,
            Optional<Caller> caller,
            Optional<CallerCredential> bearer,
            Plan plan,
            Optional<HttpAnswer> upstream) {
        this(ask, caller, bearer, plan, upstream, Optional.empty());
    }

    /** The same of the request with what its body refers to resolved. */
    public Answered with(RequestContext resolved) {
        return new Answered(resolved, caller, bearer, plan, upstream, origin);
    }

    /** The same, answered to another place. */
    public Answered to(Reply other) {
        return new Answered(ask.to(other), caller, bearer, plan, upstream, origin);
    }

    @Override
    public String toString() {
        return "Answered " + ask.id();
    }
}
