package org.consentgateway.server.pages;

import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.port.ConsentEnding;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;

/**
 * What the pages of patients read and do beside the operations that apps call.
 *
 * @param consents    what patients have said, less what they took back
 * @param revocations what they took back
 * @param ending      tells the consent server
 * @param trail       who saw what
 */
public record PatientParts(
        ConsentStore consents, ConsentRevocations revocations, ConsentEnding ending, Lookup trail, PolicyPack pack) {}
