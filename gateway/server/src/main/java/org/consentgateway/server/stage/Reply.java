package org.consentgateway.server.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.consentgateway.server.port.Recipient;

/** The way back to the client, for one answer. */
public interface Reply extends Recipient {

    /**
     * Starts the answer. The status and these headers, with those every answer has, are all that the client gets.
     * Blocks while the client is slow; called on a worker.
     *
     * @param headers from the closed list: Content-Type, ETag, Location, WWW-Authenticate, Retry-After, Allow
     * @return where the body goes; {@code close()} ends the answer politely
     */
    OutputStream start(int status, Map<String, String> headers) throws IOException;

    /** Whether some of the answer has left: from then on a failure cuts the connection, until then another may be started. */
    boolean started();

    /** Address of the client, where the answer goes over a connection. */
    default Optional<InetAddress> client() {
        return Optional.empty();
    }

    /** Whether the client has gone: what is not done yet is nobody's to have. */
    default boolean gone() {
        return false;
    }

    /** Told how many matches of a search are shown: an answer that is kept until there are some goes then. */
    default void counts(IntSupplier matches) {}

    /** Breaks the connection, so that the client sees that the answer is not whole. */
    void cut();
}
