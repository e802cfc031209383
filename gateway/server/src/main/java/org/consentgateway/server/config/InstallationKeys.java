package org.consentgateway.server.config;

import java.util.List;

/** Keys of the pages, of what is kept on disk, and of how calls and searches are bounded. */
final class InstallationKeys {

    private InstallationKeys() {}

    static List<Key> all() {
        return List.of(
                new Key(
                        "outbound.proxy",
                        "none",
                        "proxy.example.org:3128",
                        "host and port of an HTTP proxy for every call that the gateway makes"),
                new Key("outbound.connect-timeout", "`2s`", "2s", "how long a connection may take, 100ms to 60s"),
                new Key(
                        "outbound.read-timeout",
                        "`30s`",
                        "30s",
                        "how long the head of an answer may take, 100ms to 600s"),
                new Key(
                        "pages.path",
                        "`/`",
                        "/",
                        "where our own pages stand: `/confidentiality`, `/console` and the others below it"),
                new Key(
                        "pages.port",
                        "`http.port`",
                        "8081",
                        "a port of their own for our own pages: that of FHIR has none then; 0 takes any free port"),
                new Key(
                        "pages.url",
                        "the host of `public.url`, with `pages.port`",
                        "https://privacy.example.org",
                        "scheme, host and port at which people reach our own pages, where a proxy in front gives them others"),
                new Key(
                        "signin.client-id",
                        "none",
                        "gateway-pages",
                        "the gateway's own client at the first issuer, with which people sign in to `/console`, `/my` and `/therapist`; its redirect URI is `signin/callback` below `pages.path`"),
                new Key("signin.client-secret", "none", "file:/run/secrets/signin", "its secret"),
                new Key(
                        "signin.scopes",
                        "`openid fhirUser`",
                        "openid fhirUser",
                        "scopes asked for when somebody signs in, separated by spaces"),
                new Key(
                        "site.name",
                        "`Consent gateway`",
                        "Riverside Clinic",
                        "what pages for people call the hospital"),
                new Key(
                        "site.contact",
                        "none",
                        "Privacy office: 555-0100, privacy@example.org",
                        "whom these pages tell people to ask"),
                new Key(
                        "site.languages",
                        "`en, es`",
                        "es, en",
                        "languages of the pages for patients, separated by commas; they begin with the first"),
                new Key("data.dir", "`./data`", "/var/lib/gateway", "audit trail, keys, embedded database"),
                new Key(
                        "database.url",
                        "embedded under `data.dir`",
                        "jdbc:postgresql://db.example.org/gateway",
                        "JDBC URL for grants and indexes; PostgreSQL where several gateways share them"),
                new Key("database.user", "none", "gateway", "database user"),
                new Key("database.password", "none", "file:/run/secrets/database", "its password"),
                new Key(
                        "keys.dir",
                        "`{data.dir}/keys`",
                        "/var/lib/gateway/keys",
                        "keys that seal page links, sign the trail and show servers who the gateway is; shared where several gateways answer for one URL"),
                new Key(
                        "keys.max-age",
                        "`2160h`",
                        "2160h",
                        "when the gateway's own signing keys, published at `/.well-known/jwks.json`, are replaced"),
                new Key(
                        "keys.overlap",
                        "`24h`",
                        "24h",
                        "how long new ones are published before they sign, and old ones after they did: longer than a server keeps them"),
                new Key("routes.dir", "the built-in routes", "/etc/gateway/routes", "folder of `*.camel.yaml`"),
                new Key(
                        "search.look-ahead",
                        "`500`",
                        "500",
                        "how many further entries that the caller may see and that do not match a search may pass, 0 to 10000"),
                new Key(
                        "timing.grid",
                        "`100ms`",
                        "100ms",
                        "answers whose time could tell a hidden note leave on multiples of this, of more before a slow EHR; 0ms to 5s, 0ms: at once"));
    }
}
