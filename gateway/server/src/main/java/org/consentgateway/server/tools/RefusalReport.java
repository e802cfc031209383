package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.operations.Csv;
import org.consentgateway.server.port.WithheldRow;

/**
 * What was kept back in a month, by app and reason, each with the legal ground that answers a complaint of information
 * blocking. What may be too much stands first.
 *
 * @param period {@code yyyy-MM}
 * @param rows   in that order
 * @see <a href="https://www.ecfr.gov/current/title-45/part-171">45 CFR part 171</a>
 */
public record RefusalReport(String period, List<WithheldRow> rows) {

    public RefusalReport {
        rows = rows.stream()
                .sorted(Comparator.comparing(WithheldRow::ground)
                        .thenComparing(WithheldRow::amount, Comparator.reverseOrder())
                        .thenComparing(WithheldRow::client)
                        .thenComparing(WithheldRow::reason)
                        .thenComparing(WithheldRow::rule))
                .toList();
    }

    /** The same from a trail itself. */
    public static RefusalReport of(TrailWalk trail, String period) throws IOException {
        Map<List<String>, Long> counts = new HashMap<>();
        trail.from(Instant.parse(period + "-01T00:00:00Z"), (record, sets) -> WithheldRow.of(record).stream()
                .filter(row -> row.period().equals(period))
                .map(WithheldRow::counted)
                .forEach(one -> counts.merge(one.getKey(), one.getValue(), Long::sum)));
        return new RefusalReport(
                period,
                counts.entrySet().stream()
                        .map(one -> new WithheldRow(
                                one.getKey().get(0),
                                one.getKey().get(1),
                                WithheldRow.Ground.valueOf(one.getKey().get(2)),
                                one.getKey().get(3),
                                one.getKey().get(4),
                                one.getValue()))
                        .toList());
    }

    /** Comma-separated, RFC 4180. */
    public String csv() {
        StringBuilder csv = new StringBuilder("month,ground,app,reason,rule,resources,citation,facts to show\r\n");
        for (WithheldRow row : rows)
            csv.append(Csv.line(
                    row.period(),
                    row.ground().name(),
                    row.client(),
                    row.reason(),
                    row.rule(),
                    Long.toString(row.amount()),
                    row.ground().citation(),
                    row.ground().facts()));
        return csv.toString();
    }

    public void print(PrintStream out) {
        for (WithheldRow.Ground ground : WithheldRow.Ground.values()) {
            List<WithheldRow> theirs =
                    rows.stream().filter(row -> row.ground() == ground).toList();
            if (theirs.isEmpty()) continue;
            out.println(ground + ", " + ground.citation() + ": "
                    + theirs.stream().mapToLong(WithheldRow::amount).sum() + " resources");
            out.println("  to show: " + ground.facts());
            theirs.forEach(row -> out.println(
                    "  " + row.amount() + " to " + row.client() + ": " + row.reason() + " by `" + row.rule() + "`"));
        }
        if (rows.isEmpty()) out.println("nothing was kept back in " + period);
        out.flush();
    }
}
