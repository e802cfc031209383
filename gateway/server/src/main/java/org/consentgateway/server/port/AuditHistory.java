package org.consentgateway.server.port;

import java.io.IOException;
import java.util.List;

/** The audit trail as it is read back: what was committed before a call began is found by it. Blocks. */
public interface AuditHistory {

    /** All records of a request, oldest first. */
    List<Recorded> ofRequest(String requestId) throws IOException;
}
