package org.consentgateway.server.adapter.hapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.KnownConsents;

/** What was read before, kept for as long as a test. */
final class ConsentsInMemory implements KnownConsents {

    private final Map<Reference, Map<Reference, Version>> kept = new HashMap<>();

    @Override
    public Map<Reference, List<Version>> of(Set<Reference> patients) {
        Map<Reference, List<Version>> known = new HashMap<>();
        patients.forEach(patient -> known.put(
                patient, new ArrayList<>(kept.getOrDefault(patient, Map.of()).values())));
        return known;
    }

    @Override
    public void keep(Version version) {
        kept.computeIfAbsent(version.patient(), patient -> new HashMap<>()).put(version.id(), version);
    }

    @Override
    public void forget(Reference patient, Reference id) {
        kept.getOrDefault(patient, new HashMap<>()).remove(id);
    }
}
