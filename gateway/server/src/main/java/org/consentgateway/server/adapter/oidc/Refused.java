package org.consentgateway.server.adapter.oidc;

import java.util.Optional;

/** The token is not good; the message is a short reason for the security log, without any part of the token. */
final class Refused extends Exception {
    private final boolean binding;
    private final boolean told;

    Refused(String why) {
        this(why, false, false);
    }

    private Refused(String why, boolean binding, boolean told) {
        super(why, null, false, false);
        this.binding = binding;
        this.told = told;
    }

    /** A token that is genuine and lacks something: whoever holds it is told what. */
    static Refused lacking(String what) {
        return new Refused(what, false, true);
    }

    /** The same, because what the token is bound to was not shown. */
    Refused ofBinding() {
        return new Refused(why(), true, told);
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
