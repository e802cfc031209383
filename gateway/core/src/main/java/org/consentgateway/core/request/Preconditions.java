package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;

/**
 * The conditions of a write. {@code If-None-Match} and {@code If-Modified-Since} are ignored on reads and stand nowhere.
 *
 * @param ifMatch     version id of {@code If-Match: W/"version"}
 * @param ifNoneExist criteria of {@code If-None-Exist}, decoded; empty list: the header is absent
 */
public record Preconditions(Optional<String> ifMatch, List<Parameter> ifNoneExist) {

    /** No condition. */
    public static final Preconditions NONE = new Preconditions(Optional.empty(), List.of());

    public Preconditions {
        ifNoneExist = List.copyOf(ifNoneExist);
    }

    @Override
    public String toString() {
        return "Preconditions";
    }
}
