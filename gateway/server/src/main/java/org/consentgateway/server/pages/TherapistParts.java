package org.consentgateway.server.pages;

import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.Worklist;

/**
 * What the pages of therapists read and do beside the requests that apps make.
 *
 * @param recorded whether somebody recorded the first version of a resource; false where it cannot be told
 * @param disclosed who opened what, as of now
 * @param worklist told of labels that look wrong
 */
public record TherapistParts(
        BiPredicate<Reference, Reference> recorded,
        Supplier<DisclosureIndex> disclosed,
        Worklist worklist,
        PolicyPack pack) {}
