package org.consentgateway.server.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.consentgateway.server.road.Step;

/** The routes: read, checked by the guard, and run. */
public final class Road {

    private static final Set<String> TOP = Set.of("route");

    /** Routes that may not run. */
    public static final class BadRoutes extends Exception {
        private static final long serialVersionUID = 1L;
        private final List<String> problems;

        BadRoutes(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = List.copyOf(problems);
        }

        /** Every problem, in sentences. */
        public List<String> problems() {
            return problems;
        }
    }

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final GatewayComponent component = new GatewayComponent();

    /**
     * Reads the routes and checks them; nothing runs yet.
     *
     * @param routes file name to YAML text
     * @param steps  what a route may name
     * @throws BadRoutes with every problem
     */
    public Road(Map<String, String> routes, Map<String, Step<?>> steps) throws BadRoutes {
        this(routes, steps.keySet());
        steps.forEach((name, step) -> context.getRegistry().bind(name, new StepProcessor<>(name, step)));
    }

    /** Checks routes without a step to run them. */
    public static void check(Map<String, String> routes, Set<String> steps) throws BadRoutes {
        new Road(routes, steps);
    }

    private Road(Map<String, String> routes, Set<String> steps) throws BadRoutes {
        context.getCamelContextExtension().setName("gateway");
        context.setStreamCaching(false);
        context.setMessageHistory(false);
        context.setLoadTypeConverters(false);
        context.disableJMX();
        // Camel's own handler would log the exchange with its history
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.addComponent(GatewayComponent.SCHEME, component);
        context.getRegistry().bind("request-language", new RequestLanguage());
        List<String> problems = new ArrayList<>();
        routes.forEach((file, yaml) -> load(file, yaml, problems));
        List<org.apache.camel.model.RouteDefinition> definitions = ((ModelCamelContext) context).getRouteDefinitions();
        if (problems.isEmpty()) problems.addAll(new RouteGuard(steps).problems(definitions));
        if (!problems.isEmpty()) throw new BadRoutes(problems);
    }

    private void load(String file, String yaml, List<String> problems) {
        try {
            JsonNode document = new YAMLMapper().readTree(yaml);
            if (!document.isArray()) {
                problems.add("`" + file + "` is no list of routes");
                return;
            }
            // beans, route templates, REST and global handlers never reach Camel
            for (JsonNode item : document)
                item.fieldNames().forEachRemaining(name -> {
                    if (!TOP.contains(name))
                        problems.add("`" + file + "` declares `" + name + "`: only `route` is allowed");
                });
            if (!problems.isEmpty()) return;
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromBytes(file, yaml.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            problems.add("`" + file + "` is no YAML");
        } catch (Exception e) {
            // Camel declares Exception; what it says is about the route file, which holds no clinical content
            problems.add("`" + file + "` cannot be read: " + e.getMessage());
        }
    }

    CamelContext context() {
        return context;
    }

    void start() {
        context.start();
        component.road(); // fails here rather than at the first request
    }

    void stop() {
        context.stop();
    }

    void process(Exchange exchange, Runnable end) {
        component.road().process(exchange, synchronously -> end.run());
    }
}
