package org.consentgateway.core.request;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.ResultParameters.Summary;
import org.consentgateway.core.request.ResultParameters.Total;

/** Which parameters each interaction takes, but for the search parameters, which {@link SearchPlanner} judges. */
final class AllowedParameters {

    private static final Set<String> FORMAT = Set.of("_format", "_pretty");
    private static final Set<String> READ = Set.of("_format", "_pretty", "_summary", "_elements", "_owner");
    private static final Set<String> HISTORY =
            Set.of("_format", "_pretty", "_summary", "_elements", "_count", "_since", "_at");
    private static final Set<String> EVERYTHING =
            Set.of("_format", "_pretty", "start", "end", "_since", "_type", "_count");
    private static final Set<String> EXPLAIN =
            Set.of("_format", "_pretty", "decision", "resource", "caller", "organization", "purpose", "at", "draft");
    private static final Set<String> TERMINOLOGY = Set.of(
            "_format",
            "_pretty",
            "abstract",
            "activeOnly",
            "code",
            "codeA",
            "codeB",
            "count",
            "date",
            "display",
            "displayLanguage",
            "excludeNested",
            "filter",
            "includeDefinition",
            "includeDesignations",
            "offset",
            "property",
            "reverse",
            "source",
            "system",
            "systemVersion",
            "target",
            "targetsystem",
            "url",
            "valueSetVersion",
            "version");
    private static final Set<String> REPEATED = Set.of("purpose", "property");
    private static final Set<String> TIMES = Set.of("start", "end", "_since", "_at", "at");

    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+ -][0-9]{2}:[0-9]{2})?)?)?)?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern ELEMENT = Pattern.compile("[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z][A-Za-z0-9]*)*");

    private AllowedParameters() {}

    /** The shaping asked for, or why the parameters do not belong to the interaction. */
    static OrRefusal<ResultParameters> check(FhirVersion fhir, Interaction interaction, List<Parameter> parameters) {
        Optional<Set<String>> names = names(interaction);
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : parameters) {
            String name = parameter.name();
            if (names.isPresent() && !names.get().contains(name)) return unknown(name);
            boolean single = names.isPresent() || Query.SHAPING.contains(name) || name.equals("_count");
            if (single && !seen.add(name) && !REPEATED.contains(name)) return malformed(name);
            if (names.isPresent() && !wellFormed(fhir, parameter)) return malformed(name);
        }
        return shaping(interaction, parameters);
    }

    /** The closed list of an interaction; empty: the planner or the table judges them. */
    private static Optional<Set<String>> names(Interaction interaction) {
        return switch (interaction) {
            case CAPABILITIES -> Optional.of(Set.of("_format", "_pretty", "_summary", "_elements", "mode"));
            case SMART_CONFIGURATION -> Optional.of(Set.of());
            case READ, VREAD -> Optional.of(READ);
            case HISTORY_INSTANCE -> Optional.of(HISTORY);
            case PAGE -> Optional.of(Set.of("_format", "_pretty", "_getpages"));
            case CREATE,
                    CONDITIONAL_CREATE,
                    UPDATE,
                    PATCH,
                    DELETE,
                    BATCH,
                    LEGAL_BASIS_LIST,
                    LEGAL_BASIS_GRANT,
                    LEGAL_BASIS_APPROVE,
                    LEGAL_BASIS_REVOKE,
                    LABEL_REVIEWS,
                    LABEL_REVIEW_ANSWER,
                    WORKLIST -> Optional.of(FORMAT);
            case LASTN -> Optional.of(Set.of("patient", "subject", "category", "code", "max", "_format", "_pretty"));
            case PATIENT_EVERYTHING -> Optional.of(EVERYTHING);
            case TERMINOLOGY -> Optional.of(TERMINOLOGY);
            case DOCREF ->
                Optional.of(Set.of("patient", "start", "end", "type", "on-demand", "profile", "_format", "_pretty"));
            case SUMMARY -> Optional.of(Set.of("profile", "_format", "_pretty"));
            case VALIDATE -> Optional.of(Set.of("profile", "mode", "_format", "_pretty"));
            case MATCH -> Optional.of(FORMAT);
            case EXPLAIN_ACCESS -> Optional.of(EXPLAIN);
            case ACCOUNTING_OF_DISCLOSURES -> Optional.of(Set.of("_format", "_pretty", "start", "end"));
            default -> Optional.empty();
        };
    }

    private static boolean wellFormed(FhirVersion fhir, Parameter parameter) {
        String value = parameter.value();
        if (TIMES.contains(parameter.name())) return TIME.matcher(value).matches();
        return switch (parameter.name()) {
            case "_type" -> fhir.types().containsAll(Arrays.asList(value.split(",", -1)));
            case "_getpages" -> TOKEN.matcher(value).matches();
            case "resource", "caller", "organization" -> Reference.parse(value).isPresent();
            default -> true;
        };
    }

    private static OrRefusal<ResultParameters> shaping(Interaction interaction, List<Parameter> parameters) {
        ResultParameters shaping = ResultParameters.NONE;
        for (Parameter parameter : parameters) {
            Optional<ResultParameters> next = apply(shaping, parameter);
            if (next.isEmpty()) return malformed(parameter.name());
            shaping = next.get();
        }
        boolean counts = shaping.summary() == Summary.COUNT;
        boolean searches = names(interaction).isEmpty() || interaction == Interaction.HISTORY_INSTANCE;
        if (counts && !searches) return malformed("_summary");
        if (!shaping.elements().isEmpty() && shaping.summary() != Summary.FALSE) return malformed("_elements");
        return OrRefusal.of(shaping);
    }

    private static Optional<ResultParameters> apply(ResultParameters so, Parameter parameter) {
        String value = parameter.value();
        return switch (parameter.name()) {
            case "_elements" ->
                elements(value)
                        .map(names -> new ResultParameters(names, so.summary(), so.total(), so.count(), so.pretty()));
            case "_summary" ->
                summary(value)
                        .map(mode -> new ResultParameters(so.elements(), mode, so.total(), so.count(), so.pretty()));
            case "_total" ->
                total(value)
                        .map(mode -> new ResultParameters(so.elements(), so.summary(), mode, so.count(), so.pretty()));
            case "_count" ->
                count(value)
                        .map(size -> new ResultParameters(
                                so.elements(), so.summary(), so.total(), Optional.of(size), so.pretty()));
            case "_pretty" ->
                value.equals("true") || value.equals("false")
                        ? Optional.of(new ResultParameters(
                                so.elements(), so.summary(), so.total(), so.count(), value.equals("true")))
                        : Optional.empty();
            default -> Optional.of(so);
        };
    }

    private static Optional<List<String>> elements(String value) {
        List<String> names = Arrays.asList(value.split(",", -1));
        return names.stream().allMatch(name -> ELEMENT.matcher(name).matches()) ? Optional.of(names) : Optional.empty();
    }

    private static Optional<Summary> summary(String value) {
        return Arrays.stream(Summary.values())
                .filter(mode -> code(mode).equals(value))
                .findFirst();
    }

    private static Optional<Total> total(String value) {
        return Arrays.stream(Total.values())
                .filter(mode -> mode != Total.UNSPECIFIED && code(mode).equals(value))
                .findFirst();
    }

    private static Optional<Integer> count(String value) {
        if (!value.matches("[0-9]{1,9}")) return Optional.empty();
        return Optional.of(Math.min(Integer.parseInt(value), ResultParameters.MAX_COUNT));
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static <T> OrRefusal<T> unknown(String name) {
        return OrRefusal.refused(Why.UNKNOWN_PARAMETER, "unknown parameter `" + name + "`");
    }

    private static <T> OrRefusal<T> malformed(String name) {
        return OrRefusal.refused(Why.MALFORMED_PARAMETER, "value of `" + name + "` is not understood");
    }
}
