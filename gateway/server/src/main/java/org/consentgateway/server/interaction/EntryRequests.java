package org.consentgateway.server.interaction;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Format;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Reply;
import org.consentgateway.server.stage.RequestContext;

/**
 * Reads the request in an entry of a batch or transaction as if it had come alone.
 *
 * @see <a href="http://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request">FHIR R4 Bundle.entry.request</a>
 */
final class EntryRequests {

    private final RequestParser parser;

    EntryRequests(RequestParser parser) {
        this.parser = parser;
    }

    /**
     * The request of an entry.
     *
     * @param bundle what it came in
     * @param id     of this request, for the trail
     * @param reply  where its answer goes
     */
    OrRefusal<RequestContext> of(Answered bundle, Json.Obj entry, String id, Reply reply) {
        return parsed(entry)
                .then(request -> OrRefusal.of(new RequestContext(
                        id,
                        request.withFormat(Format.JSON),
                        body(entry, request),
                        reply,
                        bundle.ask().arrived())));
    }

    private OrRefusal<FhirRequest> parsed(Json.Obj entry) {
        Optional<Json.Obj> request = entry.object("request");
        Map<String, List<String>> headers = new HashMap<>();
        header(request, "ifMatch", "if-match", headers);
        header(request, "ifNoneExist", "if-none-exist", headers);
        header(request, "ifNoneMatch", "if-none-match", headers);
        String method = request.flatMap(r -> r.text("method")).orElse("");
        boolean unsaid = request.filter(r -> r.get("url").isEmpty()).isPresent();
        Optional<String> url = unsaid && method.equals("POST") ? typeOf(entry) : request.flatMap(r -> r.text("url"));
        return parser.parseEntry(method, url.orElse(""), headers);
    }

    /** Where an entry creates: HAPI's client leaves the URL out, and FHIR R4 http.html#create has but this one. */
    private static Optional<String> typeOf(Json.Obj entry) {
        return entry.object("resource")
                .flatMap(resource -> resource.text("resourceType"))
                .filter(type -> type.matches("[A-Za-z]+"));
    }

    private static void header(
            Optional<Json.Obj> request, String element, String header, Map<String, List<String>> headers) {
        request.flatMap(r -> r.text(element)).ifPresent(value -> headers.put(header, List.of(value)));
    }

    /** The resource; of a patch what is in the Binary that carries it (FHIR R4 http.html#patch). */
    private static byte[] body(Json.Obj entry, FhirRequest request) {
        Optional<Json.Obj> resource = entry.object("resource");
        if (request.body() != BodyFormat.JSON_PATCH)
            return resource.map(JsonWriter::bytes).orElse(new byte[0]);
        return resource.filter(binary -> binary.text("contentType").equals(Optional.of("application/json-patch+json")))
                .flatMap(binary -> binary.text("data"))
                .map(EntryRequests::decoded)
                .orElse(new byte[0]);
    }

    private static byte[] decoded(String data) {
        try {
            return Base64.getMimeDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // no patch
        }
    }
}
