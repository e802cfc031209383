package org.consentgateway.server.stage;

/** The last byte was written. What is left is what a tap may have: no identifier of a person, no content. */
public record Released(RequestContext ask, RequestSummary summary) implements Stage {
    @Override
    public String toString() {
        return "Released " + ask.id();
    }
}
