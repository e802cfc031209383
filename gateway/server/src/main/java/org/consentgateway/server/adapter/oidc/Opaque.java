package org.consentgateway.server.adapter.oidc;

import java.util.regex.Pattern;

/** A bearer token that is no JWT, as RFC 6750 section 2.1 writes one. */
final class Opaque {

    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private Opaque() {}

    static boolean isOne(String bearer) {
        return bearer.length() <= Jws.MOST_CHARACTERS && BEARER.matcher(bearer).matches();
    }
}
