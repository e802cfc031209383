package org.consentgateway.core.request;

/**
 * What the {@code Prefer} header says.
 *
 * @param echo         what a write gives back
 * @param respondAsync whether an asynchronous answer is wanted, which the table refuses
 * @param lenient      {@code handling=lenient}: search parameters that are not known are left out
 * @see <a href="http://hl7.org/fhir/R4/search.html#errors">FHIR R4 search, handling errors</a>
 */
public record Preference(Echo echo, boolean respondAsync, boolean lenient) {

    /** No preference. */
    public static final Preference NONE = new Preference(Echo.UNSPECIFIED, false, false);

    /** {@code return=}. */
    public enum Echo {
        UNSPECIFIED,
        MINIMAL,
        REPRESENTATION,
        OPERATION_OUTCOME
    }
}
