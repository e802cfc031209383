package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.IdentityHashMap;

/**
 * Steps that stand in files of their own and are put into the road before anything is judged: those that start from
 * {@code gateway:identified} behind each {@code identify}, in the order of their files, and those that start from
 * {@code gateway:permitted} in the place of {@code forward}.
 */
final class Junctions {

    static final String IDENTIFIED = GatewayComponent.SCHEME + ":identified";
    static final String PERMITTED = GatewayComponent.SCHEME + ":permitted";

    private final ArrayNode identified = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode permitted = JsonNodeFactory.instance.arrayNode();
    private final IdentityHashMap<JsonNode, String> routes = new IdentityHashMap<>();

    /** Whether there is none. */
    boolean none() {
        return routes.isEmpty();
    }

    /** Takes the steps of a route that starts from one of the two. */
    void add(String route, String from, JsonNode steps) {
        for (JsonNode step : steps) {
            (from.equals(IDENTIFIED) ? identified : permitted).add(step);
            routes.put(step, route);
        }
    }

    /** The route that a step was written in. */
    String routeOf(JsonNode step, String otherwise) {
        return routes.getOrDefault(step, otherwise);
    }

    /** The steps of the road with these in their places. */
    JsonNode into(JsonNode node, RouteProblems problems) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), into(field.getValue(), problems)));
            problems.same(object, copy);
            return copy;
        }
        if (!(node instanceof ArrayNode list)) return node;
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        problems.same(list, copy);
        for (JsonNode step : list) {
            String named = step.path("process").path("ref").asText();
            if (named.equals("forward") && !permitted.isEmpty()) {
                copy.addAll(permitted);
                continue;
            }
            copy.add(into(step, problems));
            if (named.equals("identify")) copy.addAll(identified);
        }
        return copy;
    }
}
