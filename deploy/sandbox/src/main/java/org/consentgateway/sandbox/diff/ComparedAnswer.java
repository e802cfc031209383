package org.consentgateway.sandbox.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources of one answer, each by its reference, in their order.
 *
 * @param status    HTTP status
 * @param resources by reference, such as {@code DocumentReference/N1}; an answer without an id is called by its type
 */
record ComparedAnswer(int status, Map<String, JsonNode> resources) {

    private static final JsonMapper JSON = new JsonMapper();

    static ComparedAnswer of(int status, String body) {
        Map<String, JsonNode> resources = new LinkedHashMap<>();
        try {
            JsonNode root = JSON.readTree(body);
            if (!root.path("entry").isEmpty()) {
                root.get("entry").forEach(entry -> put(resources, entry.path("resource")));
            } else if (!"Bundle".equals(root.path("resourceType").asText())) {
                put(resources, root);
            }
        } catch (JsonProcessingException e) {
            return new ComparedAnswer(status, resources);
        }
        return new ComparedAnswer(status, resources);
    }

    private static void put(Map<String, JsonNode> resources, JsonNode resource) {
        if (resource.has("resourceType")) {
            String id = resource.path("id").asText();
            resources.put(resource.get("resourceType").asText() + (id.isEmpty() ? "" : "/" + id), resource);
        }
    }

    /** The resource in lines, indented; no lines where the answer does not hold it. */
    List<String> lines(String reference) {
        JsonNode resource = resources.get(reference);
        return resource == null ? List.of() : resource.toPrettyString().lines().toList();
    }
}
