package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The route that starts at the listener: {@code identify}, {@code rule}, {@code forward} and {@code release}, each once
 * and in this order on every path. What is released may be tapped, what is identified may be throttled or put off.
 */
final class RoadWalk extends RouteWalk<RoadWalk.Place> {

    /** Where a request stands, named by the stage that it has reached. */
    enum Place {
        RECEIVED("identify"),
        IDENTIFIED("rule"),
        PERMITTED("forward"),
        ANSWERED("release"),
        RELEASED("");

        private final String next;

        Place(String next) {
            this.next = next;
        }
    }

    private static final Set<String> EIPS = Set.of("process", "throttle", "wireTap");
    private static final Map<String, Place> FROM = Map.of(
            "identify", Place.RECEIVED,
            "rule", Place.IDENTIFIED,
            "forward", Place.PERMITTED,
            "release", Place.ANSWERED);
    private static final Map<Place, Place> AFTER = Map.of(
            Place.RECEIVED, Place.IDENTIFIED,
            Place.IDENTIFIED, Place.PERMITTED,
            Place.PERMITTED, Place.ANSWERED);
    private static final int MOST_REQUESTS = 1_000_000;
    private static final int LONGEST_PERIOD = 3_600_000;

    private final Set<String> steps;
    private final Map<String, JsonNode> tapped = new TreeMap<>();

    RoadWalk(String route, JsonNode start, Set<String> steps, RouteProblems problems, Junctions junctions) {
        super(route, start, problems, junctions);
        this.steps = steps;
    }

    /** Walks the whole route. */
    void road(JsonNode listed) {
        ends(walk(listed, EnumSet.of(Place.RECEIVED)));
    }

    /** The {@code direct:} endpoints that it taps to, each with where it does. */
    Map<String, JsonNode> tapped() {
        return tapped;
    }

    @Override
    Set<String> eips() {
        return EIPS;
    }

    @Override
    EnumSet<Place> go(String eip, JsonNode attributes, EnumSet<Place> at) {
        if (eip.equals("process")) return process(attributes, at);
        if (eip.equals("throttle")) throttle(attributes, at);
        else tap(attributes, at);
        return at;
    }

    private EnumSet<Place> process(JsonNode process, EnumSet<Place> at) {
        only("process", process, Set.of("ref"));
        String step = process.path("ref").asText();
        if (!steps.contains(step)) {
            problem("names an unknown step `" + step + "`");
            return at;
        }
        if (step.equals("maintenance")) {
            if (!EnumSet.of(Place.IDENTIFIED).containsAll(at))
                problem("puts `maintenance` elsewhere than between `identify` and `rule`");
            return at;
        }
        Place from = FROM.get(step.startsWith("forward.") ? "forward" : step);
        if (from == null) {
            problem("names the step `" + step + "`, which has no place on the road");
            return at;
        }
        for (Place place : at) {
            if (place.compareTo(from) < 0) problem("reaches `" + step + "` without `" + place.next + "`");
            if (place.compareTo(from) > 0) problem("runs `" + from.next + "` twice, or too late");
        }
        return at.isEmpty() ? at : EnumSet.of(AFTER.getOrDefault(from, Place.RELEASED));
    }

    private void throttle(JsonNode throttle, EnumSet<Place> at) {
        only(
                "throttle",
                throttle,
                Set.of("expression", "correlationExpression", "rejectExecution", "timePeriodMillis"));
        if (!EnumSet.of(Place.IDENTIFIED, Place.PERMITTED).containsAll(at))
            problem("throttles elsewhere than between `identify` and `forward`");
        JsonNode most = throttle.path("expression");
        only("constant", most.path("constant"), Set.of("expression"));
        if (most.size() != 1 || !within(most.path("constant").path("expression"), MOST_REQUESTS))
            problem("throttles to something else than a `constant` number");
        if (!within(throttle.path("timePeriodMillis"), LONGEST_PERIOD))
            problem("throttles without a `timePeriodMillis` from 1 to " + LONGEST_PERIOD);
        // a throttle that delays holds the request, its entity and, in Camel, a thread
        if (!throttle.path("rejectExecution").asText().equals("true"))
            problem("throttles without `rejectExecution: true`: requests would wait in memory");
        if (throttle.has("correlationExpression")) request("throttle", throttle.get("correlationExpression"), at);
    }

    private static boolean within(JsonNode number, int most) {
        String text = number.asText();
        return text.matches("[1-9][0-9]{0,7}") && Integer.parseInt(text) <= most;
    }

    private void tap(JsonNode tap, EnumSet<Place> at) {
        only("wireTap", tap, Set.of("uri"));
        String uri = tap.path("uri").asText();
        if (!uri.matches("direct:[A-Za-z0-9-]+"))
            problem("taps to `" + uri + "`: only a `direct:` route may be tapped to");
        else tapped.putIfAbsent(uri, tap);
        if (!EnumSet.of(Place.RELEASED).containsAll(at))
            problem("taps before release: only released metadata may be tapped");
    }

    @Override
    void asks(String fact, EnumSet<Place> at) {
        Place known =
                switch (fact) {
                    case "client", "organization", "purpose", "role", "break-glass" -> Place.IDENTIFIED;
                    case "status", "summary" -> Place.RELEASED;
                    default -> Place.RECEIVED;
                };
        if (at.stream().anyMatch(place -> place.compareTo(known) < 0))
            problem("asks for `" + fact + "` before it is known");
    }

    @Override
    void ends(EnumSet<Place> at) {
        for (Place place : at) if (place != Place.RELEASED) problem("ends without `" + place.next + "`");
    }
}
