package org.consentgateway.server.port;

import java.util.Set;

/**
 * Whom the gateway gave the contents of protected notes, as keyed digests: what such a reader writes with the same content
 * is a copy. Only the reader's own writes are compared, so that nobody learns by writing what they were never shown.
 */
public interface DisclosedAttachments {

    /**
     * Remembers that a reader is given these contents. Blocks.
     *
     * @param contents keyed digests that are the reader's alone
     */
    void given(Set<String> contents);

    /** Whether one of these was given. Blocks. */
    boolean anyGiven(Set<String> contents);
}
