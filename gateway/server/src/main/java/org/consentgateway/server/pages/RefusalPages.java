package org.consentgateway.server.pages;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Wording wording;

    RefusalPages(Html html, ConsoleParts parts, Clock clock) {
        this.html = html;
        this.parts = parts;
        this.clock = clock;
        this.wording = new Wording(parts.pack().zone());
    }

    List<Row> rows() {
        return List.of(
                Row.get("console/refusals", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::page),
                Row.get("console/refusals.csv", Section.CONSOLE, Audience.PRIVACY_OFFICE, this::csv));
    }

    /** The month asked for, else this one. Months are UTC's, as the trail counts them. */
    private RefusalReport report(Visit visit) {
        String month = visit.request()
                .asked("month")
                .filter(text -> text.matches(MONTH))
                .orElseGet(() ->
                        YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).toString());
        return parts.refusals().apply(month);
    }

    private Shown page(Visit visit) {
        return new Shown(
                html.page(
                        200,
                        visit,
                        Section.CONSOLE,
                        "Refusals",
                        "console/refusals.jte",
                        Map.of("report", report(visit), "words", wording)),
                Set.of(),
                Set.of());
    }

    private Shown csv(Visit visit) {
        RefusalReport report = report(visit);
        byte[] body = report.csv().getBytes(StandardCharsets.UTF_8);
        String name = "refusals-" + report.period() + ".csv";
        return new Shown(PageAnswer.file("text/csv;charset=utf-8", name, body), Set.of(), Set.of());
    }
}
