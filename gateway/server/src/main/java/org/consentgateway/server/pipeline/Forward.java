package org.consentgateway.server.pipeline;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/** Asks the EHR, with our own headers only, for what the plan says; no thread waits for the answer. */
public final class Forward implements Step<Permitted> {

    private final SearchWays ways = new SearchWays();
    private final FhirServer ehr;
    private final Optional<FhirServer> origin;
    private final MinuteBudget budget;

    public Forward(FhirServer ehr, MinuteBudget budget) {
        this(ehr, Optional.empty(), budget);
    }

    private Forward(FhirServer server, Optional<FhirServer> origin, MinuteBudget budget) {
        this.ehr = server;
        this.origin = origin;
        this.budget = budget;
    }

    /** To a further server, which then also has the next pages; what a decision needs to know is still looked up in the EHR. */
    public static Forward to(FhirServer further, MinuteBudget budget) {
        return new Forward(further, Optional.of(further), budget);
    }

    @Override
    public Class<Permitted> takes() {
        return Permitted.class;
    }

    @Override
    public CompletionStage<? extends Stage> apply(Permitted permitted) {
        if (!budget.admits(permitted.plan()))
            return CompletableFuture.completedFuture(
                    Outcomes.overBudget(permitted.ask(), budget.retryAfter()).by(permitted.caller()));
        Optional<HttpCall> call = call(permitted);
        if (call.isEmpty())
            return CompletableFuture.completedFuture(new Answered(
                    permitted.ask(), permitted.caller(), permitted.bearer(), permitted.plan(), Optional.empty()));
        return sent(permitted, call.get())
                .<Stage>thenApply(answer -> new Answered(
                        permitted.ask(),
                        permitted.caller(),
                        permitted.bearer(),
                        permitted.plan(),
                        Optional.of(answer),
                        origin))
                .exceptionally(failure -> Outcomes.fault(permitted.ask(), faultOf(failure)));
    }

    /** A search that the EHR does not take in the way that it was asked is asked in the other. */
    private CompletionStage<HttpAnswer> sent(Permitted permitted, HttpCall call) {
        if (!(permitted.plan() instanceof Plan.Search search) || isLater(search)) return ehr.send(call);
        SearchWays.Way first = call.body().isPresent() ? SearchWays.Way.FORM : SearchWays.Way.QUERY;
        return ehr.send(call).thenCompose(answer -> {
            Optional<SearchWays.Way> other = ways.instead(search.search(), first, answer.status());
            if (other.isEmpty()) return CompletableFuture.completedFuture(answer);
            answer.close();
            return ehr.send(search(permitted, search, other.get())).thenApply(second -> {
                ways.showed(search.search(), other.get(), second.status());
                return second;
            });
        });
    }

    private static boolean isLater(Plan.Search search) {
        return search.from().filter(from -> !from.upstreamUrl().isEmpty()).isPresent();
    }

    private HttpCall search(Permitted permitted, Plan.Search search, SearchWays.Way way) {
        return way == SearchWays.Way.FORM
                ? form(permitted, search)
                : get(permitted, ehr.resolve(search.search().target()));
    }

    private static Fault faultOf(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof Broken broken ? broken.fault() : Fault.INTERNAL;
    }

    /** The upstream request of a plan that begins with one; empty where the release does the asking. */
    private Optional<HttpCall> call(Permitted permitted) {
        Plan plan = permitted.plan();
        if (plan instanceof Plan.Read read)
            return Optional.of(get(
                    permitted,
                    ehr.resolve(read.target()
                            + read.version().map(v -> "/_history/" + v).orElse(""))));
        if (plan instanceof Plan.Everything everything)
            return Optional.of(get(
                    permitted,
                    everything.from().flatMap(this::page).orElseGet(() -> ehr.resolve(everything.upstream()))));
        if (plan instanceof Plan.LastN last) return Optional.of(get(permitted, ehr.resolve(last.upstream())));
        if (plan instanceof Plan.Operation operation) return Optional.of(operation(permitted, operation));
        if (plan instanceof Plan.Terminology question)
            return Optional.of(get(permitted, ehr.resolve(question.upstream())));
        if (plan instanceof Plan.Search search) {
            if (isLater(search))
                return Optional.of(
                        get(permitted, search.from().flatMap(this::page).orElseThrow()));
            return Optional.of(search(
                    permitted,
                    search,
                    ways.first(search.search(), permitted.ask().request())));
        }
        return Optional.empty();
    }

    private Optional<URI> page(Position position) {
        return ehr.own(position.upstreamUrl());
    }

    private static HttpCall get(Permitted permitted, URI uri) {
        // all work for a client ends with the client
        return HttpCall.get(uri, permitted.ask().id(), permitted.bearer())
                .until(permitted.ask().reply()::gone);
    }

    private HttpCall operation(Permitted permitted, Plan.Operation operation) {
        URI uri = ehr.resolve(operation.upstream());
        return operation
                .body()
                .map(body -> new HttpCall(
                        "POST",
                        uri,
                        Map.of("Content-Type", "application/fhir+json;charset=utf-8"),
                        Optional.of(JsonWriter.bytes(body)),
                        permitted.ask().id(),
                        permitted.bearer()))
                .orElseGet(() -> get(permitted, uri));
    }

    private HttpCall form(Permitted permitted, Plan.Search search) {
        return new HttpCall(
                        "POST",
                        ehr.resolve(search.search().path() + "/_search"),
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        Optional.of(search.search().query().getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                        permitted.ask().id(),
                        permitted.bearer())
                .until(permitted.ask().reply()::gone);
    }
}
