package org.consentgateway.server.adapter.oidc;

import java.util.Optional;

/**
 * One fact about a caller with where it came from. A claim that is there and cannot be read is a fact without a value:
 * nothing else takes its place.
 *
 * @param source empty: nothing said anything
 */
record SourcedClaim<T>(Optional<T> value, String source) {

    static <T> SourcedClaim<T> silent() {
        return new SourcedClaim<>(Optional.empty(), "");
    }

    static <T> SourcedClaim<T> told(T value, String source) {
        return new SourcedClaim<>(Optional.of(value), source);
    }

    boolean isSilent() {
        return source.isEmpty();
    }
}
