package org.consentgateway.server.port;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The head of an answer, with its body still to be read. Whoever gets it closes it; closing before the end drops the
 * connection.
 *
 * @param status      HTTP status
 * @param contentType media type as sent, empty when absent
 * @param location    {@code Location}, for the id of what was created
 * @param retryAfter  {@code Retry-After} in seconds
 * @param body        decoded bytes, never more than the bound
 */
public record HttpAnswer(
        int status,
        Optional<String> contentType,
        Optional<String> location,
        Optional<String> retryAfter,
        InputStream body)
        implements AutoCloseable {

    /** The same head before another form of the body. */
    public HttpAnswer with(InputStream other) {
        return new HttpAnswer(status, contentType, location, retryAfter, other);
    }

    /** Whether the body says that it is FHIR JSON of a version that the gateway speaks. */
    public boolean isFhirJson() {
        return contentType.map(MediaTypes::isFhirJson).orElse(false);
    }

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // the connection is dropped either way: nothing is left to be done with it
        }
    }
}
