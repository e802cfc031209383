package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Where the answer goes. Opened at most once, after the first window was judged and recorded. */
@FunctionalInterface
public interface ResponseSink {

    /**
     * Sends status and headers and gives the stream for the body; the redactor flushes it but never closes it.
     *
     * @param versionId {@code meta.versionId} of a single resource, for its ETag; empty for a Bundle
     */
    OutputStream open(Optional<String> versionId) throws IOException;
}
