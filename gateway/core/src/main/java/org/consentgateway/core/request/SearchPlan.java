package org.consentgateway.core.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A search that may be asked upstream, and what is owed on the way back.
 *
 * @param type        the type searched for
 * @param compartment the compartment searched in
 * @param upstream    the parameters to send, in order; shaping and format are not among them
 * @param shaping     what is done to the answer after it was decided
 * @param checks      references that a match, once stripped, must still hold, every one of them; else it is no match
 * @param filtered    by type: the elements that a parameter filtered or sorted on, as dotted paths without the type, e.g.
 *                    {@code content.attachment.url}; a match from which such an element was stripped is no match
 */
public record SearchPlan(
        String type,
        Optional<Reference> compartment,
        List<Parameter> upstream,
        Shaping shaping,
        List<ReferenceCheck> checks,
        Map<String, Set<String>> filtered) {

    /**
     * A parameter that named a resource which may be hidden: {@code List?item=DocumentReference/n1}.
     *
     * @param type   type of the match that is checked
     * @param paths  elements of that type, any of which may hold the reference, as dotted paths without the type
     * @param wanted any of these must be found
     */
    public record ReferenceCheck(String type, Set<String> paths, Set<Reference> wanted) {
        public ReferenceCheck {
            paths = Set.copyOf(paths);
            wanted = Set.copyOf(wanted);
        }

        @Override
        public String toString() {
            return "ReferenceCheck";
        }
    }

    public SearchPlan {
        upstream = List.copyOf(upstream);
        checks = List.copyOf(checks);
        filtered = Map.copyOf(filtered);
    }

    /** {@code Type?..} or {@code Compartment/id/Type?..} relative to the FHIR base, canonically encoded. */
    public String target() {
        return Query.join(path(), upstream);
    }

    /** The path of {@link #target()} without the query. */
    public String path() {
        return compartment.map(owner -> owner + "/" + type).orElse(type);
    }

    /** The query of {@link #target()}, which is also the form of a POST to {@code _search}. */
    public String query() {
        return Query.encode(upstream);
    }

    @Override
    public String toString() {
        return "SearchPlan";
    }
}
