package org.consentgateway.core.consent;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Now, at this site: an instant and the civil date there. A FHIR date covers the whole of what it names: a day ends at
 * midnight in the site's zone, a second with its last nanosecond.
 *
 * @param at    the instant
 * @param zone  the site's time zone
 * @param today the civil date of that instant
 */
public record Moment(Instant at, ZoneId zone, LocalDate today) {

    /** Where now stands against a FHIR date, dateTime or instant. */
    public enum Stands {
        BEFORE,
        WITHIN,
        AFTER,
        /** The string is no FHIR date. */
        UNREADABLE
    }

    /** A stretch of time; the end does not belong to it. */
    public record Stretch(Instant from, Instant until) {}

    /** That instant, at that site. */
    public static Moment of(Instant at, ZoneId zone) {
        return new Moment(at, zone, LocalDate.ofInstant(at, zone));
    }

    /** Where now stands against what the string names. */
    public Stands against(String fhir) {
        // a plain day is by far the most frequent, and needs no time zone arithmetic
        if (fhir.length() == 10) {
            int day = number(fhir, 8, 10);
            int month = number(fhir, 5, 7);
            int year = number(fhir, 0, 4);
            boolean shaped = fhir.charAt(4) == '-' && fhir.charAt(7) == '-' && year >= 0 && month >= 1 && month <= 12;
            if (!shaped || day < 1 || day > 31) return Stands.UNREADABLE;
            int order = today.getYear() != year
                    ? Integer.compare(today.getYear(), year)
                    : today.getMonthValue() != month
                            ? Integer.compare(today.getMonthValue(), month)
                            : Integer.compare(today.getDayOfMonth(), day);
            return order < 0 ? Stands.BEFORE : order > 0 ? Stands.AFTER : Stands.WITHIN;
        }
        return stretch(fhir, zone)
                .map(stretch -> at.isBefore(stretch.from())
                        ? Stands.BEFORE
                        : at.isBefore(stretch.until()) ? Stands.WITHIN : Stands.AFTER)
                .orElse(Stands.UNREADABLE);
    }

    /** What a FHIR date, dateTime or instant covers at its own precision; empty when it is none. */
    public static Optional<Stretch> stretch(String fhir, ZoneId zone) {
        try {
            if (fhir.length() == 4) {
                LocalDate day = LocalDate.of(Integer.parseInt(fhir), 1, 1);
                return days(day, day.plusYears(1), zone);
            }
            if (fhir.length() == 7) {
                LocalDate day = YearMonth.parse(fhir).atDay(1);
                return days(day, day.plusMonths(1), zone);
            }
            if (fhir.length() == 10) {
                LocalDate day = LocalDate.parse(fhir);
                return days(day, day.plusDays(1), zone);
            }
            boolean fraction = fhir.indexOf('.') > 0;
            boolean zoned = fhir.endsWith("Z") || fhir.indexOf('+') > 0 || fhir.lastIndexOf('-') > 9;
            Instant from = zoned
                    ? OffsetDateTime.parse(fhir).toInstant()
                    : LocalDateTime.parse(fhir).atZone(zone).toInstant();
            boolean seconds = fhir.length() > 16 && fhir.charAt(16) == ':';
            Instant until =
                    fraction ? from.plusMillis(1) : from.plus(1, seconds ? ChronoUnit.SECONDS : ChronoUnit.MINUTES);
            return Optional.of(new Stretch(from, until));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Stretch> days(LocalDate first, LocalDate next, ZoneId zone) {
        return Optional.of(new Stretch(
                first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant()));
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            value = value * 10 + digit;
        }
        return value;
    }
}
