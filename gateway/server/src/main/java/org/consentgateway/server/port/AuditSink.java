package org.consentgateway.server.port;

import org.consentgateway.core.json.Json;

/** Where AuditEvents are delivered to: {@code PUT [audit.url]/AuditEvent/id}. */
public interface AuditSink {

    /** How a delivery went. */
    enum Delivered {
        /** 200 or 201: it is there. */
        STORED,
        /** 4xx that will not go away (400, 404, 405, 409, 410, 412, 413, 415, 422): put aside, and tell somebody. */
        REJECTED,
        /** Anything else: no answer, 401, 403, 408, 429, 5xx. Try again later. */
        LATER
    }

    /** Delivers one event; the same id twice is the same event. Blocks, within its own time limit. Never throws. */
    Delivered put(String id, Json.Obj auditEvent);
}
