package org.consentgateway.server.pages;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.BreakGlassReviews;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.FhirRequests;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;

/** Decisions of the past, by whom and about whom; each explained by {@code $explain-access}, as apps ask it. */
final class DecisionPages {

    private static final int AT_MOST = 200;
    private static final int LONGEST_REMARK = 2_000;

    private final Html html;
    private final FhirRequests fhir;
    private final ConsoleParts parts;
    private final Clock clock;

    DecisionPages(Html html, FhirRequests fhir, ConsoleParts parts, Clock clock) {
        this.clock = clock;
        this.html = html;
        this.fhir = fhir;
        this.parts = parts;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/decisions", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::list),
                Row.get("console/decisions/{}", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::one),
                Row.get("console/break-glass", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::breakGlass),
                Row.post("console/break-glass/{}", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::reviewed));
    }

    private Shown list(Visit visit) {
        PageRequest request = visit.request();
        Optional<Reference> patient = ConsolePages.patient(request.asked("patient"));
        Optional<LocalDate> day = request.asked("day").flatMap(DecisionPages::day);
        var query = new DecisionIndex.Query(
                patient.map(Reference::toString),
                request.asked("caller"),
                request.asked("client"),
                request.asked("outcome"),
                day.map(this::begin),
                day.map(it -> begin(it.plusDays(1))),
                false,
                request.asked("before").flatMap(DecisionIndex.Place::parse));
        List<DecisionIndex.Row> rows = parts.indexNow().find(query, AT_MOST);
        Map<String, String> asked = request.query().keySet().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> request.asked(name).orElse("")));
        Map<String, Object> more = Map.of("asked", asked, "older", older(rows, asked));
        return shown(visit, "Decisions", "console/decisions.jte", rows, patient, more);
    }

    /** Query of the next page; empty where this is the last. */
    private static String older(List<DecisionIndex.Row> rows, Map<String, String> asked) {
        if (rows.size() < AT_MOST) return "";
        Map<String, String> next = new TreeMap<>(asked);
        next.put("before", rows.get(rows.size() - 1).place().text());
        return next.entrySet().stream()
                .filter(one -> !one.getValue().isEmpty())
                .map(one -> Links.encoded(one.getKey()) + "=" + Links.encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private Shown breakGlass(Visit visit) {
        List<DecisionIndex.Row> rows = parts.indexNow().find(DecisionIndex.Query.ALL.withBreakGlass(), AT_MOST);
        Map<String, BreakGlassReviews.Review> reviews = parts.breakGlass()
                .of(rows.stream().map(DecisionIndex.Row::requestId).collect(Collectors.toSet()));
        return shown(
                visit, "Break-glass", "console/break-glass.jte", rows, Optional.empty(), Map.of("reviews", reviews));
    }

    /** What was found of one request that asserted break-glass. */
    private Shown reviewed(Visit visit) {
        Optional<String> found = visit.request().field("found");
        boolean understood = found.filter(it -> it.equals("justified") || it.equals("unjustified"))
                .isPresent();
        String remark = visit.request().field("remark").orElse("");
        if (!understood || remark.length() > LONGEST_REMARK) return breakGlass(visit);
        parts.breakGlass()
                .keep(new BreakGlassReviews.Review(
                        visit.arguments().get(0),
                        clock.instant(),
                        visit.viewer().name(),
                        found.equals(Optional.of("justified")),
                        remark));
        return Shown.of(PageAnswer.seeOther(html.root() + "console/break-glass"));
    }

    /** The trail knows about whom the rows are. */
    private Shown shown(
            Visit visit,
            String title,
            String template,
            List<DecisionIndex.Row> rows,
            Optional<Reference> asked,
            Map<String, Object> more) {
        Set<Reference> about = new TreeSet<>();
        asked.ifPresent(about::add);
        rows.forEach(row -> row.patients().forEach(it -> Reference.parse(it).ifPresent(about::add)));
        Map<String, Object> with = new LinkedHashMap<>(more);
        with.put("rows", rows);
        with.put("words", parts.wording());
        return new Shown(html.page(200, visit, Section.CONSOLE, title, template, with), about, Set.of());
    }

    private Shown one(Visit visit) {
        String id = visit.arguments().get(0);
        Optional<Reference> patient = ConsolePages.patient(visit.request().asked("patient"));
        List<OperationParameter> answer = new ArrayList<>();
        int status = 404;
        if (patient.isPresent()) {
            FhirRequests.Answer explained =
                    fhir.get(visit.viewer().asker(), patient.get() + "/$explain-access?decision=" + id);
            status = explained.status();
            if (explained.good())
                answer.addAll(explained.resource().map(OperationParameter::of).orElse(List.of()));
        }
        return new Shown(
                html.page(
                        status,
                        visit,
                        Section.CONSOLE,
                        "Decision",
                        "console/decision.jte",
                        Map.of(
                                "id",
                                id,
                                "patient",
                                patient.map(Reference::toString).orElse(""),
                                "answer",
                                answer,
                                "words",
                                parts.wording())),
                patient.map(Set::of).orElse(Set.of()),
                Set.of());
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Instant begin(LocalDate day) {
        ZoneId zone = parts.pack().zone();
        return day.atStartOfDay(zone).toInstant();
    }
}
