package org.consentgateway.server.authorize;

import org.consentgateway.core.request.Caller;

/**
 * The request whose answer is decided.
 *
 * @param site  where it is answered
 * @param id    the request and decision id
 * @param asked what the record says was asked
 */
record AnsweredRequest(Site site, String id, Caller caller, Records.Asked asked) {}
