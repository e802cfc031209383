package org.consentgateway.core.request;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which resources of a type the caller's scopes reach: those that meet any of the conditions. Scopes never widen what
 * the law allows; they narrow it.
 *
 * @param any the conditions; none: nothing is reached
 */
public record ScopeReach(List<Condition> any) {

    /** Nothing is reached. */
    public static final ScopeReach NOTHING = new ScopeReach(List.of());

    /**
     * One scope's condition.
     *
     * @param patient the patient whose resource it must be, where the scope is of level {@code patient}
     * @param filters by name, as {@link Scopes.Grant#filters}, the values of which one must
     *                be held, {@code system|code}, {@code |code} or {@code code}; all names must be met
     */
    public record Condition(Optional<Reference> patient, Map<String, Set<String>> filters) {
        public Condition {
            filters = Map.copyOf(filters);
        }
    }

    public ScopeReach {
        any = List.copyOf(any);
    }

    /** Whether there is any resource of the type that the caller may ask for. */
    public boolean something() {
        return !any.isEmpty();
    }

    /** Whether every resource of the type is reached, so that none needs to be looked at. */
    public boolean whole() {
        return any.stream()
                .anyMatch(condition ->
                        condition.patient().isEmpty() && condition.filters().isEmpty());
    }

    /**
     * Whether one resource is reached.
     *
     * @param subjects   the patients that it is of; a Patient is of itself
     * @param codes      its coded kind, from its type or code element
     * @param categories its categories
     * @param status     its status
     */
    public boolean covers(Set<Reference> subjects, Set<Coding> codes, Set<Coding> categories, Optional<String> status) {
        return any.stream()
                .anyMatch(
                        condition -> condition.patient().map(subjects::contains).orElse(true)
                                && condition.filters().entrySet().stream().allMatch(filter -> switch (filter.getKey()) {
                                    case "category" -> holds(filter.getValue(), categories);
                                    case "code", "type" -> holds(filter.getValue(), codes);
                                    case "status" ->
                                        status.filter(found -> filter.getValue().stream()
                                                        .anyMatch(wanted -> wanted.substring(wanted.indexOf('|') + 1)
                                                                .equals(found)))
                                                .isPresent();
                                    default -> false; // a filter that is not understood grants nothing
                                }));
    }

    private static boolean holds(Set<String> wanted, Set<Coding> found) {
        return wanted.stream().anyMatch(value -> found.stream().anyMatch(coding -> matches(value, coding)));
    }

    private static boolean matches(String wanted, Coding coding) {
        List<String> part = Arrays.asList(wanted.split("\\|", -1));
        return part.size() == 1
                ? coding.code().equals(wanted)
                : part.size() == 2
                        && coding.system().equals(part.get(0))
                        && coding.code().equals(part.get(1));
    }

    @Override
    public String toString() {
        return "Reach";
    }
}
