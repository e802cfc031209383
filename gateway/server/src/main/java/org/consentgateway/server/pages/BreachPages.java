package org.consentgateway.server.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.operations.BreachReport;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.BreachAssessments.Assessment;
import org.consentgateway.server.port.BreachAssessments.Factors;
import org.consentgateway.server.port.DisclosureIndex.Column;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.StoreUnavailable;

/**
 * The scope of what may be a breach, its assessment by the four factors, and the clock: what went out by type and id, to
 * whom and when, and never what it said.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.402">45 CFR 164.402 to 164.408</a>
 */
final class BreachPages {

    private static final List<String> FACTORS = List.of("nature", "recipient", "acquired", "mitigated");
    private static final int ASSESSMENTS = 100;
    private static final int LONGEST = 4_000;

    private final Html html;
    private final ConsoleParts parts;
    private final Clock clock;

    BreachPages(Html html, ConsoleParts parts, Clock clock) {
        this.html = html;
        this.parts = parts;
        this.clock = clock;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/breach", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::scope),
                Row.get("console/breach.csv", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::csv),
                Row.post("console/breach", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::assess));
    }

    private interface Asked {
        Optional<String> of(String name);
    }

    /** Empty where nothing is asked; {@code problems} is filled where it cannot be understood. */
    private Optional<BreachQuery> query(Asked asked, List<String> problems) {
        Optional<String> value = asked.of("value");
        if (value.isEmpty()) return Optional.empty();
        String by = asked.of("by").orElse("resource");
        Column column =
                switch (by) {
                    case "patient" -> Column.PATIENT;
                    case "consent" -> Column.CONSENT;
                    case "pack" -> Column.PACK;
                    default -> Column.RESOURCE;
                };
        String named = column == Column.PATIENT
                ? ConsolePages.patient(value).map(Reference::toString).orElse("")
                : value.get();
        if (column != Column.PACK && Reference.parse(named).isEmpty())
            problems.add("name it as Type/id, such as DocumentReference/x");
        ZoneId zone = parts.pack().zone();
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        LocalDate from = day(asked, "from", today.minusYears(6), problems);
        LocalDate to = day(asked, "to", today, problems);
        LocalDate discovered = day(asked, "discovered", today, problems);
        if (discovered.isAfter(today)) problems.add("it cannot be discovered after today");
        if (!problems.isEmpty()) return Optional.empty();
        return Optional.of(new BreachQuery(
                column,
                named,
                by.equals("relabelled"),
                from.atStartOfDay(zone).toInstant(),
                to.plusDays(1).atStartOfDay(zone).toInstant(),
                discovered));
    }

    private static LocalDate day(Asked asked, String name, LocalDate otherwise, List<String> problems) {
        try {
            return asked.of(name).map(LocalDate::parse).orElse(otherwise);
        } catch (DateTimeException e) {
            problems.add("`" + name + "` is no date");
            return otherwise;
        }
    }

    private BreachReport report(BreachQuery query) {
        try {
            parts.indexNow();
            return parts.breaches().scope().find(query);
        } catch (IOException e) {
            throw new StoreUnavailable("the trail cannot be read", e);
        }
    }

    private Shown scope(Visit visit) {
        return scope(visit, 200, visit.request()::asked, List.of());
    }

    private Shown scope(Visit visit, int status, Asked asked, List<String> wrong) {
        List<String> problems = new ArrayList<>(wrong);
        Map<String, String> filled = new LinkedHashMap<>();
        Stream.concat(Stream.of("by", "value", "from", "to", "discovered"), FACTORS.stream())
                .forEach(name -> filled.put(name, asked.of(name).orElse("")));
        Optional<BreachReport> report = query(asked, problems).map(this::report);
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("filled", filled);
        with.put("report", report);
        with.put("problems", problems);
        with.put("assessments", parts.breaches().assessments().latest(ASSESSMENTS));
        with.put("query", query(filled));
        with.put("words", parts.wording());
        int told = status == 200 && !problems.isEmpty() ? 422 : status;
        return new Shown(
                html.page(told, visit, Section.CONSOLE, "Breach scope", "console/breach.jte", with),
                report.map(BreachPages::patients).orElse(Set.of()),
                Set.of());
    }

    private static String query(Map<String, String> filled) {
        return Stream.of("by", "value", "from", "to", "discovered")
                .filter(name -> !filled.getOrDefault(name, "").isEmpty())
                .map(name -> name + "=" + Links.encoded(filled.getOrDefault(name, "")))
                .collect(Collectors.joining("&"));
    }

    private static Set<Reference> patients(BreachReport report) {
        return Stream.concat(report.found().stream(), report.unknown().stream())
                .flatMap(one -> one.patients().stream())
                .flatMap(patient -> Reference.parse(patient).stream())
                .collect(Collectors.toSet());
    }

    private Shown csv(Visit visit) {
        Optional<BreachReport> report =
                query(visit.request()::asked, new ArrayList<>()).map(this::report);
        if (report.isEmpty()) return Shown.of(PageAnswer.seeOther(html.root() + "console/breach"));
        byte[] body = report.get().csv().getBytes(StandardCharsets.UTF_8);
        return new Shown(
                PageAnswer.file("text/csv;charset=utf-8", "breach-scope.csv", body), patients(report.get()), Set.of());
    }

    /** 45 CFR 164.402(2): "at least the following factors"; each is answered, or nothing is kept. */
    private Shown assess(Visit visit) {
        Asked form = visit.request()::field;
        List<String> problems = new ArrayList<>();
        Optional<BreachQuery> query = query(form, problems);
        if (query.isEmpty() && problems.isEmpty()) problems.add("say first what was looked for");
        for (String factor : FACTORS)
            if (form.of(factor)
                    .filter(text -> !text.isBlank() && text.length() <= LONGEST)
                    .isEmpty())
                problems.add("factor `" + factor + "` is to be answered, in " + LONGEST + " characters at most");
        Optional<String> outcome = form.of("outcome");
        if (outcome.filter(it -> it.equals("breach") || it.equals("low")).isEmpty())
            problems.add("say whether it is a breach");
        if (!problems.isEmpty()) return scope(visit, 422, form, problems);
        BreachReport report = report(query.orElseThrow());
        parts.breaches()
                .assessments()
                .keep(new Assessment(
                        UUID.randomUUID().toString(),
                        clock.instant(),
                        visit.viewer().name(),
                        query.get().by() + " " + query.get().value(),
                        query.get().discovered(),
                        report.affected().size(),
                        new Factors(
                                form.of("nature").orElse(""),
                                form.of("recipient").orElse(""),
                                form.of("acquired").orElse(""),
                                form.of("mitigated").orElse("")),
                        outcome.equals(Optional.of("breach"))));
        return new Shown(PageAnswer.seeOther(html.root() + "console/breach#assessed"), patients(report), Set.of());
    }
}
