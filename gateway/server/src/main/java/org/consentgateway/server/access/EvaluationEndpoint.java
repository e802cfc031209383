package org.consentgateway.server.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.access.QuestionReader.Malformed;
import org.consentgateway.server.access.QuestionReader.Questions;
import org.consentgateway.server.management.JsonEndpoint;

/**
 * {@code /access/v1/evaluation} and {@code /access/v1/evaluations} over HTTP.
 *
 * @see <a href="https://openid.net/specs/authorization-api-1_0.html">OpenID AuthZEN Authorization API 1.0</a>
 */
public final class EvaluationEndpoint implements JsonEndpoint {

    public static final String ONE = "/access/v1/evaluation";
    public static final String SEVERAL = "/access/v1/evaluations";

    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private final EnforcementPoints points;
    private final AccessEvaluation evaluation;
    private final boolean several;

    private EvaluationEndpoint(EnforcementPoints points, AccessEvaluation evaluation, boolean several) {
        this.points = points;
        this.evaluation = evaluation;
        this.several = several;
    }

    /** Both by their paths; none where no point is listed. */
    public static Map<String, JsonEndpoint> of(EnforcementPoints points, AccessEvaluation evaluation) {
        if (points.none()) return Map.of();
        return Map.of(
                ONE, new EvaluationEndpoint(points, evaluation, false),
                SEVERAL, new EvaluationEndpoint(points, evaluation, true));
    }

    @Override
    public Optional<String> admitted(Optional<String> authorization) {
        return points.named(authorization);
    }

    @Override
    public CompletionStage<Answer> answer(String point, Map<String, String> headers, byte[] body) {
        String id = UUID.randomUUID().toString();
        Map<String, String> own = new LinkedHashMap<>();
        own.put("X-Decision-Id", id);
        // AuthZEN 1.0, Request Identification: the point gets its own back
        Optional.ofNullable(headers.get("x-request-id"))
                .filter(given -> REQUEST_ID.matcher(given).matches())
                .ifPresent(given -> own.put("X-Request-ID", given));
        try {
            if (!isJson(headers.getOrDefault("content-type", "")))
                throw new Malformed("the body must be `application/json`");
            Questions questions = several ? QuestionReader.several(body) : QuestionReader.one(body);
            return evaluation
                    .answer(questions, point, id)
                    .thenApply(told -> new Answer(200, own, JsonWriter.bytes(json(questions, told))));
        } catch (Malformed e) {
            return CompletableFuture.completedFuture(new Answer(
                    400,
                    own,
                    JsonWriter.bytes(new Json.Obj(Map.of("error", new Json.Text(String.valueOf(e.getMessage())))))));
        }
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    private static Json.Obj json(Questions questions, List<EvaluatedReply.Told> told) {
        if (!questions.several()) return json(told.get(0));
        return new Json.Obj(Map.of(
                "evaluations",
                new Json.Arr(told.stream().<Json>map(EvaluationEndpoint::json).toList())));
    }

    private static Json.Obj json(EvaluatedReply.Told told) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("decision", new Json.Bool(told.decision()));
        if (!told.missing().isEmpty())
            body.put(
                    "context",
                    new Json.Obj(Map.of(
                            "elements",
                            new Json.Arr(told.missing().stream()
                                    .sorted()
                                    .<Json>map(Json.Text::new)
                                    .toList()))));
        return new Json.Obj(body);
    }
}
