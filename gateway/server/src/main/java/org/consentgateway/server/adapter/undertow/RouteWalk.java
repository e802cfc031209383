package org.consentgateway.server.adapter.undertow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Goes down every path of one route at once, holding where a request can stand, and reports what is not on the list: an
 * EIP, an attribute of one, a language, an order of steps.
 *
 * @param <P> where a request can stand
 */
abstract class RouteWalk<P extends Enum<P>> {

    private static final Set<String> BRANCH = Set.of("expression", "steps");

    private final RouteProblems problems;
    private final Junctions junctions;
    private String route;
    private JsonNode here;

    RouteWalk(String route, JsonNode start, RouteProblems problems, Junctions junctions) {
        this.route = route;
        this.here = start;
        this.problems = problems;
        this.junctions = junctions;
    }

    /** Reports a sentence about the step that is looked at. */
    final void problem(String sentence) {
        problems.at(here, "route `" + route + "` " + sentence);
    }

    /** The EIPs that stand here beside {@code choice}, {@code filter} and {@code stop}. */
    abstract Set<String> eips();

    /** One EIP: where requests stand after it. */
    abstract EnumSet<P> go(String eip, JsonNode attributes, EnumSet<P> at);

    /** A comparison or fact is evaluated here. */
    abstract void asks(String fact, EnumSet<P> at);

    /** A path of the route ends here. */
    abstract void ends(EnumSet<P> at);

    final EnumSet<P> walk(JsonNode steps, EnumSet<P> at) {
        if (!steps.isArray()) {
            problem("has no list of steps where one belongs");
            return at;
        }
        EnumSet<P> after = at;
        for (JsonNode step : steps) after = in(step, after);
        return after;
    }

    /** What is wrong in a step is told at its place, what is wrong after it at the place of what it stands in. */
    private EnumSet<P> in(JsonNode step, EnumSet<P> at) {
        JsonNode around = here;
        String outer = route;
        here = step;
        route = junctions.routeOf(step, route);
        EnumSet<P> after = step(step, at);
        here = around;
        route = outer;
        return after;
    }

    private EnumSet<P> step(JsonNode step, EnumSet<P> at) {
        if (!step.isObject() || step.size() != 1) {
            problem("has a step that is no single EIP");
            return at;
        }
        String eip = step.fieldNames().next();
        JsonNode attributes = step.get(eip);
        if (!attributes.isObject()) {
            problem("writes `" + eip + "` without naming its attributes: not allowed");
            return at;
        }
        return switch (eip) {
            case "choice" -> choice(attributes, at);
            case "filter" -> filter(attributes, at);
            case "stop" -> stop(attributes, at);
            default -> {
                if (eips().contains(eip)) yield go(eip, attributes, at);
                problem("uses `" + eip + "`: not allowed");
                yield at;
            }
        };
    }

    private EnumSet<P> filter(JsonNode filter, EnumSet<P> at) {
        EnumSet<P> after = branch("filter", filter, at);
        after.addAll(at);
        return after;
    }

    private EnumSet<P> stop(JsonNode stop, EnumSet<P> at) {
        only("stop", stop, Set.of());
        ends(at);
        EnumSet<P> nowhere = EnumSet.copyOf(at);
        nowhere.clear();
        return nowhere;
    }

    private EnumSet<P> choice(JsonNode choice, EnumSet<P> at) {
        only("choice", choice, Set.of("when", "otherwise"));
        EnumSet<P> after = EnumSet.copyOf(at);
        after.clear();
        if (!choice.path("when").isArray()) problem("has a `choice` without a list of `when`");
        for (JsonNode when : choice.path("when")) after.addAll(branch("when", when, at));
        if (choice.has("otherwise")) {
            only("otherwise", choice.get("otherwise"), Set.of("steps"));
            after.addAll(walk(choice.get("otherwise").path("steps"), at));
        } else {
            after.addAll(at);
        }
        return after;
    }

    private EnumSet<P> branch(String eip, JsonNode branch, EnumSet<P> at) {
        only(eip, branch, BRANCH);
        String comparison = request(eip, branch.path("expression"), at);
        if (!comparison.isEmpty() && !RequestLanguage.isComparison(comparison))
            problem("branches on `" + comparison + "`: a comparison such as `type = ImagingStudy` is expected");
        return EnumSet.copyOf(walk(branch.path("steps"), EnumSet.copyOf(at)));
    }

    /** The text of an expression in the language of requests; empty after a problem was reported. */
    final String request(String eip, JsonNode expression, EnumSet<P> at) {
        if (expression.size() != 1 || !expression.path("language").isObject()) {
            String language = expression.isObject() && expression.size() > 0
                    ? expression.fieldNames().next()
                    : "none";
            problem("evaluates the language `" + language + "` in `" + eip + "`: only `" + RequestLanguage.NAME
                    + "` is allowed");
            return "";
        }
        JsonNode language = expression.get("language");
        only("language", language, Set.of("language", "expression"));
        String name = language.path("language").asText();
        if (!name.equals(RequestLanguage.NAME)) {
            problem("evaluates the language `" + name + "` in `" + eip + "`: only `" + RequestLanguage.NAME
                    + "` is allowed");
            return "";
        }
        String text = language.path("expression").asText();
        List<String> facts = RequestLanguage.factsIn(text);
        if (facts.isEmpty()) problem("asks for `" + text + "`: not a fact of a request");
        facts.forEach(known -> asks(known, at));
        return facts.isEmpty() ? "" : text;
    }

    /** Reports every attribute that is not listed. */
    final void only(String eip, JsonNode attributes, Set<String> allowed) {
        for (Map.Entry<String, JsonNode> attribute : attributes.properties())
            if (!allowed.contains(attribute.getKey()))
                problems.at(
                        attributes,
                        attribute.getKey(),
                        "route `" + route + "` sets `" + attribute.getKey() + "` of `" + eip + "`: not allowed");
    }
}
