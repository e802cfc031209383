package org.consentgateway.server.interaction;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.RequestSummary;

/** The last stage of a request of which something left. */
public final class RequestEnds {

    private RequestEnds() {}

    static Released complete(RequestContext ask, Optional<Caller> caller, int status) {
        return new Released(ask, RequestSummary.now(ask, caller, status));
    }

    /** The answer was cut: status 0. */
    public static Released cut(RequestContext ask, Optional<Caller> caller) {
        return new Released(ask, RequestSummary.now(ask, caller, 0));
    }
}
