package org.consentgateway.server.port;

import java.util.Set;
import org.consentgateway.core.request.Reference;

/**
 * What refers to a resource and may not be found by a search: what is about no patient, before an EHR that answers by patient
 * alone, and what the gateway itself keeps beside a resource. All methods block.
 */
public interface RememberedReferrers {

    /** The resource refers to these; on disk when this returns, and never forgotten. */
    void refers(Reference resource, Set<Reference> targets);

    /** What once referred to the resource; it may not any more. */
    Set<Reference> to(Reference target);
}
