package org.consentgateway.server.adapter.oidc;

import java.util.Optional;

/** The token is not good; the message is a short reason for the security log, without any part of the token. */
final class TokenRefused extends Exception {
    private final boolean binding;
    private final boolean told;

    TokenRefused(String why) {
        this(why, false, false);
    }

    private TokenRefused(String why, boolean binding, boolean told) {
        super(why, null, false, false);
        this.binding = binding;
        this.told = told;
    }

    /** A token that is genuine and lacks something: whoever holds it is told what. */
    static TokenRefused lacking(String what) {
        return new TokenRefused(what, false, true);
    }

    /** The same, because what the token is bound to was not shown. */
    TokenRefused ofBinding() {
        return new TokenRefused(why(), true, told);
    }

    /** Whether the token is good but for what it is bound to. */
    boolean isOfBinding() {
        return binding;
    }

    /** What the caller is told; empty: nothing but that the token is not good. */
    Optional<String> told() {
        return told ? Optional.of(why()) : Optional.empty();
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
