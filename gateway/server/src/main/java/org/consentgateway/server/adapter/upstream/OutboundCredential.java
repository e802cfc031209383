package org.consentgateway.server.adapter.upstream;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.port.HttpCall;

/** How the gateway identifies itself, or who asks, to a server behind it. */
public interface OutboundCredential {

    String AUTHORIZATION = "Authorization";

    /**
     * The headers that identify; never blocks the calling thread.
     *
     * @param call as it will be sent, with the caller on whose behalf it is made
     */
    CompletionStage<Map<String, String>> headers(HttpCall call);

    /**
     * The server refused what was shown.
     *
     * @return whether there may be another to show
     */
    default boolean renew(Map<String, String> refused) {
        return false;
    }
}
