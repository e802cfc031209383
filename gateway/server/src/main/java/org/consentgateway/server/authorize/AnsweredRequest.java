package org.consentgateway.server.authorize;

import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.request.Caller;

/**
 * The request whose answer is decided.
 *
 * @param site  where it is answered
 * @param id    the request and decision id
 * @param asked what the record says was asked
 */
record AnsweredRequest(Site site, String id, Caller caller, Records.Asked asked) {

    /** Whether what was asked for may turn on encounters or authors: then each request asks about them. */
    boolean looksAround() {
        Lookout lookout = site.pack().notes().lookout();
        if (lookout.aspects().isEmpty()) return false;
        boolean included = asked.parameters().keySet().stream()
                .anyMatch(name -> name.startsWith("_include") || name.startsWith("_revinclude"));
        String type = asked.target().split("/", 2)[0];
        boolean one = asked.interaction().equals("read") || asked.interaction().startsWith("search");
        return included || !one || lookout.looksAround(type);
    }
}
