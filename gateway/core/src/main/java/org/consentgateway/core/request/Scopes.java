package org.consentgateway.core.request;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The SMART scopes of a token, v1 and v2 alike, as the closed list of what they grant. A scope that does not parse
 * grants nothing.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html">SMART App Launch 2.2 scopes</a>
 */
public record Scopes(List<Grant> grants) {

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
}
