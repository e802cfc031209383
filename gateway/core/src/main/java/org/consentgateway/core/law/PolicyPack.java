package org.consentgateway.core.law;

import java.time.ZoneId;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * The law in force at this site, as data.
 *
 * @param id           e.g. {@code us-hipaa}
 * @param version      version of the pack, overlays included
 * @param organization the covered entity that runs the gateway
 * @param zone         time zone in which a date ends
 * @param noteTypes    resource types that can carry psychotherapy notes: references to them are resolved before release
 * @param noteLabels   labels that alone make a note CONFIRMED
 */
public record PolicyPack(
        String id, String version, Reference organization, ZoneId zone, Set<String> noteTypes, Set<Coding> noteLabels) {

    public PolicyPack {
        noteTypes = Set.copyOf(noteTypes);
        noteLabels = Set.copyOf(noteLabels);
    }
}
