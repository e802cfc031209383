package org.consentgateway.server.port;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.redact.Verdict;

/** Who an answer goes to: a client, or an enforcement point that releases on the gateway's word. */
public interface Recipient {

    /**
     * Told what goes next, before it is recorded as given away.
     *
     * @return whether the client takes it: an enforcement point takes a whole resource and no part of one
     */
    default boolean takes(List<Verdict.Release> going) {
        return true;
    }

    /** The enforcement point that releases on the gateway's word, where it is no client that is answered. */
    default Optional<String> enforcementPoint() {
        return Optional.empty();
    }
}
