package org.consentgateway.server.pages;

import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirRequests;

/** Who looks at a page: a session, and what the one verifier said of its token for this request. */
record Viewer(Session session, Caller caller) {

    /** As the FHIR API knows them. */
    FhirRequests.Asker asker() {
        return new FhirRequests.Asker(caller, session.tokens().access());
    }

    /** {@code Practitioner/x}, or the subject where the token names nobody. */
    String name() {
        return caller.user().map(Reference::toString).orElse(caller.subject());
    }

    @Override
    public String toString() {
        return "Viewer";
    }
}
