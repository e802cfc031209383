package org.consentgateway.server.interaction;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestContext;

/** The last stage of a request of which something left. */
public final class RequestEnds {

    private RequestEnds() {}

    static Released complete(RequestContext ask, Optional<Caller> caller, int status) {
        return new Released(ask, summary(ask, caller, status));
    }

    /** The answer was cut: status 0. */
    public static Released cut(RequestContext ask, Optional<Caller> caller) {
        return new Released(ask, summary(ask, caller, 0));
    }

    private static Released.Summary summary(RequestContext ask, Optional<Caller> caller, int status) {
        boolean breakGlass =
                caller.filter(c -> c.asserts("BTG") && c.has(Role.BREAK_GLASS)).isPresent();
        return new Released.Summary(
                ask.id(),
                caller.map(Caller::client).orElse(""),
                ask.request().interaction().code(),
                ask.request().type().orElse(""),
                status,
                breakGlass);
    }
}
