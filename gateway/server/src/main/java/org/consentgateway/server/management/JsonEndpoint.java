package org.consentgateway.server.management;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Takes JSON by POST from programs that show who they are, and answers in JSON. */
public interface JsonEndpoint {

    /**
     * Who asks, told before anything of the body is read; empty: nobody known, answered 401.
     *
     * @param authorization the header
     */
    Optional<String> admitted(Optional<String> authorization);

    /**
     * Completes on any thread.
     *
     * @param who     as {@link #admitted} named them
     * @param headers by name in lower case, of each the first
     * @param body    at most 64 KiB
     */
    CompletionStage<Answer> answer(String who, Map<String, String> headers, byte[] body);

    /** @param headers beside those every answer has */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        public Answer {
            headers = Map.copyOf(headers);
        }
    }
}
