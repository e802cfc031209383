package org.consentgateway.server.pages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;

/** The review worklist: what was suspected to be a psychotherapy note, by its rule and never by what it says. */
final class ReviewPages {

    private final Html html;
    private final FhirRequests fhir;
    private final Wording wording;

    ReviewPages(Html html, FhirRequests fhir, Wording wording) {
        this.html = html;
        this.fhir = fhir;
        this.wording = wording;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/reviews", Section.CONSOLE, Audience.REVIEWERS, visit -> list(visit, List.of())),
                Row.post("console/reviews", Section.CONSOLE, Audience.REVIEWERS, this::answer));
    }

    private Shown list(Visit visit, List<String> problems) {
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), "$label-reviews");
        List<Parameter> questions =
                answer.good() ? answer.resource().map(Parameter::of).orElse(List.of()) : List.of();
        return Shown.of(html.page(
                problems.isEmpty() ? 200 : 422,
                visit,
                Section.CONSOLE,
                "Reviews",
                "console/reviews.jte",
                Map.of("questions", questions, "answers", answer.good(), "problems", problems, "words", wording)));
    }

    /** One answer for each of the resources that were ticked. */
    private Shown answer(Visit visit) {
        Optional<String> said = visit.request().field("answer");
        List<String> resources = visit.request().form().getOrDefault("resource", List.of());
        List<String> problems = new java.util.ArrayList<>();
        if (resources.isEmpty()) problems.add("nothing is ticked");
        for (String resource : resources) {
            FhirRequests.Answer answer = fhir.post(
                    visit.viewer().asker(),
                    "$label-review",
                    new ParametersBody()
                            .reference("resource", Optional.of(resource))
                            .add("answer", "Code", said)
                            .done());
            Problems.of(answer).forEach(problem -> problems.add(resource + ": " + problem));
        }
        return problems.isEmpty()
                ? Shown.of(PageAnswer.seeOther(html.root() + "console/reviews"))
                : list(visit, problems);
    }
}
