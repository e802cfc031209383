package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentEnding;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;

/** Ends Consents on the consent server, with the gateway's own credential and of the version that was read (If-Match). */
public final class ConsentServer implements ConsentEnding {

    private static final String FHIR = "application/fhir+json";
    private static final String REQUEST = "consent-revocation";

    private final FhirServer server;

    public ConsentServer(FhirServer server) {
        this.server = server;
    }

    @Override
    public boolean end(Reference consent, Reference patient) {
        try (HttpAnswer read = server.call(HttpCall.get(server.resolve(consent.toString()), REQUEST))) {
            if (!read.isSuccess()) return false;
            Json.Obj found = JsonReader.object(read.body());
            boolean theirs = found.object("patient")
                    .or(() -> found.object("subject"))
                    .flatMap(who -> who.text("reference"))
                    .filter(who -> who.equals(patient.toString()) || who.endsWith("/" + patient))
                    .isPresent();
            return theirs && write(consent, found);
        } catch (IOException | MalformedJson e) {
            return false;
        }
    }

    private boolean write(Reference consent, Json.Obj found) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>(found.members());
        members.put("status", new Json.Text("inactive"));
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", FHIR));
        found.object("meta")
                .flatMap(meta -> meta.text("versionId"))
                .ifPresent(version -> headers.put("If-Match", "W/\"" + version + "\""));
        byte[] body = JsonWriter.bytes(new Json.Obj(members));
        HttpCall call = new HttpCall(
                "PUT", server.resolve(consent.toString()), headers, Optional.of(body), REQUEST, Optional.empty());
        try (HttpAnswer written = server.call(call)) {
            return written.isSuccess();
        }
    }
}
