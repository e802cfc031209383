package org.consentgateway.server.adapter.undertow;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.RefusalRecorder;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Reply;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/** Takes a request of our own pages down the road that every request takes. Not to be called on a worker: it waits for them. */
public final class InProcessRequests implements FhirRequests {

    private static final int SECONDS = 60;
    private static final byte[] NO_BODY = {};

    private final Road road;
    private final RequestParser parser;
    private final RefusalRecorder refusals;

    public InProcessRequests(Road road, RequestParser parser, RefusalRecorder refusals) {
        this.road = road;
        this.parser = parser;
        this.refusals = refusals;
    }

    @Override
    public Answer ask(Asker asker, String method, String target, String accept, Optional<Json.Obj> resource) {
        byte[] body = resource.map(JsonWriter::bytes).orElse(NO_BODY);
        return parser.parse(
                        method,
                        parser.basePath() + "/" + target,
                        FhirRequests.headers(accept, resource.isPresent()),
                        NO_BODY)
                .match(
                        request -> walk(
                                asker,
                                new RequestContext(RequestIds.next(), request, body, new Kept(), System.nanoTime())),
                        refusal -> new Answer(refusal.status(), NO_BODY));
    }

    private Answer walk(Asker asker, RequestContext ask) {
        var credentials = new AccessTokenVerifier.PresentedToken(
                asker.bearer(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        var received = new Received(
                ask, Optional.of(credentials), Optional.of(new AccessTokenVerifier.Verdict.Valid(asker.caller())));
        return await(road.walk(received).thenCompose(stage -> end(ask, stage)));
    }

    private CompletionStage<Answer> end(RequestContext ask, Stage stage) {
        Kept kept = (Kept) ask.reply();
        if (stage instanceof Released) return done(kept.answer());
        if (kept.started()) return done(new Answer(0, NO_BODY));
        Refused refused = stage instanceof Refused said ? said : Outcomes.refused(ask, 500);
        return refusals.record(refused)
                .thenApply(told -> new Answer(
                        told.status(), JsonWriter.bytes(told.outcome().toJson())));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return java.util.concurrent.CompletableFuture.completedFuture(answer);
    }

    private static Answer await(CompletionStage<Answer> answer) {
        try {
            return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(503, NO_BODY);
        } catch (ExecutionException e) {
            return new Answer(500, NO_BODY);
        } catch (TimeoutException e) {
            return new Answer(504, NO_BODY);
        }
    }

    /** An answer that is kept until it is whole. */
    private static final class Kept implements Reply {

        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private volatile int status;
        private volatile boolean cut;

        @Override
        public OutputStream start(int answered, Map<String, String> headers) {
            status = answered;
            return body;
        }

        @Override
        public boolean started() {
            return status != 0;
        }

        @Override
        public void cut() {
            cut = true;
        }

        Answer answer() {
            return cut ? new Answer(0, NO_BODY) : new Answer(status, body.toByteArray());
        }
    }
}
