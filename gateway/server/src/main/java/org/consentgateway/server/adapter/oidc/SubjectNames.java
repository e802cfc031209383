package org.consentgateway.server.adapter.oidc;

/**
 * Names for the subjects of one issuer that no subject of another has: those of the first issuer are kept as they are,
 * which is how they were kept when it was the only one.
 */
record SubjectNames(String issuer, boolean first) {

    /** A subject holds at most one {@code @} and the address of an issuer none, so that no two names fall together. */
    String name(String subject) {
        return first ? subject : issuer + "@@" + subject;
    }
}
