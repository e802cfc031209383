package org.consentgateway.core.redact;

import java.util.Set;

/**
 * How what is released is shown; applied after deciding, on the redacted resource.
 *
 * @param pretty   {@code _pretty}: line breaks and two spaces
 * @param summary  {@code _summary}, but for {@code count}, which is an answer of its own
 * @param elements {@code _elements}: top-level names to keep beside the mandatory ones; empty: all
 */
public record ResponseFormat(boolean pretty, Summary summary, Set<String> elements) {

    /** {@code _summary} as R4 defines it. */
    public enum Summary {
        FALSE,
        TRUE,
        TEXT,
        DATA
    }

    /** Everything, on one line. */
    public static final ResponseFormat WHOLE = new ResponseFormat(false, Summary.FALSE, Set.of());

    public ResponseFormat {
        elements = Set.copyOf(elements);
    }

    /** Whether elements are left out, so that the SUBSETTED tag is due. */
    public boolean subsets() {
        return summary != Summary.FALSE || !elements.isEmpty();
    }
}
