package org.consentgateway.server.port;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** Reads of one FHIR server by the gateway itself, with the gateway's own credential; what comes back is untrusted. */
public interface FhirHttp {

    /**
     * GET with {@code Accept: application/fhir+json}, {@code Accept-Encoding: identity} and {@code Cache-Control:
     * no-cache}; no redirect is followed. Blocks; called on a worker. The caller has checked that the target lies under
     * the base of this server.
     *
     * @throws IOException when no complete answer came in time
     */
    Answer get(URI target) throws IOException;

    /** Further FHIR bases under which the server writes links. */
    default List<String> otherBases() {
        return List.of();
    }

    /** @param body read to its end or closed by who asked; breaks with an IOException when the transfer is cut */
    record Answer(int status, InputStream body) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
