package org.consentgateway.server.adapter.upstream;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How the gateway identifies itself to a server behind it. */
public interface Credentials {

    /**
     * The value of the Authorization header, empty for none; never blocks the calling thread.
     *
     * @param callerToken the caller's token; used by {@code forward} and {@code exchange} alone
     */
    CompletionStage<Optional<String>> authorization(Optional<String> callerToken);

    /**
     * The server refused what was shown.
     *
     * @return whether there may be another to show
     */
    default boolean renew(Optional<String> refused) {
        return false;
    }
}
