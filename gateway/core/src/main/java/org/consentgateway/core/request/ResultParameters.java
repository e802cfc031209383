package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;

/**
 * What the caller wants done to the answer after it was decided. None of it is asked upstream, where it would hide the
 * labels that decide.
 *
 * @param elements names of {@code _elements} in the order given, of a type where written {@code Type.name}; empty: all
 * @param summary  {@code _summary}
 * @param total    {@code _total}
 * @param count    {@code _count}, resources per page, 0 to {@link #MAX_COUNT}
 * @param pretty   {@code _pretty=true}
 */
public record ResultParameters(
        List<String> elements, Summary summary, Total total, Optional<Integer> count, boolean pretty) {

    /** The most resources of one page; a greater {@code _count} means this one. */
    public static final int MAX_COUNT = 1000;

    /** Nothing asked for. */
    public static final ResultParameters NONE =
            new ResultParameters(List.of(), Summary.FALSE, Total.UNSPECIFIED, Optional.empty(), false);

    /** {@code _summary}. */
    public enum Summary {
        FALSE,
        TRUE,
        TEXT,
        DATA,
        COUNT
    }

    /** {@code _total}. */
    public enum Total {
        UNSPECIFIED,
        NONE,
        ESTIMATE,
        ACCURATE
    }

    public ResultParameters {
        elements = List.copyOf(elements);
    }

    /** Whether only the number of matches is asked for: {@code _summary=count}, or {@code _count=0}, which FHIR equates. */
    public boolean countOnly() {
        return summary == Summary.COUNT || count.filter(size -> size == 0).isPresent();
    }
}
