package org.consentgateway.server.port;

import org.consentgateway.core.request.Reference;

/** Tells the consent server that a Consent is over. Blocks. */
public interface ConsentEnding {

    /** Sets the status to {@code inactive} and nothing else. False where the server does not take it. */
    boolean end(Reference consent, Reference patient);
}
