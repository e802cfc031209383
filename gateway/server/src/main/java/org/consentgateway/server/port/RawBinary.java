package org.consentgateway.server.port;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * A Binary that came as its bare content though FHIR was asked for: some EHRs know no other form. It is the Binary of that
 * id, and says nothing of whose it is.
 *
 * @see <a href="http://hl7.org/fhir/R4/binary.html#rest">FHIR R4: serving Binary resources</a>
 */
public final class RawBinary {

    private static final int MAX_BYTES = 48 << 20;

    private RawBinary() {}

    /** The answer to a read as one that holds the resource; any other answer as it is. */
    public static HttpAnswer asResource(Reference target, HttpAnswer answer) throws Broken {
        if (!isRaw(target, answer)) return answer;
        try (answer) {
            byte[] content = answer.body().readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) throw new Broken(Fault.UPSTREAM_UNUSABLE, null);
            Json.Text data = new Json.Text(Base64.getEncoder().encodeToString(content));
            return new HttpAnswer(
                    200,
                    Optional.of("application/fhir+json"),
                    Optional.empty(),
                    Optional.empty(),
                    new ByteArrayInputStream(JsonWriter.bytes(resource(target, answer, Map.of("data", data)))));
        } catch (IOException e) {
            throw new Broken(Fault.UPSTREAM_UNUSABLE, e);
        }
    }

    /** What a look-up learns of it, content left unread; empty where the answer is none of a bare Binary. */
    public static Optional<Json.Obj> head(String relative, HttpAnswer answer) {
        return Reference.parse(relative.split("\\?", 2)[0])
                .filter(target -> isRaw(target, answer))
                .map(target -> resource(target, answer, Map.of()));
    }

    private static boolean isRaw(Reference target, HttpAnswer answer) {
        return target.type().equals("Binary") && answer.status() == 200 && !answer.isFhirJson();
    }

    private static Json.Obj resource(Reference target, HttpAnswer answer, Map<String, Json> more) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("Binary"));
        members.put("id", new Json.Text(target.id()));
        members.put("contentType", new Json.Text(answer.contentType().orElse("application/octet-stream")));
        members.putAll(more);
        return new Json.Obj(members);
    }
}
