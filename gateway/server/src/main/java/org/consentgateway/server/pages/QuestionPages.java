package org.consentgateway.server.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.operations.Csv;
import org.consentgateway.server.operations.DraftPacks;
import org.consentgateway.server.operations.ReplayResult;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;
import org.consentgateway.server.port.StoreUnavailable;

/** What the privacy office asks: what would be decided (the simulator), and to whom notes went (the accounting). */
public final class QuestionPages {

    private static final List<String> QUESTION =
            List.of("patient", "resource", "caller", "organization", "purpose", "at", "draft", "since");
    private static final int LONGEST_QUESTION = 7_500; // characters of a target
    private static final List<String> EXPLAINED = QUESTION.subList(1, QUESTION.size() - 1);

    private final Html html;
    private final FhirRequests fhir;
    private final ConsoleParts parts;

    QuestionPages(Html html, FhirRequests fhir, ConsoleParts parts) {
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/simulator", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::simulator),
                Row.post("console/simulator", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::drafted),
                Row.get("console/accounting", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::accounting),
                Row.get("console/accounting.csv", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::csv));
    }

    private Shown simulator(Visit visit) {
        return simulator(visit, visit.request()::asked);
    }

    /** With a draft pack, which is too long for a link. */
    private Shown drafted(Visit visit) {
        return simulator(visit, visit.request()::field);
    }

    private interface Asked {
        Optional<String> of(String name);
    }

    private Shown simulator(Visit visit, Asked form) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (String name : QUESTION) asked.put(name, form.of(name).orElse(""));
        Optional<Reference> patient = ConsolePages.patient(form.of("patient"));
        List<String> problems = new ArrayList<>();
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("asked", asked);
        with.put("answer", patient.map(it -> answer(visit, it, asked, problems)).orElse(List.of()));
        with.put(
                "replayed", form.of("do").equals(Optional.of("replay")) ? replayed(asked, problems) : Optional.empty());
        with.put("problems", problems);
        with.put("words", parts.wording());
        return new Shown(
                html.page(200, visit, Section.CONSOLE, "Simulator", "console/simulator.jte", with),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    private List<OperationParameter> answer(
            Visit visit, Reference patient, Map<String, String> asked, List<String> problems) {
        String query = EXPLAINED.stream()
                .filter(name -> !asked.getOrDefault(name, "").isEmpty())
                .map(name -> name + "=" + told(name, asked.getOrDefault(name, "")))
                .collect(Collectors.joining("&"));
        if (query.length() > LONGEST_QUESTION) {
            problems.add("the draft is too long to ask about one resource; it can be replayed");
            return List.of();
        }
        FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), patient + "/$explain-access?" + query);
        problems.addAll(Problems.of(answer));
        return answer.good() ? answer.resource().map(OperationParameter::of).orElse(List.of()) : List.of();
    }

    /** No value of a query has lines: the draft goes as RFC 4648 base64url. */
    private static String told(String name, String value) {
        return name.equals("draft")
                ? Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8))
                : Links.encoded(value);
    }

    private Optional<ReplayResult> replayed(Map<String, String> asked, List<String> problems) {
        try {
            LocalDate since = LocalDate.parse(asked.getOrDefault("since", ""));
            return Optional.of(parts.replay()
                    .since(
                            asked.getOrDefault("draft", ""),
                            since.atStartOfDay(parts.pack().zone()).toInstant()));
        } catch (DateTimeException e) {
            problems.add("say from which day it is replayed");
        } catch (DraftPacks.Unusable e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            throw new StoreUnavailable("the trail cannot be read", e);
        }
        return Optional.empty();
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
        with.put("remarks", List.of());
        with.put("words", parts.wording());
        if (patient.isPresent()) {
            FhirRequests.Answer answer = fhir.get(visit.viewer().asker(), target(request, patient.get()));
            with.put("problems", Problems.of(answer));
            with.put("rows", disclosures(visit, answer));
            with.put("remarks", answer.resource().map(DisclosureView::remarks).orElse(List.of()));
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
    public record Accounted(DisclosureView told, DisclosureRecipient to) {}

    private List<Accounted> disclosures(Visit visit, FhirRequests.Answer answer) {
        if (!answer.good()) return List.of();
        Map<String, DisclosureRecipient> known = new HashMap<>();
        return answer.resource().map(DisclosureView::of).orElse(List.of()).stream()
                .map(one -> new Accounted(
                        one,
                        known.computeIfAbsent(
                                one.recipient(),
                                who -> DisclosureRecipient.of(
                                        who, fhir, visit.viewer().asker()))))
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
        answer.resource()
                .map(DisclosureView::remarks)
                .orElse(List.of())
                .forEach(remark -> csv.append(Csv.line("", remark, "", "", "", "")));
        byte[] body = csv.toString().getBytes(StandardCharsets.UTF_8);
        return Shown.of(PageAnswer.file("text/csv;charset=utf-8", "accounting.csv", body), patient.get());
    }
}
