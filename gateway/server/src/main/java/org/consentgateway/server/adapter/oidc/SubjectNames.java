package org.consentgateway.server.adapter.oidc;

/**
 * The name by which a token's {@code sub} is kept: two issuers may give the same {@code sub} to different people. The first
 * issuer's stay as they are, so that what was kept before a second issuer came is still found; others get the issuer before
 * them.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core 2: sub is unique within its issuer</a>
 */
record SubjectNames(String issuer, boolean first) {

    /** A subject holds at most one {@code @} and the address of an issuer none, so that no two names fall together. */
    String name(String subject) {
        return first ? subject : issuer + "@@" + subject;
    }
}
