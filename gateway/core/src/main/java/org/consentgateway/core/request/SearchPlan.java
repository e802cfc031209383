package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.consentgateway.core.json.Json;

/**
 * A search that may be asked upstream, and what is owed on the way back.
 *
 * @param type        the type searched for
 * @param compartment the compartment searched in
 * @param upstream    the parameters to send, in order; shaping and format are not among them
 * @param shaping     what is done to the answer after it was decided
 * @param owed        what a match must still hold once it is stripped, every one of them: {@link #stillMatches}
 */
public record SearchPlan(
        String type,
        Optional<Reference> compartment,
        List<Parameter> upstream,
        ResultParameters shaping,
        List<MatchCondition> owed) {

    public SearchPlan {
        upstream = List.copyOf(upstream);
        owed = List.copyOf(owed);
    }

    /**
     * Whether the stripped resource is still a match.
     *
     * @param whole    the resource as the EHR has it; the same object as {@code shown} where nothing was stripped
     * @param shown    what the caller may see of it, before {@code _elements} and {@code _summary}
     * @param relative takes the EHR's bases and our own off a reference
     */
    public boolean stillMatches(Json.Obj whole, Json.Obj shown, UnaryOperator<String> relative) {
        return owed.stream().allMatch(one -> one.held(whole, shown, relative));
    }

    /** The same, of which upstream is asked for pages of this size. */
    public SearchPlan inPagesOf(int size) {
        Parameter count = new Parameter("_count", Integer.toString(size));
        List<Parameter> asked = new ArrayList<>(upstream);
        asked.replaceAll(parameter -> parameter.name().equals("_count") ? count : parameter);
        if (!asked.contains(count)) asked.add(count);
        return new SearchPlan(type, compartment, asked, shaping, owed);
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
