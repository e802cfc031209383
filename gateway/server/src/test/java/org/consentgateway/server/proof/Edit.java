package org.consentgateway.server.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a client changes in a resource that it has read, before it puts it back. */
final class Edit {

    static final List<String> NAMES = List.of(
            "nothing",
            "touch",
            "note",
            "no-arrays",
            "longer-arrays",
            "shorter-arrays",
            "reversed-arrays",
            "other-subject",
            "contained-collides",
            "narrative");

    private Edit() {}

    /** The resource as it is put back; the same object, changed. */
    static ObjectNode apply(String name, ObjectNode resource, String prefix) {
        switch (name) {
            case "nothing" -> {}
            case "touch" -> resource.put("language", "en");
            case "note" -> resource.withArray("/note").addObject().put("text", "seen");
            case "no-arrays" -> arrays(resource).forEach(resource::remove);
            case "longer-arrays" ->
                arrays(resource).forEach(array -> {
                    ArrayNode items = (ArrayNode) resource.get(array);
                    items.add(items.get(0).deepCopy());
                });
            case "shorter-arrays" -> arrays(resource).forEach(array -> ((ArrayNode) resource.get(array)).remove(0));
            case "reversed-arrays" -> arrays(resource).forEach(array -> reverse((ArrayNode) resource.get(array)));
            case "other-subject" -> resource.putObject("subject").put("reference", "Patient/" + prefix + "p2");
            case "contained-collides" -> {
                resource.withArray("/contained")
                        .addObject()
                        .put("resourceType", "Observation")
                        .put("id", "s")
                        .put("status", "final")
                        .putObject("code")
                        .put("text", "own");
                resource.withArray("/derivedFrom").addObject().put("reference", "#s");
            }
            case "narrative" ->
                resource.putObject("text")
                        .put("status", "generated")
                        .put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">mine</div>");
            case "hidden-part" -> changed(resource);
            case "role-of-writer" ->
                resource.putObject("practitioner").put("reference", "Practitioner/" + prefix + "c");
            case "unqualified" -> resource.remove("qualification");
            case "team-of-writer" ->
                resource.withArray("/participant")
                        .addObject()
                        .putObject("member")
                        .put("reference", "Practitioner/" + prefix + "c");
            case "linked" ->
                resource.withArray("/link")
                        .addObject()
                        .put("type", "seealso")
                        .putObject("other")
                        .put("reference", "Patient/" + prefix + "p2");
            case "consent-of-writer" ->
                resource.findParents("reference").stream()
                        .filter(actor -> actor.path("reference").asText().equals("Practitioner/" + prefix + "x"))
                        .forEach(actor -> ((ObjectNode) actor).put("reference", "Practitioner/" + prefix + "c"));
            default -> throw new IllegalArgumentException("unknown edit `" + name + "`");
        }
        return resource;
    }

    /** What is hidden says more; what is shown stays as it is. */
    private static void changed(JsonNode node) {
        for (JsonNode inner : node) changed(inner);
        if (node instanceof ObjectNode object)
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties()))
                if (member.getValue().asText().startsWith("CNRY_"))
                    object.put(member.getKey(), member.getValue().asText() + " more");
    }

    private static List<String> arrays(ObjectNode resource) {
        List<String> names = new ArrayList<>();
        resource.properties().forEach(member -> {
            if (member.getValue().isArray() && !member.getValue().isEmpty()) names.add(member.getKey());
        });
        return names;
    }

    private static void reverse(ArrayNode items) {
        List<JsonNode> all = new ArrayList<>();
        items.forEach(all::add);
        items.removeAll();
        for (int i = all.size() - 1; i >= 0; i--) items.add(all.get(i));
    }
}
