package org.consentgateway.server.road;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/** Records of one person under several ids: a denial given under one of them holds for all. */
public interface PatientLinks {

    /**
     * For each patient the other records that are linked with it, either way round; none for most. Blocks.
     *
     * @return empty when it cannot be told
     */
    Optional<Map<Reference, Set<Reference>>> linked(Set<Reference> patients, String requestId);
}
