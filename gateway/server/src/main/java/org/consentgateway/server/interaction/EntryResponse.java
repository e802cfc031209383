package org.consentgateway.server.interaction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;

/**
 * The entry of a batch-response that says how one request ended.
 *
 * @see <a href="http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response">FHIR R4 Bundle.entry.response</a>
 */
final class EntryResponse {

    private EntryResponse() {}

    /**
     * What is told of one request.
     *
     * @param end   its last stage
     * @param reply what was written to answer it
     */
    static Json.Obj of(Stage end, BufferedReply reply) {
        if (reply.isTooLarge()) return tooLarge();
        if (end instanceof Refused refused) return failed(refused.status(), refused.outcome());
        if (reply.isCut()) return failed(502, Outcomes.of(502));
        Map<String, Json> entry = new LinkedHashMap<>();
        resource(reply).ifPresent(resource -> entry.put("resource", resource));
        Map<String, Json> response = new LinkedHashMap<>();
        response.put("status", new Json.Text(Integer.toString(reply.status())));
        header(reply, "Location").ifPresent(location -> response.put("location", location));
        header(reply, "ETag").ifPresent(version -> response.put("etag", version));
        entry.put("response", new Json.Obj(response));
        return new Json.Obj(entry);
    }

    /** What stands for an answer that is larger than an entry may be. */
    static Json.Obj tooLarge() {
        return failed(413, Outcomes.of(413));
    }

    private static Json.Obj failed(int status, Outcome outcome) {
        Map<String, Json> response = new LinkedHashMap<>();
        response.put("status", new Json.Text(Integer.toString(status)));
        response.put("outcome", outcome.toJson());
        return new Json.Obj(Map.of("response", new Json.Obj(response)));
    }

    private static Optional<Json> header(BufferedReply reply, String name) {
        return Optional.ofNullable(reply.headers().get(name)).map(Json.Text::new);
    }

    private static Optional<Json> resource(BufferedReply reply) {
        try {
            return Optional.of(JsonReader.resource(reply.body()));
        } catch (MalformedJson e) {
            return Optional.empty(); // nothing was written, or a raw Binary, which has no place in a Bundle
        }
    }
}
