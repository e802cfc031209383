package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/** The EHR's own CapabilityStatement. */
public final class EhrCapabilities implements Supplier<Optional<Json.Obj>> {

    private static final int MOST = 16 << 20; // bytes

    private final FhirServer ehr;

    /** @param ehr a place of its own: how long this takes is no measure of what a decision asks */
    public EhrCapabilities(FhirServer ehr) {
        this.ehr = ehr;
    }

    /** Empty where it cannot be had or read. Blocks. */
    @Override
    public Optional<Json.Obj> get() {
        try (HttpAnswer answer = ehr.call(HttpCall.get(ehr.resolve("metadata"), "gateway"))) {
            if (answer.status() != 200) return Optional.empty();
            return Optional.of(JsonReader.resource(answer.body(), MOST))
                    .filter(statement -> statement.text("resourceType").equals(Optional.of("CapabilityStatement")));
        } catch (IOException | MalformedJson e) {
            return Optional.empty();
        }
    }
}
