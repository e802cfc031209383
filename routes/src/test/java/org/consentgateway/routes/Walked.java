package org.consentgateway.routes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.adapter.undertow.Road;
import org.consentgateway.server.adapter.undertow.TapCalls;
import org.consentgateway.server.pipeline.Maintenance;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.CallerCredential;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Reply;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.RequestSummary;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/** A recipe on a road whose steps are fakes: each gives the next stage, on another thread, and writes down its name. */
final class Walked implements AutoCloseable {

    private static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");

    /** The names of the steps that ran, in order. */
    final List<String> ran = new java.util.concurrent.CopyOnWriteArrayList<>();

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final Road road;

    Walked(String recipe, UnaryOperator<String> site) throws IOException, Road.BadRoutes {
        this(Map.of(recipe, site.apply(Files.readString(Path.of("examples", recipe)))), Dependencies.untold());
    }

    Walked(Map<String, String> routes, Dependencies dependencies) throws Road.BadRoutes {
        road = new Road(
                routes,
                Map.of(
                        "identify", step("identify", Received.class, Walked::identified),
                        "rule",
                                step(
                                        "rule",
                                        Identified.class,
                                        i -> new Permitted(i.ask(), i.caller(), i.bearer(), new Plan.GatewayAnswer())),
                        "forward", step("forward", Permitted.class, Walked::answered),
                        "forward.imaging", step("forward.imaging", Permitted.class, Walked::answered),
                        "release", step("release", Answered.class, Walked::released),
                        "maintenance", new Maintenance()),
                dependencies,
                Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC),
                TapCalls.DIRECT);
        road.start();
    }

    /** The client is the token, break-glass is the purpose {@code BTG}. */
    Stage ask(String method, String path, String client, boolean breakGlass) throws Exception {
        return ask(method, path, client, breakGlass ? "BTG" : "TREAT");
    }

    /** The client is the token. */
    Stage ask(String method, String path, String client, String purpose) throws Exception {
        return PARSER.parse(method, "/fhir/" + path, Map.of(), new byte[0])
                .match(
                        request -> {
                            RequestContext ask = new RequestContext(
                                    "request-" + client, request, new byte[0], new Unused(), System.nanoTime());
                            AccessTokenVerifier.PresentedToken credentials = new AccessTokenVerifier.PresentedToken(
                                    client, Optional.empty(), Optional.empty(), Optional.of(purpose), Optional.empty());
                            return road.walk(new Received(ask, Optional.of(credentials)));
                        },
                        refusal -> {
                            throw new IllegalArgumentException("not a request: " + refusal.diagnostics());
                        })
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        road.stop();
        workers.shutdown();
    }

    private <I extends Stage> Step<I> step(String name, Class<I> takes, Function<I, Stage> next) {
        return new Fake<>(name, takes, next, ran, workers);
    }

    private static Identified identified(Received received) {
        AccessTokenVerifier.PresentedToken credentials = received.credentials().orElseThrow();
        Set<Coding> purposes =
                Set.of(new Coding(Coding.ACT_REASON, credentials.purposeHeader().orElseThrow()));
        Caller caller = new Caller(
                "subject",
                credentials.bearer(),
                Optional.of(new Reference("Practitioner", "canary-person")),
                Optional.of(new Reference("Organization", credentials.bearer())),
                new Caller.PurposeOfUse(purposes, false, false, Optional.of("canary-reason")),
                new Caller.Permissions(
                        Scopes.parse(FhirVersion.R4, "system/*.rs"), Optional.empty(), Set.of(Role.BREAK_GLASS)));
        return new Identified(
                received.ask(),
                Optional.of(caller),
                Optional.of(new CallerCredential("canary-token", caller, Map.of())));
    }

    private static Answered answered(Permitted permitted) {
        return new Answered(
                permitted.ask(), permitted.caller(), permitted.bearer(), permitted.plan(), Optional.empty());
    }

    private static Released released(Answered answered) {
        return new Released(answered.ask(), RequestSummary.now(answered.ask(), answered.caller(), 200));
    }

    private record Fake<I extends Stage>(
            String name, Class<I> takes, Function<I, Stage> next, List<String> ran, Executor workers)
            implements Step<I> {
        @Override
        public CompletionStage<? extends Stage> apply(I stage) {
            ran.add(name);
            return CompletableFuture.supplyAsync(() -> next.apply(stage), workers);
        }
    }

    private static final class Unused implements Reply {
        @Override
        public OutputStream start(int status, Map<String, String> headers) {
            throw new IllegalStateException("no fake writes an answer");
        }

        @Override
        public boolean started() {
            return false;
        }

        @Override
        public void cut() {
            throw new IllegalStateException("no fake writes an answer");
        }
    }
}
