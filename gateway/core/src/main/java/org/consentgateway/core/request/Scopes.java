package org.consentgateway.core.request;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Refusal.Why;

/**
 * The SMART scopes of a token, v1 and v2 alike, as the closed list of what they grant. A scope that does not parse
 * grants nothing.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html">SMART App Launch 2.2 scopes</a>
 */
public record Scopes(List<Grant> grants) {

    private static final Pattern SCOPE =
            Pattern.compile("(patient|user|system)/(\\*|[A-Za-z]+)\\.(read|write|\\*|c?r?u?d?s?)(?:\\?(.+))?");
    private static final Set<String> FILTERS = Set.of("category", "code", "status", "type");

    /** Whom a scope reaches: the patient in context, what the user may see, or what the system may see. */
    public enum Level {
        PATIENT,
        USER,
        SYSTEM
    }

    /** One letter of a v2 scope: create, read, update, delete, search. */
    public enum Permission {
        CREATE,
        READ,
        UPDATE,
        DELETE,
        SEARCH
    }

    /**
     * One scope.
     *
     * @param level       {@code patient}, {@code user} or {@code system}
     * @param type        resource type or {@code *}
     * @param permissions letters granted
     * @param filters     {@code param=value} pairs, all of which the resource must meet; the gateway knows
     *                    {@code category}, {@code type}, {@code code}, {@code status}; any other grants nothing
     */
    public record Grant(Level level, String type, Set<Permission> permissions, Map<String, Set<String>> filters) {
        public Grant {
            permissions = Set.copyOf(permissions);
            filters = Map.copyOf(filters);
        }
    }

    public Scopes {
        grants = List.copyOf(grants);
    }

    /** What both grant: of each pair that meets, the narrower type, the common letters, the filters of both. */
    public Scopes within(Scopes most) {
        return new Scopes(grants.stream()
                .flatMap(mine -> most.grants().stream().flatMap(theirs -> common(mine, theirs).stream()))
                .toList());
    }

    private static Optional<Grant> common(Grant one, Grant other) {
        boolean meet = one.type().equals(other.type())
                || one.type().equals("*")
                || other.type().equals("*");
        Set<Permission> both = EnumSet.noneOf(Permission.class);
        both.addAll(one.permissions());
        both.retainAll(other.permissions());
        Map<String, Set<String>> filters = new HashMap<>(one.filters());
        // two filters on one element are no pair that a scope can say
        boolean clash = other.filters().entrySet().stream()
                .anyMatch(filter -> !filters.getOrDefault(filter.getKey(), filter.getValue())
                        .equals(filter.getValue()));
        filters.putAll(other.filters());
        if (!meet || clash || both.isEmpty() || one.level() != other.level()) return Optional.empty();
        return Optional.of(new Grant(one.level(), one.type().equals("*") ? other.type() : one.type(), both, filters));
    }

    /**
     * Reads the {@code scope} claim: scopes separated by blanks. What is no clinical scope is passed over.
     *
     * @param fhir whose resource types a scope may name
     */
    public static Scopes parse(FhirVersion fhir, String claim) {
        return new Scopes(Arrays.stream(claim.split(" +"))
                .flatMap(scope -> grant(fhir, scope).stream())
                .toList());
    }

    private static Optional<Grant> grant(FhirVersion fhir, String scope) {
        Matcher matcher = SCOPE.matcher(scope);
        if (!matcher.matches() || matcher.group(3).isEmpty()) return Optional.empty();
        String type = matcher.group(2);
        if (!type.equals("*") && !fhir.hasType(type)) return Optional.empty();
        return filters(Optional.ofNullable(matcher.group(4)))
                .map(filters -> new Grant(
                        Level.valueOf(matcher.group(1).toUpperCase(java.util.Locale.ROOT)),
                        type,
                        permissions(matcher.group(3)),
                        filters));
    }

