package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.fhir.SearchParameters.Definition;
import org.consentgateway.core.fhir.SearchParameters.Kind;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.SearchFilterRules.Filtered;

/**
 * Makes a plan of a search, or refuses it where its filter could see what the answer would hide. What is refused depends
 * on the request alone, so that a refusal tells nothing.
 *
 * @param fhir      whose search parameters there are
 * @param hideableTypes types of which a resource may be hidden: `note` and `label` in the policy pack's table
 * @param ownBase   the public FHIR base without a slash at its end: absolute references below it are our own
 * @param observes  whether a search passes that could see what the answer would hide; no criteria of a write do
 */
public record SearchPlanner(FhirVersion fhir, Set<String> hideableTypes, String ownBase, boolean observes) {

    /** Search parameters that read text, stored searches or other servers' grammars: what they see cannot be bounded. */
    private static final Set<String> ORACLES = Set.of("_content", "_text", "_filter", "_query", "_list");

    private static final Set<String> NOT_SERVED = Set.of("_contained", "_containedType", "_type", "_getpages");

    public SearchPlanner {
        hideableTypes = Set.copyOf(hideableTypes);
    }

    /** One that enforces. */
    public SearchPlanner(FhirVersion fhir, Set<String> hideableTypes, String ownBase) {
        this(fhir, hideableTypes, ownBase, false);
    }

    /** The search without the parameters that nobody knows, where the client prefers that to an error. */
    public FhirRequest understood(FhirRequest request) {
        if (!request.preference().lenient()) return request;
        String type = request.type().orElse("");
        SearchFilterRules filters = new SearchFilterRules(fhir.searchParameters(), hideableTypes, ownBase);
        return request.with(request.parameters().stream()
                .filter(parameter -> Query.SHAPING.contains(parameter.name())
                        || parameter.name().equals("_count")
                        || judge(filters, type, parameter)
                                .refusal()
                                .filter(refusal -> refusal.why() == Why.UNKNOWN_PARAMETER)
                                .isEmpty())
                .toList());
    }

    /** The plan of a search by type or in a compartment. */
    public OrRefusal<SearchPlan> plan(FhirRequest request) {
        return planned(request, request.parameters(), observes);
    }

    /**
     * The plan of the criteria of a conditional write: at least one filter, nothing that shapes results, and nothing owed
     * on the way back, because of a conditional write nothing comes back that could be checked.
     */
    public OrRefusal<SearchPlan> criteria(FhirRequest request) {
        List<Parameter> criteria = request.interaction() == Interaction.CONDITIONAL_CREATE
                ? request.preconditions().ifNoneExist()
                : request.parameters();
        Set<String> results = Set.of("_include", "_revinclude", "_sort", "_count", "_total", "_summary", "_elements");
        for (Parameter parameter : criteria)
            if (results.contains(base(parameter.name()))) return unknown(parameter.name());
        return planned(request, criteria, false).then(plan -> {
            if (plan.upstream().isEmpty() && plan.owed().isEmpty())
                return OrRefusal.refused(Why.MALFORMED_PARAMETER, "no criteria");
            boolean unchecked =
                    plan.owed().stream().anyMatch(owed -> owed.own() || owed.wanted() instanceof MatchCondition.OneOf);
            if (unchecked) return oracle("criteria");
            return OrRefusal.of(plan);
        });
    }

    /**
     * The plan of a reference by criteria, as of those of a conditional write; which of the types that can be hidden match
     * is nobody's to learn.
     *
     * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4: conditional references</a>
     */
    public OrRefusal<SearchPlan> reference(FhirRequest request) {
        if (request.interaction() != Interaction.SEARCH_TYPE
                || request.compartment().isPresent())
            return OrRefusal.refused(Why.MALFORMED_PARAMETER, "a reference by criteria is a search of a type");
        if (InteractionTable.opaque(hideableTypes).contains(request.type().orElse(""))) return oracle("reference");
        return criteria(request);
    }

