package org.consentgateway.server.port;

import java.util.Optional;

/** Where page links lead that are too long for a link: kept for a day, so many of each caller, shared by all gateways. */
public interface KeptPageLinks {

    /**
     * Keeps what a link leads to; the oldest of the same caller give way.
     *
     * @param link    mark of the link
     * @param caller  mark of the caller
     * @param content sealed
     */
    void keep(String link, String caller, String content);

    /** What was kept under the link; empty after a day. */
    Optional<String> of(String link);
}
