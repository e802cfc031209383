package org.consentgateway.server.stage;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.consentgateway.core.request.Refusal;

/** Records what is refused, before the answer leaves that says so. */
public interface RefusalRecorder {

    /** Records it; completes with what is to be answered, when it may leave: the refusal, or 503 where no record can be made. */
    CompletionStage<Refused> record(Refused refused);

    /**
     * Records what could not be read as a request, then goes on: nobody is known who asks, and nothing that is asked.
     *
     * @param answer told the request id that the answer bears
     */
    void misread(String requestId, Optional<InetAddress> client, Refusal refusal, Consumer<String> answer);
}
