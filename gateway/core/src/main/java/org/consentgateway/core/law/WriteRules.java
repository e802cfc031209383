package org.consentgateway.core.law;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.request.Role;

/**
 * Which elements decisions rest on, by resource type, and what a write to one of them takes. Subject, author, custodian and
 * labels are guarded on every type and stand in no list. Whatever an overlay names is added.
 *
 * @param guarded elements that only the holder of a role changes
 * @param create  elements that a new resource may bear only by the role that guards them: who is named by them is somebody
 * @param sticky  elements that anyone changes: for notes the strictest value that was ever seen decides
 */
public record WriteRules(
        Map<Role, Map<String, Set<String>>> guarded, Map<String, Set<String>> create, Map<String, Set<String>> sticky) {

    /** The roles that guard elements. */
    public static final List<Role> GUARDS = List.of(Role.REGISTRAR, Role.LABELLER, Role.CONSENT_MANAGER);

    /** No list: what is guarded on every type still is. */
    public static final WriteRules NONE = new WriteRules(Map.of(), Map.of(), Map.of());

    public WriteRules {
        Map<Role, Map<String, Set<String>>> copy = new LinkedHashMap<>();
        guarded.forEach((role, elements) -> copy.put(role, Map.copyOf(elements)));
        guarded = Map.copyOf(copy);
        create = Map.copyOf(create);
        sticky = Map.copyOf(sticky);
    }

    /** What that role guards, by type. */
    public Map<String, Set<String>> elements(Role role) {
        return guarded.getOrDefault(role, Map.of());
    }

    /** The elements of the type that the role guards. */
    public Set<String> elements(Role role, String type) {
        return elements(role).getOrDefault(type, Set.of());
    }

    /** The elements of the type that a new resource may not bear freely. */
    public Set<String> onCreate(String type) {
        return create.getOrDefault(type, Set.of());
    }
}
