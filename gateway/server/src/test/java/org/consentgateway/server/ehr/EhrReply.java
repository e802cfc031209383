package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the EHR answers. */
record EhrReply(int status, Map<String, String> headers, byte[] body) {

    static final String JSON = "application/fhir+json";

    static EhrReply of(int status, JsonNode body, Map<String, String> headers) {
        Map<String, String> all = new java.util.TreeMap<>(headers);
        all.put("Content-Type", JSON);
        return new EhrReply(status, all, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static EhrReply of(int status, JsonNode body) {
        return of(status, body, Map.of());
    }

    static EhrReply none(int status) {
        return new EhrReply(status, Map.of(), new byte[0]);
    }

    /** An error as EHRs write them: with text of their own. */
    static EhrReply error(int status, String text) {
        ObjectNode outcome = JsonNodeFactory.instance.objectNode().put("resourceType", "OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", "processing")
                .put("diagnostics", text);
        return of(status, outcome);
    }
}
