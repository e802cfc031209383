package org.consentgateway.server.interaction;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.ResultParameters;
import org.consentgateway.core.request.SearchPlan;

/**
 * How large pages are: the caller's, and those of the EHR, which is asked for more than is shown. So one page of its tells
 * whether there is another one, and one search makes a first page of which nothing is withheld.
 */
public final class PageSizes {

    /** Entries of one page that every EHR gives; some give no more. */
    public static final int MODEST = 100;

    // by type; learnt of what was shown alone, and the same whatever is hidden
    private final Map<String, Integer> usual = new ConcurrentHashMap<>();

    /** How many matches the caller's page holds; empty where nobody said and the EHR's own size was not seen yet. */
    public Optional<Integer> shown(SearchPlan search, Optional<Position> from) {
        if (search.shaping().countOnly()) return Optional.empty();
        return from.map(Position::quota)
                .or(() -> search.shaping().count())
                .or(() -> Optional.ofNullable(usual.get(search.type())));
    }

    /** The search as the EHR is asked for it. */
    public SearchPlan asked(SearchPlan search, Optional<Integer> shown) {
        if (search.shaping().countOnly()) return search.inPagesOf(MODEST);
        return shown.map(size -> search.inPagesOf(larger(size))).orElse(search);
    }

    /** Where nobody said how many, the EHR sent so many, and more are there. */
    void usual(String type, int size) {
        usual.put(type, size);
    }

    /** Room for what is withheld and for the page after; who asks for much gets one more alone. */
    private static int larger(int shown) {
        return shown > MODEST ? Math.min(ResultParameters.MAX_COUNT, shown + 1) : Math.min(MODEST, 2 * shown + 1);
    }
}
