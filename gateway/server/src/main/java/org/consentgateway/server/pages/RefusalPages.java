package org.consentgateway.server.pages;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.pages.BrowserPages.Row;
import org.consentgateway.server.pages.Visit.Shown;
import org.consentgateway.server.port.PageAnswer;

/**
 * What was kept back in a month, by app and reason, on what ground: the answer to a complaint of information blocking.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/part-171">45 CFR part 171</a>
 */
final class RefusalPages {

    private static final String MONTH = "[0-9]{4}-(0[1-9]|1[0-2])";

    private final Html html;
    private final ConsoleParts parts;
    private final Clock clock;

    RefusalPages(Html html, ConsoleParts parts, Clock clock) {
        this.html = html;
        this.parts = parts;
        this.clock = clock;
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/refusals", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::page),
                Row.get("console/refusals.csv", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::csv));
    }

    /** The month asked for, else this one; empty where it cannot be read. Months are UTC's, as the trail counts them. */
    private Optional<String> month(Visit visit) {
        Optional<String> asked = visit.request().asked("month");
        return asked.isEmpty() ? Optional.of(now()) : asked.filter(text -> text.matches(MONTH));
    }

    private String now() {
        return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).toString();
    }

    private Shown page(Visit visit) {
        Optional<String> month = month(visit);
        List<String> problems = month.isPresent() ? List.of() : List.of("that is no month such as 2026-11");
        return Shown.of(html.page(
                problems.isEmpty() ? 200 : 422,
                visit,
                Section.CONSOLE,
                "Refusals",
                "console/refusals.jte",
                Map.of(
                        "report",
                        parts.refusals().apply(month.orElseGet(this::now)),
                        "problems",
                        problems,
                        "words",
                        parts.wording())));
    }

    private Shown csv(Visit visit) {
        Optional<String> month = month(visit);
        if (month.isEmpty()) return Shown.of(PageAnswer.seeOther(html.root() + "console/refusals"));
        RefusalReport report = parts.refusals().apply(month.get());
        byte[] body = report.csv().getBytes(StandardCharsets.UTF_8);
        String name = "refusals-" + report.period() + ".csv";
        return Shown.of(PageAnswer.file("text/csv;charset=utf-8", name, body));
    }
}
