package org.consentgateway.server.stage;

import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;

/**
 * One request, parsed once; the raw path and query are never read again.
 *
 * @param id       request id, which is also the decision id
 * @param request  what is asked
 * @param body     entity sent, empty for none; a form is already part of the request
 * @param reply    where the answer goes
 * @param arrived  {@code System.nanoTime()} when it came
 */
public record RequestContext(String id, FhirRequest request, byte[] body, Reply reply, long arrived) {

    /** Whether it is answered to anyone: what the gateway is, and where its tokens come from. */
    public boolean isOpen() {
        return request.interaction() == Interaction.CAPABILITIES
                || request.interaction() == Interaction.SMART_CONFIGURATION;
    }

    /** The same request, read as what a page link stands for. */
    public RequestContext about(FhirRequest original) {
        return new RequestContext(id, original, body, reply, arrived);
    }

    /** The same request with what its body refers to by criteria resolved. */
    public RequestContext with(byte[] resolved) {
        return new RequestContext(id, request, resolved, reply, arrived);
    }

    /** The same request, answered to another place. */
    RequestContext to(Reply other) {
        return new RequestContext(id, request, body, other, arrived);
    }

    @Override
    public String toString() {
        return "Ask " + id; // a path holds identifiers, a body holds content
    }
}
