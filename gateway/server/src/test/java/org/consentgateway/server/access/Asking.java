package org.consentgateway.server.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;

/** An enforcement point that asks on the management port. */
public final class Asking {

    static final String CREDENTIAL = "a-credential-of-the-archive";
    /** The archive is listed. */
    public static final Map<String, String> LISTED =
            Map.of("GATEWAY_ENFORCEMENT_POINTS_ARCHIVE_CREDENTIAL", CREDENTIAL);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Asking() {}

    /** May whoever the token names read the resource? */
    public static Reply evaluation(int port, ObjectNode question) throws IOException {
        return post(port, "/access/v1/evaluation", CREDENTIAL, question.toString());
    }

    static Reply post(int port, String path, String credential, String body) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        return Wire.ask(port, Wire.request("POST", path, credential, headers, body));
    }

    /** A question by token. */
    public static ObjectNode byToken(String id, String token, String action, String reference) {
        return question(id, action, reference, properties -> properties.put("token", token));
    }

    static ObjectNode question(String id, String action, String reference, Consumer<ObjectNode> properties) {
        ObjectNode question = JSON.createObjectNode();
        ObjectNode subject = question.putObject("subject").put("type", "user").put("id", id);
        properties.accept(subject.putObject("properties"));
        question.putObject("action").put("name", action);
        String[] parts = reference.split("/", 2);
        question.putObject("resource").put("type", parts[0]).put("id", parts[1]);
        return question;
    }

    /** What the archive knows of a clinician whose token it has verified. */
    static ObjectNode byClaims(String who, String action, String reference) {
        return question("u-1", action, reference, properties -> properties
                .put("fhirUser", who)
                .put("azp", "portal")
                .put("organization", "Organization/org-a")
                .put("purpose_of_use", "TREAT")
                .put("scope", "user/*.cruds"));
    }

    /** Whether it says yes, and says so in the form of AuthZEN. */
    public static boolean decision(Reply reply) throws IOException {
        return JSON.readTree(reply.text()).required("decision").booleanValue();
    }
}
