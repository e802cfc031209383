package org.consentgateway.server.port;

import org.consentgateway.server.stage.Outcomes;

/** What broke: the closed list. A fault gives a closed answer, by {@link Outcomes}. */
public enum Fault {
    /** The EHR refused the connection, or answered what cannot be used. */
    UPSTREAM_UNUSABLE,
    /** The EHR is there but says that it cannot answer now. */
    UPSTREAM_UNAVAILABLE,
    /** The EHR did not answer in time. */
    UPSTREAM_TIMEOUT,
    /** The EHR asks us to slow down. */
    UPSTREAM_BUSY,
    /** What one request may cost the EHR is spent. */
    UPSTREAM_OVER_BUDGET,
    /** The EHR gives this caller no token: what is wrong is who asks. */
    UPSTREAM_REFUSES_CALLER,
    /** The audit trail cannot be written: no record, no release. */
    AUDIT_UNAVAILABLE,
    /** The database of grants and reviews does not answer. */
    STORE_UNAVAILABLE,
    /** No key of the issuer was ever obtained. */
    ISSUER_UNAVAILABLE,
    /** No worker is free. */
    OVERLOADED,
    /** Anything else: a broken promise of our own. */
    INTERNAL
}
