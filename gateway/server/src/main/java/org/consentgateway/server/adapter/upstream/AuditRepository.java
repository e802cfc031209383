package org.consentgateway.server.adapter.upstream;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.port.AuditSink;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/** The FHIR server that AuditEvents are delivered to. */
public final class AuditRepository implements AuditSink {

    private static final Set<Integer> FINAL = Set.of(400, 404, 405, 409, 410, 412, 413, 415, 422);

    private final FhirServer server;
    private final Dependencies.Dependency taking;

    /** @param taking whether AuditEvents are taken as they are, which a server that is well may refuse */
    public AuditRepository(FhirServer server, Dependencies.Dependency taking) {
        this.server = server;
        this.taking = taking;
    }

    @Override
    public Delivered put(String id, Json.Obj auditEvent) {
        HttpCall call = new HttpCall(
                "PUT",
                server.resolve("AuditEvent/" + id),
                Map.of("Content-Type", "application/fhir+json;charset=utf-8"),
                Optional.of(JsonWriter.bytes(auditEvent)),
                id,
                Optional.empty());
        try (HttpAnswer answer = server.call(call)) {
            if (answer.isSuccess()) {
                taking.usable();
                return Delivered.STORED;
            }
            if (!FINAL.contains(answer.status())) return Delivered.LATER;
            taking.failed(
                    "are refused (" + answer.status() + ") and put aside under `audit/rejected` in `data.dir`: see what"
                            + " its server says of one, and `audit.url`");
            return Delivered.REJECTED;
        } catch (Broken e) {
            return Delivered.LATER;
        }
    }
}
