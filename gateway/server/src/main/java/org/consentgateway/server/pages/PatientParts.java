package org.consentgateway.server.pages;

import java.util.function.Supplier;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.port.ConsentEnding;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.Representatives;

/**
 * What the pages of patients read and do beside the operations that apps call.
 *
 * @param consents    what patients have said, less what they took back
 * @param revocations what they took back
 * @param ending      tells the consent server
 * @param disclosed   who saw what, as of now
 * @param decisions   what they asked for themselves; as of when {@code disclosed} was asked for
 * @param representatives who stands in a patient's place
 */
public record PatientParts(
        ConsentStore consents,
        ConsentRevocations revocations,
        ConsentEnding ending,
        Supplier<DisclosureIndex> disclosed,
        DecisionIndex decisions,
        Representatives representatives,
        PolicyPack pack) {}
