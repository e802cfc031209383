package org.consentgateway.server.authorize;

import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.PatientLinks;

/**
 * Where a decision learns what patients have said and what else permits.
 *
 * @param consents  what patients have said
 * @param links     records of one person under several ids
 * @param grants    legal-basis grants
 * @param freshness how consents that open a note are read
 */
public record PermissionSources(
        ConsentStore consents, PatientLinks links, GrantEvidence grants, ConsentStore.Freshness freshness) {

    /** The same with other grants. */
    PermissionSources with(GrantEvidence evidence) {
        return new PermissionSources(consents, links, evidence, freshness);
    }
}
