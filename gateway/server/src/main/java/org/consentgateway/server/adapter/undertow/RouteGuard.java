package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads every route before a port opens. What is not listed is refused: EIPs and each of their attributes, endpoints and
 * each of their options, languages. A route cannot call a method, log a body, spool a stream or leave the road.
 */
final class RouteGuard {

    /** Where the road begins. */
    static final String LISTENER = GatewayComponent.SCHEME + ":fhir";

    private static final Set<String> ENDED = Set.of(
            GatewayComponent.SCHEME + ":" + GatewayComponent.RELEASED,
            GatewayComponent.SCHEME + ":" + GatewayComponent.REFUSED);

    /** A route that starts at the listener. */
    private record Start(String file, String id, JsonNode item) {}

    private final Set<String> steps;
    private final RouteProblems problems;
    private final Junctions junctions = new Junctions();
    private final List<RouteText> admitted = new ArrayList<>();
    private final List<Start> roads = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> starts = new HashSet<>();
    private final Map<String, JsonNode> tapped = new TreeMap<>();
    private boolean taps;

    /**
     * @param steps    names of the steps that a route may name
     * @param problems takes every problem of every route
     */
    RouteGuard(Set<String> steps, RouteProblems problems) {
        this.steps = Set.copyOf(steps);
        this.problems = problems;
    }

    /** What Camel is to run: the road with what other files put into it, and the taps. */
    List<RouteText> admitted(List<RouteText> files) {
        for (RouteText file : files) for (JsonNode item : file.tree()) item(file.file(), item);
        if (roads.isEmpty() && (taps || !junctions.none())) builtInRoad();
        if (roads.size() != 1) problems.add("exactly one route starts from `" + LISTENER + "`, found " + found());
        roads.forEach(this::road);
        tapped.forEach((tap, where) -> {
            if (!starts.contains(tap)) problems.at(where, "no route starts from `" + tap + "`, which is tapped to");
        });
        return List.copyOf(admitted);
    }

    private String found() {
        if (roads.isEmpty()) return "0";
        return roads.size() + ": "
                + roads.stream().map(road -> problems.place(road.item())).collect(Collectors.joining(", "));
    }

    /** Where files only add to the road, it is the one that runs without them. */
    private void builtInRoad() {
        RouteText.builtIn().forEach((file, yaml) -> RouteText.read(file, yaml, problems)
                .ifPresent(text -> text.tree().forEach(item -> item(file, item))));
    }

    private void item(String file, JsonNode item) {
        if (!item.isObject()) problems.add("`" + file + "` holds something that is no route");
        // beans, route templates, REST and global handlers never reach Camel
        for (var declared : item.properties()) {
            if (declared.getKey().equals("route")) route(file, item, declared.getValue());
            else problems.at(item, declared.getKey(), "declares `" + declared.getKey() + "`: only `route` is allowed");
        }
    }

    private void route(String file, JsonNode item, JsonNode route) {
        String id = route.path("id").asText();
        if (!id.matches("[A-Za-z0-9-]+")) {
            problems.at(item, "a route without an `id` of letters, digits and dashes");
            return;
        }
        if (!ids.add(id)) problems.at(item, "two routes are named `" + id + "`");
        JsonNode from = route.path("from");
        String uri = from.path("uri").asText();
        if (uri.equals(LISTENER)) {
            roads.add(new Start(file, id, item));
        } else if (uri.equals(Junctions.IDENTIFIED) || uri.equals(Junctions.PERMITTED)) {
            if (uri.equals(Junctions.PERMITTED)) once(item, uri);
            attributes(new TapWalk(id, item, problems), route, from);
            if (!from.path("steps").isArray())
                problems.at(item, "route `" + id + "` has no list of steps where one belongs");
            junctions.add(id, uri, from.path("steps"));
        } else if (ENDED.contains(uri) || uri.matches("direct:[A-Za-z0-9-]+")) {
            if (ENDED.contains(uri)) taps = true;
            else once(item, uri);
            TapWalk tap = new TapWalk(id, item, problems);
            attributes(tap, route, from);
            tap.tap(from.path("steps"));
            admit(file, route);
        } else {
            problems.at(from, "uri", "route `" + id + "` starts from `" + uri + "`: not allowed");
        }
    }

    private void once(JsonNode item, String uri) {
        if (!starts.add(uri)) problems.at(item, "two routes start from `" + uri + "`");
    }

    private void road(Start start) {
        JsonNode route = start.item().path("route");
        RoadWalk road = new RoadWalk(start.id(), start.item(), steps, problems, junctions);
        attributes(road, route, route.path("from"));
        JsonNode whole = junctions.into(route, problems);
        road.road(whole.path("from").path("steps"));
        road.tapped().forEach(tapped::putIfAbsent);
        admit(start.file(), whole);
    }

    private void admit(String file, JsonNode route) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.set("route", route);
        ArrayNode tree = JsonNodeFactory.instance.arrayNode();
        tree.add(item);
        admitted.add(new RouteText(file, tree));
    }

    private static void attributes(RouteWalk<?> walk, JsonNode route, JsonNode from) {
        walk.only("route", route, Set.of("id", "description", "from"));
        walk.only("from", from, Set.of("uri", "steps"));
    }
}
