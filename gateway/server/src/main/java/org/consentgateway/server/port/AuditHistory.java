package org.consentgateway.server.port;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit trail as it is read back: what was committed before a call began is found by it. Blocks. */
public interface AuditHistory {

    /** All records of a request, oldest first. */
    List<Recorded> ofRequest(String requestId) throws IOException;

    /** When the first record was written that can be read; empty where nothing is archived. */
    Optional<Instant> archivedBefore() throws IOException;
}
