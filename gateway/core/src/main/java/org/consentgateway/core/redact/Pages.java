package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Further pages of an upstream search. */
@FunctionalInterface
public interface Pages {

    /** No further page is to be had: a next link ends the answer as a failure. */
    Pages NONE = link -> Optional.empty();

    /**
     * Opens the page of an upstream {@code next} link; the redactor closes the stream. Empty: the link does not lead to
     * the upstream or the upstream refused it, which makes the answer unusable.
     */
    Optional<InputStream> open(String upstreamLink) throws IOException;

    /** The page will be opened when the one before it is written: it may be asked for meanwhile. */
    default void ahead(String upstreamLink) {}
}
