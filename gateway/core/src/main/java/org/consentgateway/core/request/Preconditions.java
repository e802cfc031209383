package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;

/**
 * The conditions of a write. {@code If-None-Match} and {@code If-Modified-Since} are ignored on reads and stand nowhere.
 *
 * @param ifMatch     version id of {@code If-Match: W/"version"}; {@link #ANY} where any version will do
 * @param ifNoneExist criteria of {@code If-None-Exist}, decoded; empty list: the header is absent
 * @param ifNoneMatch whether {@code If-None-Match: *} asks that an update finds nothing to replace (RFC 9110 13.1.2)
 */
public record Preconditions(Optional<String> ifMatch, List<Parameter> ifNoneExist, boolean ifNoneMatch) {

    /** {@code If-Match: *}: there must be one, whatever its version (RFC 9110 13.1.1). */
    public static final String ANY = "*";

    /** No condition. */
    public static final Preconditions NONE = new Preconditions(Optional.empty(), List.of(), false);

    public Preconditions {
        ifNoneExist = List.copyOf(ifNoneExist);
    }

    /** Whether the condition on the version holds for this one. */
    public boolean admits(Optional<String> version) {
        return ifMatch.isEmpty() || ifMatch.get().equals(ANY) || ifMatch.equals(version);
    }

    @Override
    public String toString() {
        return "Preconditions";
    }
}
