package org.consentgateway.server.port;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/** Consents that a patient took back here: they permit nothing from then on, whatever the consent server says. Blocks. */
public interface ConsentRevocations {

    /**
     * One that was taken back.
     *
     * @param by {@code Patient/x sub} of who did
     */
    record Revocation(Reference patient, Reference consent, Instant at, String by) {}

    /** Keeps it; a second time changes nothing. */
    void keep(Revocation revocation);

    /** Those of these patients; a patient without one is left out. */
    Map<Reference, Set<Reference>> of(Set<Reference> patients);
}
