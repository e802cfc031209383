package org.consentgateway.server.operations;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Format;
import org.consentgateway.server.road.Ask;
import org.consentgateway.server.road.Conversations;
import org.consentgateway.server.road.Fault;
import org.consentgateway.server.road.Outcomes;
import org.consentgateway.server.road.Stage;
import org.consentgateway.server.road.XmlFormat;

/** What the gateway answers itself, by interaction. */
public final class OwnAnswers implements Conversations.Operations {

    private final Capabilities capabilities;
    private final SmartConfiguration smart;
    private final XmlFormat xml;

    public OwnAnswers(Capabilities capabilities, SmartConfiguration smart, XmlFormat xml) {
        this.capabilities = capabilities;
        this.smart = smart;
        this.xml = xml;
    }

    @Override
    public Stage answer(Ask ask, Optional<Caller> caller) {
        return switch (ask.request().interaction()) {
            case CAPABILITIES -> resource(ask, capabilities.statement());
            case SMART_CONFIGURATION ->
                smart.document()
                        .<Stage>map(document -> bytes(ask, 200, "application/json", JsonWriter.bytes(document)))
                        .orElseGet(() -> Outcomes.fault(ask, Fault.ISSUER_UNAVAILABLE));
            default -> Outcomes.refused(ask, 404);
        };
    }

    private Stage resource(Ask ask, Json.Obj resource) {
        byte[] json = JsonWriter.bytes(resource, ask.request().shaping().pretty());
        if (ask.request().format() != Format.XML) return bytes(ask, 200, "application/fhir+json;charset=utf-8", json);
        try {
            return bytes(ask, 200, "application/fhir+xml;charset=utf-8", xml.toXml(json));
        } catch (XmlFormat.NotFhir e) {
            return Outcomes.fault(ask, Fault.INTERNAL);
        }
    }

    private static Stage bytes(Ask ask, int status, String type, byte[] body) {
        try (OutputStream out = ask.reply().start(status, Map.of("Content-Type", type))) {
            out.write(body);
        } catch (IOException e) {
            ask.reply().cut();
        }
        return Conversations.told(ask, Optional.empty(), status);
    }
}
