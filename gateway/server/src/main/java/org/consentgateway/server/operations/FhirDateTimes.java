package org.consentgateway.server.operations;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A FHIR date or dateTime as an instant.
 *
 * @param zone where a day ends that has no zone of its own
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#dateTime">FHIR R4 dateTime</a>
 */
record FhirDateTimes(ZoneId zone) {

    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern FULL =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    /** The first instant of it; empty when it is no dateTime. */
    Optional<Instant> first(String text) {
        return read(text, false);
    }

    /** The last millisecond of it; empty when it is no dateTime. */
    Optional<Instant> last(String text) {
        return read(text, true);
    }

    private Optional<Instant> read(String text, boolean end) {
        try {
            if (FULL.matcher(text).matches())
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            LocalDate first;
            LocalDate next;
            if (DAY.matcher(text).matches()) {
                first = LocalDate.parse(text);
                next = first.plusDays(1);
            } else if (MONTH.matcher(text).matches()) {
                first = YearMonth.parse(text).atDay(1);
                next = first.plusMonths(1);
            } else if (YEAR.matcher(text).matches()) {
                first = Year.parse(text).atDay(1);
                next = first.plusYears(1);
            } else {
                return Optional.empty();
            }
            return Optional.of(
                    end
                            ? next.atStartOfDay(zone).toInstant().minusMillis(1)
                            : first.atStartOfDay(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // the thirty-first of February
        }
    }
}
