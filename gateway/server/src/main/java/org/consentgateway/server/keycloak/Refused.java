package org.consentgateway.server.keycloak;

/** The token is not good; the message is a short reason for the security log, without any part of the token. */
final class Refused extends Exception {
    Refused(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
