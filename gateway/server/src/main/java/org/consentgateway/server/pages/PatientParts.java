package org.consentgateway.server.pages;

import java.util.function.Supplier;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.port.ConsentEnding;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.DisclosureIndex;

/**
 * What the pages of patients read and do beside the operations that apps call.
 *
 * @param consents    what patients have said, less what they took back
 * @param revocations what they took back
 * @param ending      tells the consent server
 * @param disclosed   who saw what, as of now
 */
public record PatientParts(
        ConsentStore consents,
        ConsentRevocations revocations,
        ConsentEnding ending,
        Supplier<DisclosureIndex> disclosed,
        PolicyPack pack) {}
