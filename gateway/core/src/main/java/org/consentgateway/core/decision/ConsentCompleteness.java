package org.consentgateway.core.decision;

import org.consentgateway.core.consent.Consents;

/** How much of what a patient said was read. */
enum ConsentCompleteness {
    /** All of it. */
    WHOLE,
    /** The store did not answer, or nobody asked it. */
    NONE,
    /** The store answered; a Consent of which no version is known could not be read. */
    PART;

    static ConsentCompleteness of(Consents consents) {
        if (consents.unread()) return PART;
        return consents.match(all -> WHOLE, lastKnown -> NONE);
    }
}