    private OrRefusal<SearchPlan> planned(FhirRequest request, List<Parameter> parameters, boolean passes) {
        String type = request.type().orElse("");
        if (!fhir.hasType(type)) return OrRefusal.refused(Why.UNKNOWN_TYPE, "no such resource type");
        SearchFilterRules filters = new SearchFilterRules(fhir.searchParameters(), hideableTypes, ownBase);
        List<Parameter> upstream = new ArrayList<>();
        List<MatchCondition> owed = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (Query.SHAPING.contains(parameter.name())) continue;
            if (parameter.name().equals("_count")) {
                if (!request.shaping().countOnly())
                    request.shaping()
                            .count()
                            .ifPresent(size -> upstream.add(new Parameter("_count", Integer.toString(size))));
                continue;
            }
            OrRefusal<Filtered> judged = judge(filters, type, parameter);
            Optional<Refusal> refusal = judged.refusal();
            if (passes && refusal.filter(one -> one.why() == Why.SEARCH_ORACLE).isPresent()) {
                upstream.add(relative(parameter));
                continue;
            }
            if (refusal.isPresent()) return new OrRefusal.Refused<>(refusal.get());
            Optional<MatchCondition> due = judged.value().flatMap(Filtered::owed);
            if (due.filter(MatchCondition::own).isEmpty()) upstream.add(filters.typed(type, relative(parameter)));
            due.ifPresent(owed::add);
        }
        request.compartment().flatMap(owner -> filters.within(type, owner)).ifPresent(owed::add);
        return OrRefusal.of(new SearchPlan(type, request.compartment(), upstream, request.shaping(), owed));
    }

    private OrRefusal<Filtered> judge(SearchFilterRules filters, String type, Parameter parameter) {
        String base = base(parameter.name());
        if (ORACLES.contains(base)) return oracle(base);
        if (NOT_SERVED.contains(base)) return unknown(base);
        return switch (base) {
            case "_has" -> filters.reverseChain(type, parameter);
            case "_include" -> include(type, parameter);
            case "_revinclude" -> reverseInclude(type, parameter);
            case "_sort" -> sort(filters, type, parameter);
            default -> filters.filter(type, parameter);
        };
    }

    /** {@code _include=Type:parameter[:Target]}; what it brings is judged like all else. */
    private OrRefusal<Filtered> include(String type, Parameter parameter) {
        return included(parameter).then(source -> {
            boolean iterates = parameter.name().endsWith(":iterate");
            return iterates || source.type().equals(type) ? OrRefusal.of(Filtered.NOTHING) : malformed("_include");
        });
    }

    private OrRefusal<Filtered> reverseInclude(String type, Parameter parameter) {
        return included(parameter).then(source -> {
            boolean iterates = parameter.name().endsWith(":iterate");
            return iterates || source.reaches(type) ? OrRefusal.of(Filtered.NOTHING) : malformed("_revinclude");
        });
    }

    private OrRefusal<Definition> included(Parameter parameter) {
        String name = base(parameter.name());
        boolean iterates = parameter.name().equals(name + ":iterate");
        if (!iterates && !parameter.name().equals(name))
            return OrRefusal.refused(Why.UNKNOWN_MODIFIER, "unknown modifier on `" + name + "`");
        String[] part = parameter.value().split(":", -1);
        if (part.length < 2 || part.length > 3) return malformed(name);
        Optional<Definition> found =
                fhir.searchParameters().find(part[0], part[1]).filter(source -> source.kind() == Kind.REFERENCE);
        if (found.isEmpty()) return malformed(name);
        if (part.length == 3 && !(fhir.hasType(part[2]) && found.get().reaches(part[2]))) return malformed(name);
        // what a hidden resource brings in turn would tell of it
        if (iterates && InteractionTable.opaque(hideableTypes).contains(part[0])) return oracle(parameter.name());
        return OrRefusal.of(found.get());
    }

    /** {@code _sort=a,-b}: by what is shown alone; an order by what is stripped would tell of it. */
    private OrRefusal<Filtered> sort(SearchFilterRules filters, String type, Parameter parameter) {
        if (!parameter.name().equals("_sort"))
            return OrRefusal.refused(Why.UNKNOWN_MODIFIER, "unknown modifier on `_sort`");
        for (String key : Arrays.asList(parameter.value().split(",", -1))) {
            Optional<Definition> found =
                    fhir.searchParameters().find(type, key.startsWith("-") ? key.substring(1) : key);
            if (found.isEmpty()) return malformed("_sort");
            if (filters.sharesNotes(found.get()) || filters.besideNotes(found.get())) return oracle("_sort");
            if (found.get().kind() == Kind.COMPOSITE || found.get().kind() == Kind.SPECIAL) return malformed("_sort");
        }
        return OrRefusal.of(Filtered.NOTHING);
    }

    /** The parameter as the EHR knows it: references below our own base become relative ones. */
    private Parameter relative(Parameter parameter) {
        if (!parameter.value().contains(ownBase)) return parameter;
        String value = Arrays.stream(parameter.value().split(",", -1))
                .map(part -> SearchFilterRules.relative(ownBase, part))
                .collect(Collectors.joining(","));
        return new Parameter(parameter.name(), value);
    }

    private static String base(String name) {
        return name.split("[:.]", 2)[0];
    }

    static <T> OrRefusal<T> oracle(String name) {
        return OrRefusal.refused(Why.SEARCH_ORACLE, "`" + name + "` could see what the answer hides");
    }

    static <T> OrRefusal<T> unknown(String name) {
        return OrRefusal.refused(Why.UNKNOWN_PARAMETER, "unknown parameter `" + name + "`");
    }

    static <T> OrRefusal<T> malformed(String name) {
        return OrRefusal.refused(Why.MALFORMED_PARAMETER, "value of `" + name + "` is not understood");
    }
}
