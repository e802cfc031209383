package org.consentgateway.core.request;

/**
 * What the {@code Prefer} header says.
 *
 * @param echo         what a write gives back
 * @param respondAsync whether an asynchronous answer is wanted, which the table refuses
 */
public record Preference(Echo echo, boolean respondAsync) {

    /** No preference. */
    public static final Preference NONE = new Preference(Echo.UNSPECIFIED, false);

    /** {@code return=}. */
    public enum Echo {
        UNSPECIFIED,
        MINIMAL,
        REPRESENTATION,
        OPERATION_OUTCOME
    }
}
