package org.consentgateway.server.pages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;

/** What the privacy office asks: what would be decided (the simulator), and to whom notes went (the accounting). */
final class QuestionPages {

    private static final List<String> QUESTION =
            List.of("patient", "resource", "caller", "organization", "purpose", "at");

    private final Html html;
    private final FhirRequests fhir;
    private final Wording wording;

    QuestionPages(Html html, FhirRequests fhir, Wording wording) {
        this.html = html;
        this.fhir = fhir;
        this.wording = wording;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/simulator", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::simulator),
                Row.get("console/accounting", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::accounting),
                Row.get("console/accounting.csv", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::csv));
    }

    private Shown simulator(Visit visit) {
        PageRequest request = visit.request();
        Map<String, String> asked = new LinkedHashMap<>();
        for (String name : QUESTION) asked.put(name, request.asked(name).orElse(""));
        Optional<Reference> patient = ConsolePages.patient(request.asked("patient"));
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("asked", asked);
        with.put("answer", List.of());
        with.put("problems", List.of());
        with.put("words", wording);
        patient.ifPresent(it -> answer(visit, it, asked, with));
        return new Shown(
                html.page(200, visit, Section.CONSOLE, "Simulator", "console/simulator.jte", with),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    private void answer(Visit visit, Reference patient, Map<String, String> asked, Map<String, Object> with) {
        StringBuilder query = new StringBuilder();
        for (String name : QUESTION.subList(1, QUESTION.size()))
            if (!asked.getOrDefault(name, "").isEmpty())
                query.append(query.isEmpty() ? "?" : "&")
                        .append(name)
                        .append("=")
                        .append(Links.encoded(asked.getOrDefault(name, "")));
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), patient + "/$explain-access" + query);
        with.put("problems", Problems.of(answer));
        if (answer.good())
            with.put("answer", answer.resource().map(Parameter::of).orElse(List.of()));
    }

    private static String target(PageRequest request, Reference patient) {
        StringBuilder target = new StringBuilder(patient + "/$accounting-of-disclosures");
        for (String name : List.of("start", "end"))
            request.asked(name).ifPresent(day -> target.append(target.indexOf("?") < 0 ? "?" : "&")
                    .append(name)
                    .append("=")
                    .append(Links.encoded(day)));
        return target.toString();
    }

    private Shown accounting(Visit visit) {
        PageRequest request = visit.request();
        Optional<Reference> patient = ConsolePages.patient(request.asked("patient"));
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("patient", patient.map(Reference::toString).orElse(""));
        with.put("start", request.asked("start").orElse(""));
        with.put("end", request.asked("end").orElse(""));
        with.put("rows", List.of());
        with.put("problems", List.of());
        with.put("words", wording);
        if (patient.isPresent()) {
            FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), target(request, patient.get()));
            with.put("problems", Problems.of(answer));
            if (answer.good())
                with.put("rows", answer.resource().map(DisclosureView::of).orElse(List.of()));
        }
        return new Shown(
                html.page(200, visit, Section.CONSOLE, "Accounting of disclosures", "console/accounting.jte", with),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    private Shown csv(Visit visit) {
        Optional<Reference> patient = ConsolePages.patient(visit.request().asked("patient"));
        if (patient.isEmpty()) return Shown.of(PageAnswer.seeOther(html.root() + "console/accounting"));
        FhirRequests.Answer answer = fhir.ask(
                visit.viewer().asker(),
                "GET",
                target(visit.request(), patient.get()),
                "text/csv",
                Optional.<Json.Obj>empty());
        if (!answer.good()) return Shown.of(PageAnswer.seeOther(html.root() + "console/accounting"));
        return Shown.of(PageAnswer.file("text/csv;charset=utf-8", "accounting.csv", answer.body()), patient.get());
    }
}
