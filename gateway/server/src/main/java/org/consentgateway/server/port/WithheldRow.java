package org.consentgateway.server.port;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/**
 * So much that was kept back for one reason, as a complaint of information blocking asks for it: by month and app.
 *
 * @param period {@code yyyy-MM}, UTC
 * @param client the app
 * @param reason code of the decisive reason
 * @param rule   what classified it
 * @param amount resources
 */
public record WithheldRow(String period, String client, Ground ground, String reason, String rule, long amount) {

    /** On what legal ground something is kept back, what needs the best defence first. */
    public enum Ground {
        /** Thought to be a note: EHI until it is confirmed, and withheld because 164.508(a)(2) is not satisfied. */
        SUSPECTED("45 CFR 171.202(b)", "which rule and signals suspect it; that it waits for review"),
        /** Taken out of ordinary data because it cannot be told apart from a note. */
        STRIPPED(
                "45 CFR 171.204(a)(2)",
                "which element; that it cannot be unambiguously segmented from what must not go"),
        /** Ordinary data that its patient asked to be kept. */
        PATIENT_REQUEST("45 CFR 171.202(e)", "the Consent with its provision and date; that nobody else prompted it"),
        /** Ordinary data to which the individual has no right of access. */
        NO_ACCESS("45 CFR 171.202(d)", "which paragraph of 45 CFR 164.524(a)(1), (a)(2) was followed"),
        /** Ordinary data for which something that the law or the pack asks for first is not there. */
        PRECONDITION("45 CFR 171.202(b)", "which precondition; the written policy that applies it to everybody alike"),
        /** A psychotherapy note is no electronic health information: nothing is blocked. */
        OUTSIDE_EHI("45 CFR 171.102", "no exception is needed: label or review that confirmed it");

        private final String citation;
        private final String facts;

        Ground(String citation, String facts) {
            this.citation = citation;
            this.facts = facts;
        }

        public String citation() {
            return citation;
        }

        /** What whoever answers a complaint shows. */
        public String facts() {
            return facts;
        }
    }

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("yyyy-MM").withZone(ZoneOffset.UTC);

    /** The period that an instant is in. */
    public static String month(Instant at) {
        return MONTH.format(at);
    }

    /** When a period begins. */
    public static Instant begin(String period) {
        return YearMonth.parse(period).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Those of a record. */
    public static List<WithheldRow> of(Recorded record) {
        List<WithheldRow> rows = new ArrayList<>();
        record.judged().forEach(group -> ground(group)
                .ifPresent(ground -> rows.add(new WithheldRow(
                        month(record.at()),
                        cut(record.body()
                                .object("caller")
                                .flatMap(caller -> caller.text("client"))
                                .orElse("unknown")),
                        ground,
                        reason(group),
                        cut(group.text("rule").orElse("")),
                        group.items("resources").size()))));
        return rows;
    }

    private static Optional<Ground> ground(Json.Obj group) {
        String decision = group.text("decision").orElse("");
        if (decision.equals("strip")) return Optional.of(Ground.STRIPPED);
        if (!decision.equals("withhold")) return Optional.empty();
        String note = group.text("class").orElse("");
        if (note.equals("CONFIRMED")) return Optional.of(Ground.OUTSIDE_EHI);
        if (note.equals("SUSPECTED")) return Optional.of(Ground.SUSPECTED);
        return switch (reason(group)) {
            // the gateway's own events are no health information, and what is not there is not withheld
            case "audit-reserved", "nothing-there" -> Optional.empty();
            case "psyn-reference-removed", "psyn-element-removed" -> Optional.of(Ground.STRIPPED);
            case "consent-deny", "agreed-restriction" -> Optional.of(Ground.PATIENT_REQUEST);
            case "no-access-right" -> Optional.of(Ground.NO_ACCESS);
            default -> Optional.of(Ground.PRECONDITION);
        };
    }

    private static String reason(Json.Obj group) {
        return group.objects("reasons").stream()
                .findFirst()
                .flatMap(reason -> reason.text("code"))
                .orElse("unknown");
    }

    private static String cut(String text) {
        return text.length() <= 256 ? text : text.substring(0, 256);
    }

    /** Without the amount: what is added up. */
    public Map.Entry<List<String>, Long> counted() {
        return Map.entry(List.of(period, client, ground.name(), reason, rule), amount);
    }
}
