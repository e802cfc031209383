package org.consentgateway.server.adapter.upstream;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.adapter.audit.AuditSink;
import org.consentgateway.server.adapter.upstream.FhirServer.Broken;

/** The FHIR server that AuditEvents are delivered to. */
public final class AuditRepository implements AuditSink {

    private static final Set<Integer> FINAL = Set.of(400, 404, 405, 409, 410, 412, 413, 415, 422);

    private final FhirServer server;

    public AuditRepository(FhirServer server) {
        this.server = server;
    }

    @Override
    public Receipt put(String id, Json.Obj auditEvent) {
        HttpCall call = new HttpCall(
                "PUT",
                server.resolve("AuditEvent/" + id),
                Map.of("Content-Type", "application/fhir+json;charset=utf-8"),
                Optional.of(JsonWriter.bytes(auditEvent)),
                id,
                Optional.empty());
        try (HttpAnswer answer = server.call(call)) {
            if (answer.isSuccess()) return Receipt.STORED;
            return FINAL.contains(answer.status()) ? Receipt.REJECTED : Receipt.LATER;
        } catch (Broken e) {
            return Receipt.LATER;
        }
    }
}
