package org.consentgateway.server.config;

import java.util.ArrayList;
import java.util.List;

/** Keys that every server which the gateway calls has: how it is trusted, and how the gateway shows who it is. */
final class CalledServerKeys {

    private CalledServerKeys() {}

    static List<Key> server(String section, String whom) {
        List<Key> keys = new ArrayList<>(List.of(new Key(
                section + ".allow-plain-http",
                "`false`",
                "false",
                "accepts http for " + whom + " where it is not on loopback")));
        keys.addAll(auth(section, whom, "`none`"));
        keys.addAll(tls(section, whom));
        return keys;
    }

    private static List<Key> tls(String section, String whom) {
        return List.of(
                new Key(
                        section + ".tls.trust-store",
                        "the JVM's",
                        "/etc/gateway/trust.p12",
                        "authorities trusted for " + whom),
                new Key(section + ".tls.trust-store-password", "none", "file:/run/secrets/trust-store", "its password"),
                new Key(
                        section + ".tls.key-store",
                        "none",
                        "/etc/gateway/client.p12",
                        "client certificate shown to " + whom),
                new Key(section + ".tls.key-store-password", "none", "file:/run/secrets/key-store", "its password"));
    }

    static List<Key> auth(String section, String whom, String fallback) {
        boolean seesCallers = section.startsWith("upstream");
        List<Key> keys = new ArrayList<>();
        keys.addAll(List.of(
                new Key(
                        section + ".auth",
                        fallback,
                        "client-credentials",
                        "how the gateway shows " + whom
                                + " who it is: `none`, `basic`, `client-credentials`, `sigv4` (AWS)"
                                + (seesCallers
                                        ? "; or who asks: `forward` (the caller's token), `exchange` (RFC 8693: the caller's token for one of the server's), `jwt-bearer` (RFC 7523: an assertion of the gateway's about the user)"
                                        : "")),
                new Key(section + ".auth.username", "none", "gateway", "for `basic`"),
                new Key(section + ".auth.password", "none", "file:/run/secrets/" + section, "for `basic`")));
        keys.addAll(client(section, "`client-credentials`" + (seesCallers ? ", `exchange` and `jwt-bearer`" : "")));
        if (seesCallers)
            keys.add(new Key(
                    section + ".auth.subject",
                    "`sub`",
                    "fhirUser",
                    "`sub` or `fhirUser`: by what an assertion of `jwt-bearer` names the user"));
        keys.addAll(sigV4(section));
        return keys;
    }

    /** @param tokens the ways that ask a token endpoint, in words */
    private static List<Key> client(String section, String tokens) {
        return List.of(
                new Key(
                        section + ".auth.token-url",
                        "none",
                        "https://login.example.org/realms/hospital/protocol/openid-connect/token",
                        "token endpoint, for " + tokens),
                new Key(section + ".auth.client-id", "none", "consent-gateway", "for " + tokens),
                new Key(
                        section + ".auth.client-secret",
                        "none",
                        "file:/run/secrets/" + section,
                        "for these; or `client-key`; with neither the gateway signs with its own keys"),
                new Key(
                        section + ".auth.client-key",
                        "none",
                        "file:/run/secrets/" + section + ".jwk",
                        "private key as a JWK, for these with a signed assertion"),
                new Key(
                        section + ".auth.algorithm",
                        "`RS384`",
                        "ES384",
                        "`RS384` or `ES384`, for a client that signs with the gateway's own keys"),
                new Key(section + ".auth.scope", "none", "system/*.rs", "scope asked for, for " + tokens));
    }

    private static List<Key> sigV4(String section) {
        return List.of(
                new Key(section + ".auth.region", "none", "us-east-1", "for `sigv4`"),
                new Key(section + ".auth.service", "`healthlake`", "healthlake", "for `sigv4`"),
                new Key(section + ".auth.access-key", "none", "AKIDEXAMPLE", "for `sigv4`"),
                new Key(section + ".auth.secret-key", "none", "file:/run/secrets/aws", "for `sigv4`"),
                new Key(
                        section + ".auth.session-token",
                        "none",
                        "file:/run/secrets/aws-session",
                        "for `sigv4` by keys that are lent for a while"));
    }
}
