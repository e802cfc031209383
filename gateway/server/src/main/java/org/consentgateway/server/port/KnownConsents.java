package org.consentgateway.server.port;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/** The last version of each Consent that was read, across restarts: what it denies holds while it cannot be read again. */
public interface KnownConsents {

    /**
     * One Consent as it was last read.
     *
     * @param patient      whose, in the EHR's ids
     * @param id           {@code Consent/x} of the consent server
     * @param resource     without narrative and signed form; empty where what was kept can no longer be opened
     * @param denies       whether a rule of it is no permit
     * @param missingSince when a read first said that it is gone; empty while none has
     */
    record Version(
            Reference patient,
            Reference id,
            Optional<Json.Obj> resource,
            boolean denies,
            Optional<Instant> missingSince) {}

    /** What is known of each patient. */
    Map<Reference, List<Version>> of(Set<Reference> patients);

    /** Keeps a version in place of the one before. */
    void keep(Version version);

    /** Forgets one: a newer version is of somebody else, or it is gone for good. */
    void forget(Reference patient, Reference id);
}
