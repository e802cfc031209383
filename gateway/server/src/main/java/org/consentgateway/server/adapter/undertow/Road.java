package org.consentgateway.server.adapter.undertow;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.RefusalSent;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes: read, checked by the guard, and run. */
public final class Road {

    /** What any route may name; a further server adds {@code forward.NAME}. Where each stands: {@link RoadWalk}. */
    public static final Set<String> STEPS = Set.of("identify", "rule", "forward", "release", "maintenance");

    private static final Logger LOG = LoggerFactory.getLogger(Road.class);
    private static final int TAPS_WAITING = 200;
    private static final int LONGEST_STOP_SECONDS = 10;

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
    private final ExecutorService taps;
    private final Dependencies.Dependency behind;

    /**
     * Reads the routes and checks them; nothing runs yet.
     *
     * @param routes file name to YAML text
     * @param steps  what a route may name
     * @param dependencies told whether the taps deliver
     * @param clock  gives the summary its time
     * @param calls  how taps call web servers
     * @throws BadRoutes with every problem
     */
    public Road(
            Map<String, String> routes,
            Map<String, Step<?>> steps,
            Dependencies dependencies,
            InstantSource clock,
            TapCalls calls)
            throws BadRoutes {
        this(checked(routes, steps.keySet()), steps, dependencies, clock, calls);
    }

    /** Checks routes without a step to run them. */
    public static void check(Map<String, String> routes, Set<String> steps) throws BadRoutes {
        new Road(checked(routes, steps), Map.of(), Dependencies.untold(), InstantSource.system(), TapCalls.DIRECT);
    }

    /** The route that runs where no other is written, by its file name. */
    public static Map<String, String> builtIn() {
        return RouteText.builtIn();
    }

    /** The road without its guard, to show that typed stages alone stop what a route leaves out. */
    static Road unguarded(Map<String, String> routes, Map<String, Step<?>> steps) throws BadRoutes {
        return new Road(
                read(routes, new RouteProblems()),
                steps,
                Dependencies.untold(),
                InstantSource.system(),
                TapCalls.DIRECT);
    }

    private Road(
            List<RouteText> routes,
            Map<String, Step<?>> steps,
            Dependencies dependencies,
            InstantSource clock,
            TapCalls calls)
            throws BadRoutes {
        context.getCamelContextExtension().setName("gateway");
        context.setStreamCaching(false);
        context.setMessageHistory(false);
        context.setLoadTypeConverters(false);
        context.disableJMX();
        // Camel's own handler would log the exchange with its history
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.getShutdownStrategy().setTimeout(LONGEST_STOP_SECONDS);
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        context.getManagementStrategy().addEventNotifier(new TapHealth(dependencies));
        behind = dependencies.of(Dependencies.Kind.TAP, "the taps of the routes");
        boundTaps(context.getExecutorServiceManager().getDefaultThreadPoolProfile());
        context.getCamelContextExtension().addInterceptStrategy(new ThrottleRefusals());
        taps = context.getExecutorServiceManager().newDefaultThreadPool(this, "taps");
        context.addComponent(GatewayComponent.SCHEME, component);
        for (String scheme : HttpTap.SCHEMES) context.addComponent(scheme, new HttpTap(calls));
        context.getRegistry().bind("request-language", new RequestLanguage(clock));
        steps.forEach((name, step) -> context.getRegistry().bind(name, new StepProcessor<>(name, step)));
        List<String> problems = new ArrayList<>();
        routes.forEach(route -> load(route, problems));
        if (!problems.isEmpty()) throw new BadRoutes(problems);
    }

    /** A tap that is slow loses lines, and says so; it never holds a worker or the memory of many requests. */
    private static void boundTaps(ThreadPoolProfile profile) {
        profile.setPoolSize(1);
        profile.setMaxPoolSize(4);
        profile.setMaxQueueSize(TAPS_WAITING);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
    }

    private static List<RouteText> checked(Map<String, String> routes, Set<String> steps) throws BadRoutes {
        RouteProblems problems = new RouteProblems();
        List<RouteText> admitted = new RouteGuard(steps, problems).admitted(read(routes, problems));
        if (!problems.all().isEmpty()) throw new BadRoutes(problems.all());
        return admitted;
    }

    private static List<RouteText> read(Map<String, String> routes, RouteProblems problems) {
        List<RouteText> files = new ArrayList<>();
        new TreeMap<>(routes)
                .forEach((file, yaml) -> RouteText.read(file, yaml, problems).ifPresent(files::add));
        return files;
    }

    private void load(RouteText route, List<String> problems) {
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromBytes(
                            route.file(), route.toCamel().getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            // Camel declares Exception; what it says is about the route file, which holds no clinical content
            problems.add("`" + route.file() + "` cannot be read: " + e.getMessage());
        }
    }

    /** Starts the routes; fails here rather than at the first request. */
    public void start() {
        context.start();
        component.road();
    }

    /** Lets what is under way end, taps included. */
    public void stop() {
        taps.shutdown();
        try {
            if (!taps.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS))
                LOG.warn("taps had lines left when the gateway stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.stop();
    }

    /** Takes a request down the road to its end: {@link Released} or {@link Refused}, nothing else. Never fails. */
    public CompletionStage<Stage> walk(Received received) {
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOut);
        exchange.getMessage().setBody(received);
        CompletableFuture<Stage> end = new CompletableFuture<>();
        try {
            component.road().process(exchange, synchronously -> end.complete(end(exchange, received.ask())));
        } catch (RuntimeException e) {
            LOG.error("route failed: {}", e.getClass().getName());
            end.complete(Outcomes.refused(received.ask(), 500));
        }
        return end;
    }

    /** Anything but these two is 500, and nothing of it is shown. */
    private Stage end(Exchange exchange, RequestContext ask) {
        Object body = exchange.getMessage().getBody();
        Throwable failure = exchange.getException();
        if (body instanceof Released released) {
            // the answer has gone: what fails after it is a tap
            if (failure instanceof RejectedExecutionException) lost();
            else if (failure != null)
                LOG.error("tap failed: {}", failure.getClass().getName());
            tap(GatewayComponent.RELEASED, released);
            return released;
        }
        if (failure == null && body instanceof Refused refused) return refused;
        if (failure != null) LOG.error("route failed: {}", failure.getClass().getName());
        else
            LOG.error(
                    "route ended in `{}`",
                    body == null ? "nothing" : body.getClass().getSimpleName());
        return Outcomes.refused(ask, 500);
    }

    /**
     * Tells the taps of a refusal.
     *
     * @param sent made when it left: sooner, its time could tell what is hidden from what is missing
     */
    void refused(RefusalSent sent) {
        tap(GatewayComponent.REFUSED, sent);
    }

    /** Beside the answer: no request waits for a tap. */
    private void tap(String ended, Stage stage) {
        for (AsyncProcessor tap : component.taps(ended)) {
            try {
                taps.execute(() -> {
                    Exchange exchange = new DefaultExchange(context, ExchangePattern.InOnly);
                    exchange.getMessage().setBody(stage);
                    tap.process(exchange, synchronously -> {});
                });
                behind.usable();
            } catch (RejectedExecutionException e) {
                lost();
            }
        }
    }

    private void lost() {
        behind.failed("are behind, and lines are lost: see each `to` in `routes.dir`");
    }
}
