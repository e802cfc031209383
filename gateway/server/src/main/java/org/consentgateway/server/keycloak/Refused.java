package org.consentgateway.server.keycloak;

/** The token is not good; the message is a short reason for the security log, without any part of the token. */
final class Refused extends Exception {
    private final boolean binding;

    Refused(String why) {
        this(why, false);
    }

    private Refused(String why, boolean binding) {
        super(why, null, false, false);
        this.binding = binding;
    }

    /** The same, because what the token is bound to was not shown. */
    Refused ofBinding() {
        return new Refused(why(), true);
    }

    /** Whether the token is good but for what it is bound to. */
    boolean isOfBinding() {
        return binding;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
