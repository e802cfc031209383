package org.consentgateway.server.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetBodyDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Reads every route before a port opens. What is not listed here is refused: EIPs, endpoint schemes, expressions. A
 * route cannot call a method, log a body, spool a stream or leave the road.
 */
final class RouteGuard {

    private static final Set<Class<?>> EIPS = Set.of(
            ProcessDefinition.class,
            ChoiceDefinition.class,
            FilterDefinition.class,
            ThrottleDefinition.class,
            WireTapDefinition.class,
            ToDefinition.class,
            SetBodyDefinition.class,
            StopDefinition.class);

    private static final Set<String> TAP_SCHEMES = Set.of("direct", "file", "kafka", "smtp", "smtps");

    private final Set<String> steps;

    /** @param steps names of the steps that a route may name */
    RouteGuard(Set<String> steps) {
        this.steps = Set.copyOf(steps);
    }

    /** Every problem of every route, in sentences; empty when all may run. */
    List<String> problems(List<RouteDefinition> routes) {
        List<String> problems = new ArrayList<>();
        long roads = routes.stream().filter(RouteGuard::isRoad).count();
        if (roads != 1) problems.add("exactly one route starts from `gateway:fhir`, found " + roads);
        for (RouteDefinition route : routes) check(route, problems);
        return problems;
    }

    private static boolean isRoad(RouteDefinition route) {
        return route.getInput() != null && route.getInput().getEndpointUri().startsWith(GatewayComponent.SCHEME + ":");
    }

    private void check(RouteDefinition route, List<String> problems) {
        String name = "route `" + route.getId() + "`";
        String from = route.getInput() == null ? "" : route.getInput().getEndpointUri();
        boolean road = from.equals("gateway:fhir");
        if (!road && !from.startsWith("direct:")) problems.add(name + " starts from `" + from + "`: not allowed");
        if (route.getErrorHandlerRef() != null || route.getStreamCache() != null || route.getTrace() != null)
            problems.add(name + " sets an error handler, stream caching or tracing: not allowed");
        boolean hasInterceptors = route.getOutputs().stream().anyMatch(ProcessorDefinition::isAbstract);
        if (hasInterceptors) problems.add(name + " declares an interceptor or onException: not allowed");
        walk(name, route.getOutputs(), road, problems);
        if (road) checkOrder(name, route, problems);
    }

    private void walk(String route, List<ProcessorDefinition<?>> outputs, boolean road, List<String> problems) {
        for (ProcessorDefinition<?> node : outputs) {
            if (!EIPS.contains(node.getClass())) {
                problems.add(route + " uses `" + node.getShortName() + "`: not allowed");
                continue;
            }
            if (node instanceof ProcessDefinition process) checkStep(route, process, road, problems);
            if (node instanceof ExpressionNode expression) checkExpression(route, expression, problems);
            if (node instanceof ToDefinition to) checkTo(route, to.getEndpointUri(), road, problems);
            if (node instanceof SetBodyDefinition && road)
                problems.add(route + " sets the body on the road: only steps do");
            if (node instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> {
                    checkLanguage(route, language(when.getExpression()), problems);
                    walk(route, when.getOutputs(), road, problems);
                });
                if (choice.getOtherwise() != null)
                    walk(route, choice.getOtherwise().getOutputs(), road, problems);
            } else {
                walk(route, node.getOutputs(), road, problems);
            }
        }
    }

    private void checkStep(String route, ProcessDefinition process, boolean road, List<String> problems) {
        String ref = process.getRef();
        if (ref == null || !steps.contains(ref)) problems.add(route + " names an unknown step `" + ref + "`");
        if (!road) problems.add(route + " runs a step outside the road");
    }

    private static void checkExpression(String route, ExpressionNode node, List<String> problems) {
        String language =
                node.getExpression() == null ? "none" : node.getExpression().getLanguage();
        boolean constantThrottle = node instanceof ThrottleDefinition && language.equals("constant");
        if (!language.equals(RequestLanguage.NAME) && !constantThrottle)
            problems.add(route + " evaluates the language `" + language + "`: only `" + RequestLanguage.NAME
                    + "` is allowed");
        if (node instanceof ThrottleDefinition throttle && throttle.getCorrelationExpression() != null) {
            checkLanguage(route, language(throttle.getCorrelationExpression().getExpressionType()), problems);
        }
    }

    private static String language(@Nullable ExpressionDefinition expression) {
        return expression == null ? "none" : expression.getLanguage();
    }

    private static void checkLanguage(String route, String language, List<String> problems) {
        if (!language.equals(RequestLanguage.NAME))
            problems.add(route + " evaluates the language `" + language + "`: only `" + RequestLanguage.NAME
                    + "` is allowed");
    }

    private static void checkTo(String route, String uri, boolean road, List<String> problems) {
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : uri;
        if (!TAP_SCHEMES.contains(scheme)) problems.add(route + " sends to `" + scheme + "`: not allowed");
        if (road && !scheme.equals("direct")) problems.add(route + " leaves the road to `" + scheme + "`: tap instead");
    }

    /** identify, rule, forward, release: each once on every path; a tap stands after release. */
    private void checkOrder(String name, RouteDefinition route, List<String> problems) {
        List<String> order = new ArrayList<>();
        collect(route.getOutputs(), order);
        int tap = order.indexOf("tap");
        int release = order.indexOf("release");
        if (release < 0) problems.add(name + " never releases: a step is left out");
        if (!order.contains("identify")) problems.add(name + " does not identify the caller");
        if (!order.contains("rule")) problems.add(name + " does not apply the rule");
        if (tap >= 0 && (release < 0 || tap < release))
            problems.add(name + " taps before release: only released metadata may be tapped");
    }

    private static void collect(List<ProcessorDefinition<?>> outputs, List<String> order) {
        for (ProcessorDefinition<?> node : outputs) {
            if (node instanceof ProcessDefinition process) order.add(String.valueOf(process.getRef()));
            if (node instanceof WireTapDefinition) order.add("tap");
            if (node instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> collect(when.getOutputs(), order));
                if (choice.getOtherwise() != null) collect(choice.getOtherwise().getOutputs(), order);
            } else {
                collect(node.getOutputs(), order);
            }
        }
    }
}
