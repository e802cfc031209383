package org.consentgateway.server.config;

import java.util.List;

/** Keys of who issues tokens. */
final class TokenIssuerKeys {

    private TokenIssuerKeys() {}

    static List<Key> all() {
        return List.of(
                new Key(
                        "issuers.file",
                        "none",
                        "/etc/gateway/issuers.yaml",
                        "YAML that lists several issuers, or one in detail; instead of `issuer.url` and `audience`"),
                new Key(
                        "issuer.url",
                        "required without `issuers.file`",
                        "https://login.example.org/realms/hospital",
                        "OpenID issuer, exactly as in the token's `iss`; keys come from its discovery document"),
                new Key(
                        "issuer.allow-plain-http",
                        "`false`",
                        "false",
                        "accepts http for an issuer that is not on loopback"),
                new Key("issuer.client-id", "none", "consent-gateway", "the gateway's own client, for introspection"),
                new Key("issuer.client-secret", "none", "file:/run/secrets/issuer", "its secret"),
                new Key(
                        "issuer.introspection",
                        "`off`",
                        "lightweight",
                        "when the issuer is asked about a token: `off`, `lightweight` (tokens that leave out scope, audience, subject or user), `opaque` (what is no JWT) or `always`"),
                new Key(
                        "issuer.tls.trust-store",
                        "the JVM's",
                        "/etc/gateway/trust.p12",
                        "authorities trusted for the issuers"),
                new Key("issuer.tls.trust-store-password", "none", "file:/run/secrets/trust-store", "its password"),
                new Key(
                        "issuer.tls.key-store",
                        "none",
                        "/etc/gateway/client.p12",
                        "client certificate shown to the issuers"),
                new Key("issuer.tls.key-store-password", "none", "file:/run/secrets/key-store", "its password"),
                new Key(
                        "issuer.clients",
                        "any client of the issuer",
                        "portal, ehr-viewer",
                        "client ids (`azp`) that are admitted, comma-separated"),
                new Key(
                        "audience",
                        "required without `issuers.file`",
                        "https://fhir.example.org/fhir",
                        "must be in the token's `aud`"));
    }
}