    private static Set<Permission> permissions(String letters) {
        return switch (letters) {
            case "read" -> EnumSet.of(Permission.READ, Permission.SEARCH);
            case "write" -> EnumSet.of(Permission.CREATE, Permission.UPDATE, Permission.DELETE);
            case "*" -> EnumSet.allOf(Permission.class);
            default -> {
                Set<Permission> granted = EnumSet.noneOf(Permission.class);
                for (Permission permission : Permission.values())
                    if (letters.indexOf(Character.toLowerCase(permission.name().charAt(0))) >= 0)
                        granted.add(permission);
                yield granted;
            }
        };
    }

    /** The filters of a granular scope; empty where one of them is not understood: then the scope grants nothing. */
    private static Optional<Map<String, Set<String>>> filters(Optional<String> query) {
        if (query.isEmpty()) return Optional.of(Map.of());
        Optional<List<Parameter>> parameters = Query.parse(query.get()).value();
        // a filter without a value says nothing in a search, but a scope without its filter would grant more
        if (parameters.isEmpty() || parameters.get().size() != query.get().split("&", -1).length)
            return Optional.empty();
        Map<String, Set<String>> filters = new HashMap<>();
        for (Parameter parameter : parameters.get()) {
            Set<String> values =
                    new LinkedHashSet<>(Arrays.asList(parameter.value().split(",", -1)));
            boolean plain = FILTERS.contains(parameter.name())
                    && values.stream().noneMatch(value -> value.isBlank() || value.indexOf('\\') >= 0);
            if (!plain || filters.put(parameter.name(), Collections.unmodifiableSet(values)) != null)
                return Optional.empty();
        }
        return Optional.of(filters);
    }

    /**
     * What of a type the caller may do this with. A {@code patient/} scope without a patient in context and a
     * {@code user/} scope without a user reach nothing.
     */
    public static ScopeReach reach(Caller caller, Permission permission, String type) {
        return new ScopeReach(caller.scopes().grants().stream()
                .filter(grant -> grant.permissions().contains(permission))
                .filter(grant -> grant.type().equals("*") || grant.type().equals(type))
                .flatMap(grant -> condition(caller, grant).stream())
                .toList());
    }

    private static Optional<ScopeReach.Condition> condition(Caller caller, Grant grant) {
        return switch (grant.level()) {
            case PATIENT ->
                caller.patient().map(patient -> new ScopeReach.Condition(Optional.of(patient), grant.filters()));
            case USER -> caller.user().map(user -> new ScopeReach.Condition(Optional.empty(), grant.filters()));
            case SYSTEM -> Optional.of(new ScopeReach.Condition(Optional.empty(), grant.filters()));
        };
    }

    /** The letters that the interaction needs on the type that it names; of a batch each entry needs its own. */
    public static Set<Permission> needed(Interaction interaction) {
        return switch (interaction) {
            case READ, VREAD, HISTORY_INSTANCE, PATIENT_EVERYTHING -> EnumSet.of(Permission.READ);
            case SEARCH_TYPE, SEARCH_COMPARTMENT -> EnumSet.of(Permission.SEARCH);
            case CREATE -> EnumSet.of(Permission.CREATE);
            // SMART 2.2: conditional interactions need the letter of the write and that of the search
            case CONDITIONAL_CREATE -> EnumSet.of(Permission.CREATE, Permission.SEARCH);
            case UPDATE, PATCH -> EnumSet.of(Permission.UPDATE);
            case CONDITIONAL_UPDATE, CONDITIONAL_PATCH -> EnumSet.of(Permission.UPDATE, Permission.SEARCH);
            case DELETE -> EnumSet.of(Permission.DELETE);
            case CONDITIONAL_DELETE -> EnumSet.of(Permission.DELETE, Permission.SEARCH);
            default -> Set.of(); // open, ruled by role, exploded into its parts, or refused by the table
        };
    }

    /** The request passes, or it is refused because the scopes reach nothing of what it names. */
    public static OrRefusal<FhirRequest> permits(Caller caller, FhirRequest request) {
        String type = request.type().orElse("");
        boolean reached = needed(request.interaction()).stream()
                .allMatch(permission -> reach(caller, permission, type).something());
        return reached ? OrRefusal.of(request) : OrRefusal.refused(Why.SCOPE, "the token's scopes do not reach this");
    }
}
