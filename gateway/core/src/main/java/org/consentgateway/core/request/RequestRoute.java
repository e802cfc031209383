package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Refusal.Why;

/**
 * What a method and the decoded segments of a path, below the base, mean.
 *
 * @param interaction which of FHIR's interactions it is
 * @param type        resource type; of a compartment search the type searched for
 * @param id          logical id
 * @param version     version id, of a vread alone
 * @param compartment the resource whose compartment is searched
 * @param operation   name of the operation without {@code $}
 * @param form        whether the parameters of the search come as a form
 */
public record RequestRoute(
        Interaction interaction,
        Optional<String> type,
        Optional<String> id,
        Optional<String> version,
        Optional<Reference> compartment,
        Optional<String> operation,
        boolean form) {

    private static final Set<String> COMPARTMENTS =
            Set.of("Patient", "Encounter", "RelatedPerson", "Practitioner", "Device");
    /** Segments that mean something of their own, so that no type can have such a name. */
    private static final Set<String> RESERVED = Set.of("metadata", "_history", "_search");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,256}");
    private static final Pattern OPERATION = Pattern.compile("\\$[A-Za-z][A-Za-z0-9-]{0,63}");

    /** What is asked by the path; {@code criteria} and {@code ifNoneExist} tell conditional from plain. */
    static OrRefusal<RequestRoute> of(FhirVersion fhir, Method method, List<String> path, Criteria criteria) {
        return switch (path.size()) {
            case 0 -> base(method, criteria);
            case 1 -> single(fhir, method, path.get(0), criteria);
            case 2 -> pair(fhir, method, path.get(0), path.get(1));
            case 3 -> triple(fhir, method, path.get(0), path.get(1), path.get(2));
            case 4 -> quadruple(fhir, method, path);
            default -> noPath();
        };
    }

    /**
     * What a query tells about the route.
     *
     * @param present     any parameter that is no shaping
     * @param page        a page token
     * @param ifNoneExist criteria of a create
     */
    record Criteria(boolean present, boolean page, boolean ifNoneExist) {}

    /** The same resource type, once it is known which resource a conditional write is about. */
    RequestRoute resolved(Interaction plain, Optional<String> found) {
        return new RequestRoute(plain, type, found, version, compartment, operation, form);
    }

    /** The path relative to the FHIR base, without a leading slash, but for the {@code _search} of a form. */
    String path() {
        StringBuilder path = new StringBuilder();
        compartment.ifPresent(owner -> segment(path, owner.type(), owner.id()));
        if (interaction == Interaction.SEARCH_COMPARTMENT_ALL) segment(path, "*");
        type.ifPresent(known -> segment(path, known));
        id.ifPresent(given -> segment(path, given));
        switch (interaction) {
            case CAPABILITIES -> segment(path, "metadata");
            case SMART_CONFIGURATION -> segment(path, ".well-known", "smart-configuration");
            case VREAD, HISTORY_INSTANCE, HISTORY_TYPE, HISTORY_SYSTEM -> segment(path, "_history");
            default -> {}
        }
        version.ifPresent(given -> segment(path, given));
        operation.ifPresent(name -> segment(path, "$" + name));
        return path.toString();
    }

    private static void segment(StringBuilder path, String... segments) {
        for (String segment : segments) {
            if (!path.isEmpty()) path.append('/');
            path.append(segment);
        }
    }

    private static OrRefusal<RequestRoute> base(Method method, Criteria criteria) {
        if (method == Method.POST) return plain(Interaction.BATCH);
        if (!method.safe()) return method();
        return plain(criteria.page() ? Interaction.PAGE : Interaction.SEARCH_SYSTEM);
    }

    private static OrRefusal<RequestRoute> single(FhirVersion fhir, Method method, String first, Criteria criteria) {
        if (first.equals("metadata")) return safe(method, plain(Interaction.CAPABILITIES));
        if (first.equals("_history")) return safe(method, plain(Interaction.HISTORY_SYSTEM));
        if (first.equals("_search"))
            return method == Method.POST
                    ? search(Interaction.SEARCH_SYSTEM, Optional.empty(), Optional.empty(), true)
                    : method();
        if (first.startsWith("$")) return operation(method, Optional.empty(), Optional.empty(), first);
        if (!WORD.matcher(first).matches()) return noPath();
        if (!fhir.hasType(first)) return unknownType(first);
        return switch (method) {
            case GET, HEAD -> search(Interaction.SEARCH_TYPE, Optional.of(first), Optional.empty(), false);
            case POST -> typed(criteria.ifNoneExist() ? Interaction.CONDITIONAL_CREATE : Interaction.CREATE, first);
            case PUT -> criteria.present() ? typed(Interaction.CONDITIONAL_UPDATE, first) : method();
            case PATCH -> criteria.present() ? typed(Interaction.CONDITIONAL_PATCH, first) : method();
            case DELETE -> criteria.present() ? typed(Interaction.CONDITIONAL_DELETE, first) : method();
        };
    }

    private static OrRefusal<RequestRoute> pair(FhirVersion fhir, Method method, String type, String second) {
        if (type.equals(".well-known") && second.equals("smart-configuration"))
            return safe(method, plain(Interaction.SMART_CONFIGURATION));
        if (!WORD.matcher(type).matches()) return noPath();
        if (!fhir.hasType(type)) return unknownType(type);
        if (second.equals("_history")) return safe(method, typed(Interaction.HISTORY_TYPE, type));
        if (second.equals("_search")) return searched(method, Interaction.SEARCH_TYPE, type, Optional.empty());
        if (second.startsWith("$")) return operation(method, Optional.of(type), Optional.empty(), second);
        if (!ID.matcher(second).matches()) return noPath();
        return switch (method) {
            case GET, HEAD -> instance(Interaction.READ, type, second);
            case PUT -> instance(Interaction.UPDATE, type, second);
            case PATCH -> instance(Interaction.PATCH, type, second);
            case DELETE -> instance(Interaction.DELETE, type, second);
            case POST -> method();
        };
    }

    private static OrRefusal<RequestRoute> triple(
            FhirVersion fhir, Method method, String type, String id, String third) {
        if (!WORD.matcher(type).matches() || !ID.matcher(id).matches()) return noPath();
        if (!fhir.hasType(type)) return unknownType(type);
        if (third.equals("_history")) return safe(method, instance(Interaction.HISTORY_INSTANCE, type, id));
        if (third.startsWith("$")) return operation(method, Optional.of(type), Optional.of(id), third);
        if (!third.equals("*") && !WORD.matcher(third).matches()) return noPath();
        if (third.equals("_search")) return noPath();
        if (!COMPARTMENTS.contains(type)) return noPath();
        Optional<Reference> owner = Optional.of(new Reference(type, id));
        if (third.equals("*"))
            return safe(method, search(Interaction.SEARCH_COMPARTMENT_ALL, Optional.empty(), owner, false));
        if (!fhir.hasType(third)) return unknownType(third);
        return safe(method, search(Interaction.SEARCH_COMPARTMENT, Optional.of(third), owner, false));
    }

    private static OrRefusal<RequestRoute> quadruple(FhirVersion fhir, Method method, List<String> path) {
        String type = path.get(0);
        String id = path.get(1);
        String last = path.get(3);
        if (!WORD.matcher(type).matches() || !ID.matcher(id).matches()) return noPath();
        if (!fhir.hasType(type)) return unknownType(type);
        if (path.get(2).equals("_history") && ID.matcher(last).matches())
            return safe(
                    method,
                    OrRefusal.of(new RequestRoute(
                            Interaction.VREAD,
                            Optional.of(type),
                            Optional.of(id),
                            Optional.of(last),
                            Optional.empty(),
                            Optional.empty(),
                            false)));
        if (last.equals("_search") && COMPARTMENTS.contains(type) && fhir.hasType(path.get(2)))
            return searched(method, Interaction.SEARCH_COMPARTMENT, path.get(2), Optional.of(new Reference(type, id)));
        return noPath();
    }

    /** {@code Type/_search}: a form by POST; by GET the query alone, as R4 3.1.0.10 has it. */
    private static OrRefusal<RequestRoute> searched(
            Method method, Interaction interaction, String type, Optional<Reference> owner) {
        if (method != Method.POST && !method.safe()) return method();
        return search(interaction, Optional.of(type), owner, method == Method.POST);
    }

    private static OrRefusal<RequestRoute> operation(
            Method method, Optional<String> type, Optional<String> id, String name) {
        if (!OPERATION.matcher(name).matches()) return noPath();
        Interaction interaction = OperationRoute.of(method, type, id, name);
        if (!OperationRoute.takes(interaction, method)) return method();
        return OrRefusal.of(new RequestRoute(
                interaction, type, id, Optional.empty(), Optional.empty(), Optional.of(name.substring(1)), false));
    }

    private static OrRefusal<RequestRoute> plain(Interaction interaction) {
        return search(interaction, Optional.empty(), Optional.empty(), false);
    }

    private static OrRefusal<RequestRoute> typed(Interaction interaction, String type) {
        return search(interaction, Optional.of(type), Optional.empty(), false);
    }

    private static OrRefusal<RequestRoute> unknownType(String word) {
        return RESERVED.contains(word) ? noPath() : typed(Interaction.UNKNOWN_TYPE, word);
    }

    private static OrRefusal<RequestRoute> instance(Interaction interaction, String type, String id) {
        return OrRefusal.of(new RequestRoute(
                interaction,
                Optional.of(type),
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));
    }

    private static OrRefusal<RequestRoute> search(
            Interaction interaction, Optional<String> type, Optional<Reference> compartment, boolean form) {
        return OrRefusal.of(new RequestRoute(
                interaction, type, Optional.empty(), Optional.empty(), compartment, Optional.empty(), form));
    }

    private static OrRefusal<RequestRoute> safe(Method method, OrRefusal<RequestRoute> route) {
        return method.safe() ? route : method();
    }

    private static OrRefusal<RequestRoute> method() {
        return OrRefusal.refused(Why.METHOD, "method is not served here");
    }

    private static OrRefusal<RequestRoute> noPath() {
        return OrRefusal.refused(Why.MALFORMED_TARGET, "no path of the FHIR interface");
    }

    @Override
    public String toString() {
        return "RequestRoute[" + interaction + "]"; // an id is as sensitive as what it leads to
    }
}
