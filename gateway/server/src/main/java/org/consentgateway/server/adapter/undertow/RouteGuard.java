package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads every route before a port opens. What is not listed is refused: EIPs and each of their attributes, endpoints and
 * each of their options, languages. A route cannot call a method, log a body, spool a stream or leave the road.
 */
final class RouteGuard {

    /** Where the road begins. */
    static final String LISTENER = GatewayComponent.SCHEME + ":fhir";

    private final Set<String> steps;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> taps = new TreeSet<>();
    private final Set<String> tapped = new TreeSet<>();
    private int roads;

    /** @param steps names of the steps that a route may name */
    RouteGuard(Set<String> steps) {
        this.steps = Set.copyOf(steps);
    }

    /** Every problem of every route, in sentences; empty when all may run. */
    List<String> problems(List<RouteText> files) {
        for (RouteText file : files) for (JsonNode item : file.tree()) item(file.file(), item);
        if (roads != 1) problems.add("exactly one route starts from `" + LISTENER + "`, found " + roads);
        for (String tap : tapped)
            if (!taps.contains(tap)) problems.add("no route starts from `" + tap + "`, which is tapped to");
        return List.copyOf(problems);
    }

    private void item(String file, JsonNode item) {
        if (!item.isObject()) problems.add("`" + file + "` holds something that is no route");
        // beans, route templates, REST and global handlers never reach Camel
        for (var declared : item.properties()) {
            if (declared.getKey().equals("route")) route(file, declared.getValue());
            else problems.add("`" + file + "` declares `" + declared.getKey() + "`: only `route` is allowed");
        }
    }

    private void route(String file, JsonNode route) {
        String id = route.path("id").asText();
        if (!id.matches("[A-Za-z0-9-]+")) {
            problems.add("`" + file + "` has a route without an `id` of letters, digits and dashes");
            return;
        }
        if (!ids.add(id)) problems.add("two routes are named `" + id + "`");
        JsonNode from = route.path("from");
        String uri = from.path("uri").asText();
        if (uri.equals(LISTENER)) {
            roads++;
            RoadWalk road = new RoadWalk(id, steps, problems);
            attributes(road, route, from);
            road.road(from.path("steps"));
            tapped.addAll(road.tapped());
        } else if (uri.matches("direct:[A-Za-z0-9-]+")) {
            if (!taps.add(uri)) problems.add("two routes start from `" + uri + "`");
            TapWalk tap = new TapWalk(id, problems);
            attributes(tap, route, from);
            tap.tap(from.path("steps"));
        } else {
            problems.add("route `" + id + "` starts from `" + uri + "`: not allowed");
        }
    }

    private static void attributes(RouteWalk<?> walk, JsonNode route, JsonNode from) {
        walk.only("route", route, Set.of("id", "description", "from"));
        walk.only("from", from, Set.of("uri", "steps"));
    }
}
