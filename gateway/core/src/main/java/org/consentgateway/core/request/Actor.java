package org.consentgateway.core.request;

import java.util.Optional;

/**
 * Who acts for the user of a token: RFC 8693 section 4.1, the current actor alone.
 *
 * @param name the actor's subject
 * @param own  the actor as a caller, who must be permitted too; empty: a registered channel without a person, which has
 *             narrowed the caller by its registration and is asked no further
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693, the act claim</a>
 */
public record Actor(String name, Optional<Caller> own) {

    @Override
    public String toString() {
        return "Actor"; // identity stands in the audit trail, never in a log line
    }
}
