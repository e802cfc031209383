package org.consentgateway.server.pages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;

/** The review worklist: what was suspected to be a psychotherapy note, by its rule and never by what it says. */
final class ReviewPages {

    private final Html html;
    private final FhirRequests fhir;
    private final Wording wording;
    private final PolicyPack pack;

    ReviewPages(Html html, FhirRequests fhir, PolicyPack pack) {
        this.html = html;
        this.fhir = fhir;
        this.pack = pack;
        this.wording = new Wording(pack.zone());
    }

    List<Row> rows() {
        return List.of(
                Row.get(
                        "console/reviews",
                        Section.CONSOLE,
                        Audience.REVIEWERS,
                        visit -> list(visit, List.of(), Optional.empty())),
                Row.post("console/reviews", Section.CONSOLE, Audience.REVIEWERS, this::answer));
    }

    /** @param propose the answer from which a rule is to follow, about what is ticked */
    private Shown list(Visit visit, List<String> problems, Optional<String> propose) {
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), "$label-reviews");
        List<OperationParameter> questions =
                answer.good() ? answer.resource().map(OperationParameter::of).orElse(List.of()) : List.of();
        List<String> ticked = visit.request().form().getOrDefault("resource", List.of());
        List<OperationParameter> about = questions.stream()
                .filter(question -> ticked.contains(question.part("resource")))
                .toList();
        String proposal = propose.filter(answered -> !about.isEmpty())
                .map(answered -> RuleProposal.of(about, answered.equals("psychotherapy-note"), pack))
                .orElse("");
        return Shown.of(html.page(
                problems.isEmpty() ? 200 : 422,
                visit,
                Section.CONSOLE,
                "Reviews",
                "console/reviews.jte",
                Map.of(
                        "questions",
                        questions,
                        "answers",
                        visit.viewer().caller().has(Role.LABELLER),
                        "proposal",
                        proposal,
                        "problems",
                        problems,
                        "words",
                        wording)));
    }

    /** One answer for each of the resources that were ticked. */
    private Shown answer(Visit visit) {
        Optional<String> said = visit.request().field("answer");
        List<String> resources = visit.request().form().getOrDefault("resource", List.of());
        List<String> problems = new java.util.ArrayList<>();
        if (resources.isEmpty()) problems.add("nothing is ticked");
        Optional<String> propose = visit.request().field("propose");
        if (propose.isPresent()) return list(visit, problems, propose);
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
                : list(visit, problems, Optional.empty());
    }
}
