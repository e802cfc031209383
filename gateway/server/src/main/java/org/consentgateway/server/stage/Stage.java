package org.consentgateway.server.stage;

/** Where a request stands on the road. The type of the body is the gate: a step takes one stage and returns the next. */
public sealed interface Stage permits Received, Identified, Permitted, Answered, Released, Refused, RefusalSent {

    /** The request that all stages are about. */
    RequestContext ask();
}
