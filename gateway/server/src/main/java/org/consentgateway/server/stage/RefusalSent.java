package org.consentgateway.server.stage;

/** A refusal has left. What is left is what a tap may have. */
public record RefusalSent(RequestContext ask, RequestSummary summary) implements Stage {

    /** @param status that was sent, 0 where the connection was cut instead */
    public static RefusalSent now(Refused refused, int status) {
        return new RefusalSent(refused.ask(), RequestSummary.now(refused.ask(), refused.caller(), status));
    }

    @Override
    public String toString() {
        return "RefusalSent " + ask.id();
    }
}
