package org.consentgateway.server.tlog;

import java.io.IOException;

/** Asks a witness that is elsewhere. */
public interface WitnessCall {

    /**
     * Posts to {@code add-checkpoint}; may hold the thread for some seconds.
     *
     * @throws IOException where no answer came
     */
    CosigningWitness.Reply add(AddCheckpoint asked) throws IOException;
}
