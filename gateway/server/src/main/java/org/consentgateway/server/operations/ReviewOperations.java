package org.consentgateway.server.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.operations.OperationAnswer.Issue;
import org.consentgateway.server.port.ReviewList;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Worklist;

/** The review worklist: a labeller reads what was suspected to be a psychotherapy note, and says what it is. */
public final class ReviewOperations {

    private static final int AT_MOST = 500;

    private final ReviewList reviews;
    private final Function<String, Optional<Reference>> references;
    private final BiPredicate<Reference, Reference> recorded;
    private final Worklist worklist;

    /**
     * Over one list.
     *
     * @param references how a literal reference is read
     * @param recorded   whether somebody recorded the first version of a resource
     * @param worklist   told of what waits for a second person
     */
    public ReviewOperations(
            ReviewList reviews,
            Function<String, Optional<Reference>> references,
            BiPredicate<Reference, Reference> recorded,
            Worklist worklist) {
        this.reviews = reviews;
        this.references = references;
        this.recorded = recorded;
        this.worklist = worklist;
    }

    /** The oldest open questions: Parameters {@code question} with {@code resource, patient, rule, askedAt}. */
    public OperationAnswer list(Caller caller) {
        if (!caller.has(Role.LABELLER) && !caller.has(Role.PRIVACY_OFFICER)) return forbidden();
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
                                            question.askedAt().toString()),
                                    Fields.parameter("status", "Code", question.answered() ? "unconfirmed" : "open"))))
                    .toList();
            return new OperationAnswer.Fhir(200, Fields.parameters(questions));
        } catch (StoreUnavailable e) {
            return OperationAnswer.unavailable();
        }
    }

    /**
     * Parameters {@code resource} Reference, {@code answer} code: {@code psychotherapy-note} or {@code ordinary}. That
     * something is ordinary counts when a second person says so: another labeller, a privacy officer or who recorded it.
     * The same confirms that a label was taken off.
     */
    public OperationAnswer answer(String requestId, Caller caller, Json.Obj parameters) {
        List<Issue> issues = new ArrayList<>();
        var reader = new ParametersReader("", parameters.objects("parameter"), Set.of("resource", "answer"), issues);
        Optional<Reference> resource = reader.reference("resource", references);
        Optional<Review> review = reader.code("answer").flatMap(ReviewOperations::review);
        try {
            if (!caller.has(Role.LABELLER) && !mayConfirm(caller, resource)) return forbidden();
            if (resource.isEmpty()) issues.add(new Issue("required", "`resource` is missing"));
            if (review.isEmpty())
                issues.add(new Issue("required", "`answer` must be `psychotherapy-note` or `ordinary`"));
            if (!issues.isEmpty() || resource.isEmpty() || review.isEmpty())
                return OperationAnswer.refused(422, issues);
            return answer(requestId, caller, resource.get(), review.get());
        } catch (Trail.Unavailable | StoreUnavailable e) {
            return OperationAnswer.unavailable();
        }
    }

    /** Whether one who is no labeller may answer: where another's word or deed waits for a second person. */
    private boolean mayConfirm(Caller caller, Optional<Reference> resource) {
        if (resource.isEmpty() || !reviews.unconfirmed(resource.get())) return false;
        return caller.has(Role.PRIVACY_OFFICER)
                || caller.user()
                        .filter(user -> recorded.test(user, resource.get()))
                        .isPresent();
    }

    private OperationAnswer answer(String requestId, Caller caller, Reference resource, Review review)
            throws Trail.Unavailable {
        String by = caller.user().map(user -> user + " ").orElse("") + caller.subject();
        ReviewList.Outcome outcome = reviews.answer(requestId, resource, review, by);
        if (outcome == ReviewList.Outcome.NOBODY_ASKED)
            return OperationAnswer.refused(404, "not-found", "nobody asked about this resource");
        boolean counts = outcome == ReviewList.Outcome.COUNTS;
        if (!counts) worklist.tell(Worklist.Kind.CHANGE_TO_CONFIRM, resource, "review");
        else if (!reviews.unconfirmed(resource)) worklist.done(Worklist.Kind.CHANGE_TO_CONFIRM, resource);
        return new OperationAnswer.Fhir(
                200,
                Fields.parameters(List.of(
                        Fields.reference("resource", resource),
                        Fields.parameter("answer", "Code", code(review)),
                        Fields.parameter("status", "Code", counts ? "counts" : "unconfirmed"))));
    }

    private static Optional<Review> review(String code) {
        return Stream.of(Review.values())
                .filter(review -> code(review).equals(code))
                .findFirst();
    }

    private static String code(Review review) {
        return review.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static OperationAnswer forbidden() {
        return OperationAnswer.refused(403, "forbidden", "this operation is for labellers");
    }
}
