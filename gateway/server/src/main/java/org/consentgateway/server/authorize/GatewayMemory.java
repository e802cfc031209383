package org.consentgateway.server.authorize;

import org.consentgateway.server.port.Deletions;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.RememberedReferrers;
import org.consentgateway.server.port.Reviews;
import org.consentgateway.server.port.ShownVersions;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WrittenFacts;

/**
 * What the gateway itself remembers of the resources of the EHR.
 *
 * @param reviews   the review worklist
 * @param worklist  what people have to look at
 * @param written   who wrote which fact
 * @param deletions what was deleted and is kept for the sake of what its deleter could not see
 * @param shown     as which version each caller was shown what is hidden from them in part
 * @param labelled  types beyond the pack's list of which one was seen with a label
 * @param referrers what refers to a resource and may not be found by a search
 */
public record GatewayMemory(
        Reviews reviews,
        Worklist worklist,
        WrittenFacts written,
        Deletions deletions,
        ShownVersions shown,
        LabelledTypes labelled,
        RememberedReferrers referrers) {}
