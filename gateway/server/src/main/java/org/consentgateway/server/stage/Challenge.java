package org.consentgateway.server.stage;

import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.request.Caller;

/** {@code WWW-Authenticate} of a genuine token that does not suffice, RFC 6750 section 3. */
public final class Challenge {

    private Challenge() {}

    /** @param description of our own words: neither quote nor backslash */
    public static Map<String, String> of(String error, String description) {
        return Map.of("WWW-Authenticate", "Bearer error=\"" + error + "\", error_description=\"" + description + "\"");
    }

    /** A token that is not good; which check it failed is for the operator's log. */
    public static Map<String, String> ofToken() {
        return Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    /** What the caller's scopes lack; nothing where they are there and do not reach. */
    public static Map<String, String> ofScopes(Optional<Caller> caller) {
        boolean none = caller.filter(who -> who.scopes().grants().isEmpty()).isPresent();
        return of(
                "insufficient_scope",
                none
                        ? "the token has no SMART scope for anybody whom it names, and its client is registered with none"
                        : "the scopes of the token do not reach this");
    }

    /** What a note of one's own lacks to be opened; empty where the token says all that it can. */
    public static Map<String, String> ofPurpose(Caller caller) {
        if (!caller.purposes().isEmpty()) return Map.of();
        return of(
                "insufficient_scope",
                "no purpose of use: the token lacks `purpose_of_use`, and its client is registered with none");
    }
}
