package org.consentgateway.core.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/**
 * What a date, dateTime, instant or Period covers; the end does not belong to it. Where no zone is said it is UTC.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#date">FHIR R4: dates in searches</a>
 */
public record DateSpan(Instant from, Instant until) {

    /** Of what FHIR writes as a date at any precision. */
    static Optional<DateSpan> of(String date) {
        try {
            return switch (date.length()) {
                case 4 -> days(LocalDate.of(Integer.parseInt(date), 1, 1), ChronoUnit.YEARS);
                case 7 -> days(YearMonth.parse(date).atDay(1), ChronoUnit.MONTHS);
                case 10 -> days(LocalDate.parse(date), ChronoUnit.DAYS);
                default -> time(date);
            };
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Of an element: a date, or a Period, which may be open on either side. */
    static Optional<DateSpan> of(Json value) {
        if (value instanceof Json.Text text) return of(text.value());
        if (!(value instanceof Json.Obj period)) return Optional.empty();
        Optional<DateSpan> start = period.text("start").flatMap(DateSpan::of);
        Optional<DateSpan> end = period.text("end").flatMap(DateSpan::of);
        if (start.isEmpty() && end.isEmpty()) return Optional.empty();
        return Optional.of(new DateSpan(
                start.map(DateSpan::from).orElse(Instant.MIN),
                end.map(DateSpan::until).orElse(Instant.MAX)));
    }

    private static Optional<DateSpan> days(LocalDate first, ChronoUnit unit) {
        return Optional.of(new DateSpan(
                first.atStartOfDay().toInstant(ZoneOffset.UTC),
                first.plus(1, unit).atStartOfDay().toInstant(ZoneOffset.UTC)));
    }

    private static Optional<DateSpan> time(String date) {
        // a `+` that a client left bare in a query has become a blank
        String text = date.replace(' ', '+');
        boolean zoned = text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > 9;
        Instant from = zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        boolean seconds = text.length() > 16 && text.charAt(16) == ':';
        return Optional.of(new DateSpan(
                from,
                text.indexOf('.') > 0
                        ? from.plusMillis(1)
                        : from.plus(1, seconds ? ChronoUnit.SECONDS : ChronoUnit.MINUTES)));
    }

    /** Whether a value that covers this is found by the prefix and what was asked for. */
    boolean found(String prefix, DateSpan asked) {
        boolean within = !from.isBefore(asked.from) && !until.isAfter(asked.until);
        return switch (prefix) {
            case "eq" -> within;
            case "ne" -> !within;
            case "gt" -> until.isAfter(asked.until);
            case "ge" -> until.isAfter(asked.until) || within;
            case "lt" -> from.isBefore(asked.from);
            case "le" -> from.isBefore(asked.from) || within;
            case "sa" -> !from.isBefore(asked.until);
            case "eb" -> !until.isAfter(asked.from);
            case "ap" -> from.isBefore(asked.until) && asked.from.isBefore(until);
            default -> false;
        };
    }
}
