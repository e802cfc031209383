package org.consentgateway.server.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.operations.Answer.Issue;
import org.consentgateway.server.road.ReviewList;
import org.consentgateway.server.road.StoreUnavailable;
import org.consentgateway.server.road.Trail;

/** The review worklist: a labeller reads what was suspected to be a psychotherapy note, and says what it is. */
public final class ReviewOperations {

    private static final int AT_MOST = 500;

    private final ReviewList reviews;
    private final Function<String, Optional<Reference>> references;

    /** @param references how a literal reference is read */
    public ReviewOperations(ReviewList reviews, Function<String, Optional<Reference>> references) {
        this.reviews = reviews;
        this.references = references;
    }

    /** The oldest open questions: Parameters {@code question} with {@code resource, patient, rule, askedAt}. */
    public Answer list(Caller caller) {
        if (!caller.has(Role.LABELLER)) return forbidden();
        try {
            List<Json.Obj> questions = reviews.open(AT_MOST).stream()
                    .map(question -> Fields.parts(
                            "question",
                            List.of(
                                    Fields.reference("resource", question.resource()),
                                    Fields.reference("patient", question.patient()),
                                    Fields.parameter("rule", "String", question.rule()),
                                    Fields.parameter(
                                            "askedAt",
                                            "DateTime",
                                            question.askedAt().toString()))))
                    .toList();
            return new Answer.Fhir(200, Fields.parameters(questions));
        } catch (StoreUnavailable e) {
            return Answer.unavailable();
        }
    }

    /** Parameters {@code resource} Reference, {@code answer} code: {@code psychotherapy-note} or {@code ordinary}. */
    public Answer answer(String requestId, Caller caller, Json.Obj parameters) {
        if (!caller.has(Role.LABELLER)) return forbidden();
        List<Issue> issues = new ArrayList<>();
        var reader = new ParametersReader("", parameters.objects("parameter"), Set.of("resource", "answer"), issues);
        Optional<Reference> resource = reader.reference("resource", references);
        Optional<Review> review = reader.code("answer").flatMap(ReviewOperations::review);
        if (resource.isEmpty()) issues.add(new Issue("required", "`resource` is missing"));
        if (review.isEmpty()) issues.add(new Issue("required", "`answer` must be `psychotherapy-note` or `ordinary`"));
        if (!issues.isEmpty() || resource.isEmpty() || review.isEmpty()) return Answer.refused(422, issues);
        try {
            String by = caller.user().map(user -> user + " ").orElse("") + caller.subject();
            if (!reviews.answer(requestId, resource.get(), review.get(), by))
                return Answer.refused(404, "not-found", "nobody asked about this resource");
            return new Answer.Fhir(
                    200,
                    Fields.parameters(List.of(
                            Fields.reference("resource", resource.get()),
                            Fields.parameter("answer", "Code", code(review.get())))));
        } catch (Trail.Unavailable | StoreUnavailable e) {
            return Answer.unavailable();
        }
    }

    private static Optional<Review> review(String code) {
        return Stream.of(Review.values())
                .filter(review -> code(review).equals(code))
                .findFirst();
    }

    private static String code(Review review) {
        return review.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Answer forbidden() {
        return Answer.refused(403, "forbidden", "this operation is for labellers");
    }
}
