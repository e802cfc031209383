package org.consentgateway.server.interaction;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.interaction.NotFoundTiming.Settled;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/** The road in this process that entries of a Bundle take, and which of them came where. */
final class MemoryRoad {

    static final RequestParser PARSER = new RequestParser(FhirVersion.R4, "/fhir");

    /** {@code rule r-1}, {@code forward r-1}, {@code settle r-1}. */
    final List<String> passed = new ArrayList<>();

    private final Site site;
    private final MemoryClient client;
    private final Map<String, Integer> refused = new HashMap<>();

    MemoryRoad(Site site, MemoryClient client) {
        this.site = site;
        this.client = client;
    }

    /** That stage of it ends with a refusal: {@code rule r-1}. */
    void refuses(String stage, int status) {
        refused.put(stage, status);
    }

    /** Where time tells nothing. */
    static NotFoundTiming untimed(MemoryHospital hospital) {
        return new NotFoundTiming(
                new TimingGrid(Duration.ZERO, () -> 0L),
                new Decoys(hospital.site.ehr(), hospital.site.ehr()),
                hospital.site.pack().hideableTypes()::contains,
                hospital.site.pack().notes());
    }

    /** What answers reads and writes. */
    EntryHandler entries() {
        return entries(answered -> Settled.atOnce(
                answered.plan() instanceof Plan.Read read
                        ? new ReadHandler(site).answer(answered, read)
                        : new WriteHandler(site).answer(answered)));
    }

    EntryHandler entries(Function<Answered, Settled> settle) {
        return entries(settle, new TimingGrid(Duration.ZERO, () -> 0L));
    }

    EntryHandler entries(Function<Answered, Settled> settle, TimingGrid grid) {
        return new EntryHandler(
                new EntryRequests(PARSER),
                rule(),
                forward(),
                entry -> {
                    passed.add("settle " + entry.ask().id());
                    return settle.apply(entry);
                },
                grid);
    }

    Step<Identified> rule() {
        return step(Identified.class, Identified::ask, "rule", client::permits);
    }

    Step<Permitted> forward() {
        return step(Permitted.class, Permitted::ask, "forward", this::asked);
    }

    private Answered asked(Permitted permitted) {
        return new Answered(
                permitted.ask(), permitted.caller(), permitted.bearer(), permitted.plan(), upstream(permitted));
    }

    private Optional<HttpAnswer> upstream(Permitted permitted) {
        if (!(permitted.plan() instanceof Plan.Read read)) return Optional.empty();
        HttpCall call = HttpCall.get(
                site.ehr().resolve(read.target().toString()), permitted.ask().id());
        HttpAnswer answer = site.ehr().send(call).toCompletableFuture().join();
        return Optional.of(answer.with(new Watched(answer.body())));
    }

    /** A body that knows whether it was closed. */
    static final class Watched extends FilterInputStream {
        boolean closed;

        Watched(InputStream body) {
            super(body);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    private <I extends Stage> Step<I> step(
            Class<I> takes, Function<I, RequestContext> ask, String name, Function<I, ? extends Stage> does) {
        return new Step<>() {
            @Override
            public Class<I> takes() {
                return takes;
            }

            @Override
            public CompletionStage<? extends Stage> apply(I stage) {
                RequestContext asked = ask.apply(stage);
                String here = name + " " + asked.id();
                passed.add(here);
                Integer status = refused.get(here);
                return CompletableFuture.completedFuture(
                        status == null ? does.apply(stage) : Outcomes.refused(asked, status));
            }
        };
    }
}
