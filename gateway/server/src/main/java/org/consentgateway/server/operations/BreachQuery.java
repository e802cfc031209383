package org.consentgateway.server.operations;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DisclosureIndex.Column;

/**
 * What may have gone out that should not have: by one of these, within a period.
 *
 * @param by         by what disclosures are found
 * @param value      {@code Type/id}, {@code Patient/x}, {@code Consent/x} or {@code pack|version}
 * @param relabelled whether the resource is taken to bear the label of a note today, whatever the EHR says
 * @param from       inclusive
 * @param until      exclusive
 * @param discovered the day from which the clock runs, 45 CFR 164.404(a)(2)
 */
public record BreachQuery(
        Column by, String value, boolean relabelled, Instant from, Instant until, LocalDate discovered) {

    /** The Consent that is taken not to hold, where it was asked by one. */
    public Optional<Reference> withoutConsent() {
        return by == Column.CONSENT ? Reference.parse(value) : Optional.empty();
    }
}
