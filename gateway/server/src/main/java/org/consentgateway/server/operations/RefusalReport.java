package org.consentgateway.server.operations;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.port.WithheldRow;

/**
 * What was kept back in a month, by app and reason, each with the legal ground that answers a complaint of information
 * blocking. What may be too much stands first.
 *
 * @param period {@code yyyy-MM}
 * @param rows   in that order
 * @param incompleteBefore before which instant some may be missing: records lie in an archive, and are not counted
 * @see <a href="https://www.ecfr.gov/current/title-45/part-171">45 CFR part 171</a>
 */
public record RefusalReport(String period, List<WithheldRow> rows, Optional<Instant> incompleteBefore) {

    private static final String MISSING =
            ": it is in an archive of the trail and not counted; restore it, then `index --rebuild`";

    public RefusalReport {
        rows = rows.stream()
                .sorted(Comparator.comparing(WithheldRow::ground)
                        .thenComparing(WithheldRow::amount, Comparator.reverseOrder())
                        .thenComparing(WithheldRow::client)
                        .thenComparing(WithheldRow::reason)
                        .thenComparing(WithheldRow::rule))
                .toList();
    }

    /** Those on one ground, the most first. */
    public List<WithheldRow> on(WithheldRow.Ground ground) {
        return rows.stream().filter(row -> row.ground() == ground).toList();
    }

    /** Resources that were kept back on one ground. */
    public long amount(WithheldRow.Ground ground) {
        return on(ground).stream().mapToLong(WithheldRow::amount).sum();
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
        incompleteBefore.ifPresent(begun -> csv.append(
                Csv.line(period, "MAY LACK", "", "", "", "", "", "what was recorded before " + begun + MISSING)));
        return csv.toString();
    }

    public void print(PrintStream out) {
        incompleteBefore.ifPresent(begun -> out.println("may lack what was recorded before " + begun + MISSING));
        for (WithheldRow.Ground ground : WithheldRow.Ground.values()) {
            List<WithheldRow> theirs = on(ground);
            if (theirs.isEmpty()) continue;
            out.println(ground + ", " + ground.citation() + ": " + amount(ground) + " resources");
            out.println("  to show: " + ground.facts());
            theirs.forEach(row -> out.println(
                    "  " + row.amount() + " to " + row.client() + ": " + row.reason() + " by `" + row.rule() + "`"));
        }
        if (rows.isEmpty()) out.println("nothing was kept back in " + period);
        out.flush();
    }
}
