package org.consentgateway.server.pages;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;
import org.consentgateway.server.tools.Csv;

/** What the privacy office asks: what would be decided (the simulator), and to whom notes went (the accounting). */
public final class QuestionPages {

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
            with.put("rows", disclosures(visit, answer));
        }
        return new Shown(
                html.page(200, visit, Section.CONSOLE, "Accounting of disclosures", "console/accounting.jte", with),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    /**
     * A disclosure with who received it.
     *
     * @param to name and address, as whoever looks may read them
     */
    public record Accounted(DisclosureView told, Recipient to) {}

    private List<Accounted> disclosures(Visit visit, FhirRequests.Answer answer) {
        if (!answer.good()) return List.of();
        Map<String, Recipient> known = new HashMap<>();
        return answer.resource().map(DisclosureView::of).orElse(List.of()).stream()
                .map(one -> new Accounted(
                        one,
                        known.computeIfAbsent(
                                one.recipient(),
                                who -> Recipient.of(who, fhir, visit.viewer().asker()))))
                .toList();
    }

    private Shown csv(Visit visit) {
        Optional<Reference> patient = ConsolePages.patient(visit.request().asked("patient"));
        if (patient.isEmpty()) return Shown.of(PageAnswer.seeOther(html.root() + "console/accounting"));
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), target(visit.request(), patient.get()));
        if (!answer.good()) return Shown.of(PageAnswer.seeOther(html.root() + "console/accounting"));
        StringBuilder csv = new StringBuilder("date,recipient,name,address,description,purpose\r\n");
        for (Accounted one : disclosures(visit, answer))
            csv.append(Csv.line(
                    one.told().at(),
                    one.told().recipient(),
                    one.to().name(),
                    one.to().address(),
                    one.told().what(),
                    one.told().why()));
        byte[] body = csv.toString().getBytes(StandardCharsets.UTF_8);
        return Shown.of(PageAnswer.file("text/csv;charset=utf-8", "accounting.csv", body), patient.get());
    }
}
