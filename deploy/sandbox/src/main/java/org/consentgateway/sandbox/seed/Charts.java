package org.consentgateway.sandbox.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Synthea's charts with ids that stay the same in every load: each resource keeps the id that Synthea gave it, six
 * patients take the names that our notes use, and references by identifier become references by id.
 */
final class Charts {

    private static final Map<Integer, String> NAMED = Map.of(10, "P1", 12, "P2", 11, "P3", 5, "P4", 7, "P5", 8, "P6");

    private final Map<String, String> byIdentifier = new HashMap<>();
    private final List<ObjectNode> places = entries("hospitals");
    private final List<ObjectNode> people = entries("practitioners");

    Charts() {
        places.forEach(this::learn);
        people.forEach(this::learn);
    }

    /** The hospitals, practitioners and patients of these charts, in the order in which they are to be loaded. */
    List<List<ObjectNode>> read(List<Integer> numbers) {
        List<List<ObjectNode>> charts = numbers.stream().map(this::chart).toList();
        Set<String> wanted = new HashSet<>();
        charts.forEach(chart -> chart.forEach(resource -> references(resource, wanted)));
        List<List<ObjectNode>> ordered = new ArrayList<>();
        ordered.add(referredTo(places, wanted));
        ordered.add(referredTo(people, wanted));
        ordered.addAll(charts);
        ordered.removeIf(List::isEmpty);
        return ordered;
    }

    private static List<ObjectNode> referredTo(List<ObjectNode> resources, Set<String> wanted) {
        return resources.stream()
                .filter(resource -> wanted.contains(reference(resource)))
                .toList();
    }

    private List<ObjectNode> chart(int number) {
        List<ObjectNode> resources = entries("patient-%02d".formatted(number));
        Map<String, String> local = new HashMap<>();
        for (ObjectNode resource : resources) {
            String urn = "urn:uuid:" + resource.get("id").textValue();
            if ("Patient".equals(resource.get("resourceType").textValue()) && NAMED.containsKey(number)) {
                resource.put("id", NAMED.get(number));
            }
            local.put(urn, reference(resource));
        }
        resources.forEach(resource -> resolve(resource, local));
        return resources;
    }

    private void resolve(JsonNode node, Map<String, String> local) {
        if (node instanceof ObjectNode object && object.path("reference").isTextual()) {
            String reference = object.get("reference").textValue();
            object.put("reference", local.getOrDefault(reference, byIdentifier.getOrDefault(reference, reference)));
        }
        node.forEach(child -> resolve(child, local));
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.path("reference").isTextual()) {
            found.add(node.get("reference").textValue());
        }
        node.forEach(child -> references(child, found));
    }

    private void learn(ObjectNode resource) {
        for (JsonNode identifier : resource.path("identifier")) {
            String query = resource.get("resourceType").textValue() + "?identifier="
                    + identifier.path("system").asText() + "|"
                    + identifier.path("value").asText();
            byIdentifier.put(query, reference(resource));
        }
    }

    static String reference(ObjectNode resource) {
        return resource.get("resourceType").textValue() + "/"
                + resource.get("id").textValue();
    }

    private static List<ObjectNode> entries(String file) {
        List<ObjectNode> resources = new ArrayList<>();
        for (JsonNode entry : Resources.json(Resources.unzipped("/synthea/" + file + ".json.gz"))
                .get("entry")) {
            resources.add((ObjectNode) entry.get("resource"));
        }
        return resources;
    }
}
