package org.consentgateway.server.pipeline;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.SearchPlan;

/**
 * Whether a search is sent as a query or as a form, by what this EHR has taken of that type.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#search">FHIR R4: a server may take either</a>
 */
final class SearchWays {

    /** A longer search is asked as a form: servers refuse request lines beyond some 8,000 characters. */
    private static final int LONGEST_TARGET = 6_000;

    private static final int TAKEN = 200;
    /** The EHR knows no form there, or none at all. */
    private static final Set<Integer> NO_FORM = Set.of(404, 405, 415, 501);
    /** The EHR takes no query, or none of this length. RFC 9110 15.5.15, RFC 6585 5 */
    private static final Set<Integer> NO_QUERY = Set.of(405, 414, 431);

    private final Set<String> withoutForm = ConcurrentHashMap.newKeySet();
    private final Set<String> withoutQuery = ConcurrentHashMap.newKeySet();

    /** How a search goes. */
    enum Way {
        QUERY,
        FORM
    }

    /** As the client sent it, unless the EHR has shown that it does not take that. */
    Way first(SearchPlan search, FhirRequest request) {
        if (withoutForm.contains(search.path()) && isShort(search)) return Way.QUERY;
        boolean form = request.body() == BodyFormat.FORM || withoutQuery.contains(search.path()) || !isShort(search);
        return form ? Way.FORM : Way.QUERY;
    }

    /** The other way, where this answer says that it was asked in one which the EHR does not take. */
    Optional<Way> instead(SearchPlan search, Way asked, int status) {
        if (asked == Way.QUERY) return NO_QUERY.contains(status) ? Optional.of(Way.FORM) : Optional.empty();
        return NO_FORM.contains(status) && isShort(search) ? Optional.of(Way.QUERY) : Optional.empty();
    }

    /** What the second way was answered with: an EHR that takes it takes the first no better next time. */
    void showed(SearchPlan search, Way second, int status) {
        if (status != TAKEN) return;
        if (second == Way.QUERY) withoutForm.add(search.path());
        else withoutQuery.add(search.path());
    }

    private static boolean isShort(SearchPlan search) {
        return search.target().length() <= LONGEST_TARGET;
    }
}
