package org.consentgateway.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.access.QuestionReader.Questions;
import org.consentgateway.server.access.QuestionReader.Semantic;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/**
 * Answers the questions of enforcement points: each goes down the road as the request that it is about, so that it is
 * decided, recorded and timed as that would be; what comes back is only whether all of the resource was released.
 *
 * <p>Missing, hidden and unreadable are one answer. Whatever fails is that answer too.
 */
public final class AccessEvaluation {

    private static final int AT_ONCE = 8;

    private final AccessTokenVerifier tokens;
    private final Function<Json.Obj, ? extends CompletionStage<Verdict>> claims;
    private final RequestParser parser;
    private final Road road;
    private final Counting counting;

    /** The road, and its two ends. */
    public interface Road {

        /** Takes a request to its end; a refusal is recorded, and completes when it would leave. */
        CompletionStage<Stage> walk(Received received);

        /** Ends a request that does not go down the road. */
        CompletionStage<Refused> close(Refused refused);
    }

    /** Told of each answer. */
    public interface Counting {

        /**
         * One answer.
         *
         * @param whole whether the subject may have all of it
         * @param part  whether they may have it without some elements
         */
        void evaluated(boolean whole, boolean part);
    }

    /** @param claims who the claims of a token name that was verified elsewhere */
    public AccessEvaluation(
            AccessTokenVerifier tokens,
            Function<Json.Obj, ? extends CompletionStage<Verdict>> claims,
            RequestParser parser,
            Road road,
            Counting counting) {
        this.tokens = tokens;
        this.claims = claims;
        this.parser = parser;
        this.road = road;
        this.counting = counting;
    }

    /** The answers in the order of the questions, as far as their semantic goes. */
    CompletionStage<List<EvaluatedReply.Told>> answer(Questions questions, String point, String id) {
        return rest(questions, 0, List.of(), point, id);
    }

    private CompletionStage<List<EvaluatedReply.Told>> rest(
            Questions questions, int from, List<EvaluatedReply.Told> before, String point, String id) {
        int size = questions.all().size();
        if (from == size) return CompletableFuture.completedFuture(before);
        int to = questions.semantic() == Semantic.EXECUTE_ALL ? Math.min(size, from + AT_ONCE) : from + 1;
        CompletionStage<List<EvaluatedReply.Told>> told = CompletableFuture.completedFuture(before);
        for (int i = from; i < to; i++) {
            String own = questions.several() ? id + "-" + (i + 1) : id;
            told = told.thenCombine(answer(questions.all().get(i), point, own), AccessEvaluation::and);
        }
        return told.thenCompose(all -> {
            boolean last = all.get(all.size() - 1).decision();
            boolean over =
                    switch (questions.semantic()) {
                        case EXECUTE_ALL -> false;
                        case DENY_ON_FIRST_DENY -> !last;
                        case PERMIT_ON_FIRST_PERMIT -> last;
                    };
            return over ? CompletableFuture.completedFuture(all) : rest(questions, to, all, point, id);
        });
    }

    private static List<EvaluatedReply.Told> and(List<EvaluatedReply.Told> before, EvaluatedReply.Told next) {
        List<EvaluatedReply.Told> all = new ArrayList<>(before);
        all.add(next);
        return all;
    }

    private CompletionStage<EvaluatedReply.Told> answer(Question question, String point, String id) {
        return decided(question, point, id).thenApply(told -> {
            counting.evaluated(told.decision(), !told.missing().isEmpty());
            return told;
        });
    }

    private CompletionStage<EvaluatedReply.Told> decided(Question question, String point, String id) {
        long arrived = System.nanoTime();
        EvaluatedReply reply = new EvaluatedReply(parser.fhir(), point);
        Optional<FhirRequest> request = request(question).value();
        if (request.isEmpty()) return CompletableFuture.completedFuture(EvaluatedReply.Told.NO);
        RequestContext ask = new RequestContext(id, request.get(), new byte[0], reply, arrived);
        return verdict(question)
                .thenCompose(verdict -> road(question, ask, verdict))
                .thenApply(end -> end instanceof Released ? reply.told() : EvaluatedReply.Told.NO)
                .exceptionally(failure -> EvaluatedReply.Told.NO);
    }

    /** The request that the question is about, as a client would send it. */
    private OrRefusal<FhirRequest> request(Question question) {
        String path = parser.basePath() + "/" + question.resource();
        return switch (question.action()) {
            case READ -> parse("GET", path);
            case VREAD -> parse("GET", path + "/_history/" + question.version().orElseThrow());
            case SEARCH_TYPE ->
                parse(
                        "GET",
                        parser.basePath() + "/" + question.resource().type() + "?_id="
                                + question.resource().id());
            case HISTORY_INSTANCE -> parse("GET", path + "/_history");
            case UPDATE -> parse("PUT", path);
            case PATCH -> parse("PATCH", path);
            case DELETE -> parse("DELETE", path);
        };
    }

    private OrRefusal<FhirRequest> parse(String method, String target) {
        String media = method.equals("PATCH") ? "application/json-patch+json" : "application/fhir+json";
        return parser.parse(
                method,
                target,
                Map.of("Accept", List.of("application/fhir+json"), "Content-Type", List.of(media)),
                new byte[0]);
    }

    private CompletionStage<Verdict> verdict(Question question) {
        return question.subject()
                .<CompletionStage<Verdict>>match(
                        (id, token) -> tokens.verify(new AccessTokenVerifier.PresentedToken(
                                        token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                                .thenApply(verdict -> of(id, verdict)),
                        said -> claims.apply(said).thenApply(verdict -> verdict));
    }

    /** A token of somebody else than the point asks about. */
    private static Verdict of(String id, Verdict verdict) {
        if (!(verdict instanceof Verdict.Valid valid)) return verdict;
        Caller caller = valid.caller();
        boolean same = caller.subject().equals(id)
                || caller.subject().endsWith("@@" + id)
                || caller.user().filter(user -> user.toString().equals(id)).isPresent();
        return same ? verdict : new Verdict.Invalid("another subject");
    }

    private CompletionStage<? extends Stage> road(Question question, RequestContext ask, Verdict verdict) {
        return switch (question.action()) {
            case READ, VREAD, SEARCH_TYPE ->
                road.walk(new Received(
                        ask,
                        question.subject()
                                .match(
                                        (id, token) -> Optional.of(new AccessTokenVerifier.PresentedToken(
                                                token,
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty())),
                                        said -> Optional.empty()),
                        Optional.of(verdict)));
            // what is written is part of what is decided, and a history is more than one resource
            case HISTORY_INSTANCE, UPDATE, PATCH, DELETE ->
                road.close(Outcomes.refused(ask, 403).by(caller(verdict)).because(Reason.OPERATION_NOT_ALLOWED));
        };
    }

    private static Optional<Caller> caller(Verdict verdict) {
        return verdict instanceof Verdict.Valid valid ? Optional.of(valid.caller()) : Optional.empty();
    }
}
