package org.consentgateway.core.consent;

import java.util.Optional;

/**
 * A FHIR Period as written: date, dateTime or instant strings with their own precision; the end is inclusive at that
 * precision, in the site's time zone where the string has none.
 *
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#Period">FHIR R4 Period</a>
 */
public record FhirPeriod(Optional<String> start, Optional<String> end) {

    /** No limit on either side. */
    public static final FhirPeriod UNLIMITED = new FhirPeriod(Optional.empty(), Optional.empty());
}
