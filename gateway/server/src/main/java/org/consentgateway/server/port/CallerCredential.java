package org.consentgateway.server.port;

import java.util.Map;
import org.consentgateway.core.request.Caller;

/**
 * On whose behalf a call is made, for servers that are to see who asks.
 *
 * @param token  the caller's own access token
 * @param caller who it says they are
 * @param passed headers of theirs that the operator lets through, by name
 */
public record CallerCredential(String token, Caller caller, Map<String, String> passed) {

    public CallerCredential {
        passed = Map.copyOf(passed);
    }

    @Override
    public String toString() {
        return "CallerCredential"; // a token stands in no log line
    }
}
