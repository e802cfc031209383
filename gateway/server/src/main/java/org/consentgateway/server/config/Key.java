package org.consentgateway.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of {@code gateway.yaml}: the only list of what can be set, from which the reader, the reference page and the
 * example file are made.
 *
 * @param name     dotted
 * @param fallback what holds when it is not set, in words
 * @param example  a value that the reader accepts
 * @param meaning  one sentence
 */
record Key(String name, String fallback, String example, String meaning) {

    private static final Pattern NAMED = Pattern.compile("^(upstreams|enforcement-points)\\.[a-z][a-z0-9]*\\.");
    private static final Pattern NAMED_VARIABLE =
            Pattern.compile("^GATEWAY_(UPSTREAMS|ENFORCEMENT_POINTS)_([A-Z][A-Z0-9]*)_");

    static final List<Key> ALL = all();
    static final Map<String, Key> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));

    /** The key of a name in a file: of a named upstream, the one key that stands for all of them. */
    static Optional<Key> find(String name) {
        if (name.contains(".NAME.")) return Optional.empty();
        return Optional.ofNullable(BY_NAME.get(NAMED.matcher(name).replaceFirst("$1.NAME.")));
    }

    /** The name of the key that a variable sets, empty where it sets none. */
    static Optional<String> setBy(String variable) {
        Matcher named = NAMED_VARIABLE.matcher(variable);
        String general = named.lookingAt() ? named.replaceFirst("GATEWAY_$1_NAME_") : variable;
        return ALL.stream()
                .filter(key -> key.variable().equals(general))
                .map(key -> named.reset().lookingAt()
                        ? key.name().replace("NAME", named.group(2).toLowerCase(Locale.ROOT))
                        : key.name())
                .findFirst();
    }

    /** The variable that sets the key: {@code GATEWAY_} and the key in capitals, dots and dashes as underscores. */
    String variable() {
        return "GATEWAY_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The known key that looks most like the text, where one is near enough to be meant. */
    static Optional<String> nearest(String text) {
        return ALL.stream()
                .map(Key::name)
                .min((a, b) -> Integer.compare(distance(a, text), distance(b, text)))
                .filter(name -> distance(name, text) <= Math.max(2, text.length() / 4));
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) previous[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }

    private static List<Key> all() {
        List<Key> keys = new ArrayList<>(
                List.of(
                        new Key("http.host", "127.0.0.1", "127.0.0.1", "address that FHIR is served on"),
                        new Key("http.port", "8080", "8080", "port that FHIR is served on; 0 takes any free port"),
                        new Key(
                                "http.base-path",
                                "the path of `public.url`",
                                "/fhir",
                                "where FHIR is served; another than that of `public.url` where a proxy in front changes paths"),
                        new Key(
                                "http.cors-origins",
                                "none",
                                "https://app.example.org",
                                "origins whose web apps may call from a browser, comma-separated; `*` for any; discovery and metadata are open to every origin"),
                        new Key(
                                "http.cors-headers",
                                "none",
                                "X-App-Version",
                                "further request headers that these may send, comma-separated"),
                        new Key(
                                "http.tls.key-store",
                                "off",
                                "/etc/gateway/server.p12",
                                "PKCS#12 or JKS file: serves https"),
                        new Key("http.tls.key-store-password", "none", "file:/run/secrets/key-store", "its password"),
                        new Key(
                                "http.tls.client-trust-store",
                                "none",
                                "/etc/gateway/clients.p12",
                                "authorities of client certificates, for tokens that are bound to one"),
                        new Key(
                                "http.tls.client-trust-store-password",
                                "none",
                                "file:/run/secrets/client-trust-store",
                                "its password"),
                        new Key(
                                "http.tls.client-auth",
                                "`want` with a client trust store, else `none`",
                                "want",
                                "`none`, `want` or `need`: whether a client must show a certificate"),
                        new Key("management.host", "`http.host`", "127.0.0.1", "address of health and metrics"),
                        new Key("management.port", "9876", "9876", "port of health and metrics; 0 takes any free port"),
                        new Key(
                                "enforcement-points.NAME.credential",
                                "none",
                                "file:/run/secrets/point",
                                "bearer credential of an enforcement point that may ask for decisions on the management port; NAME is of lower-case letters and digits"),
                        new Key(
                                "public.url",
                                "`http://{http.host}:{http.port}/fhir`",
                                "https://fhir.example.org/fhir",
                                "the FHIR base that clients see; every link and header is written with it"),
                        new Key(
                                "public.oauth",
                                "`off`",
                                "off",
                                "`pass`: the OAuth endpoints that the EHR's `.well-known/smart-configuration` names on its own host are passed at the origin of `public.url`, for a gateway that stands at the EHR's own address"),
                        new Key("upstream.url", "required", "https://ehr.example.org/fhir", "FHIR base of the EHR"),
                        new Key(
                                "upstream.bases",
                                "none",
                                "https://ehr.example.org/r4",
                                "further FHIR bases, comma-separated, under which the same EHR writes references, links and attachments"),
                        new Key(
                                "upstream.operations",
                                "none",
                                "Patient/$risk=RiskAssessment",
                                "further operations of the EHR that are forwarded, comma-separated, each with what it answers with and is judged as: `searchset`, `document`, or a resource type other than Bundle and Parameters")));
        keys.addAll(server("upstream", "the EHR"));
        keys.addAll(auth(
                "lookup",
                "the EHR, for what the gateway asks for itself,",
                "`upstream.auth`; required with `forward`, `exchange` and `jwt-bearer`"));
        keys.addAll(
                List.of(
                        new Key(
                                "upstream.headers",
                                "none",
                                "X-Tenant: hospital-a, X-Correlation-Id",
                                "headers beside our own, comma-separated: `Name: value` (or `Name: file:/run/secrets/x`) goes with every call to the EHR, `Name` alone is passed on from the client with what it asks"),
                        new Key(
                                "upstream.budget.calls",
                                "`10000`",
                                "10000",
                                "calls to the EHR for one request, 1000 to 1000000: more than any chart takes, since less would tell how much is hidden; past it the answer is 503"),
                        new Key(
                                "upstream.budget.bytes",
                                "`4GB`",
                                "4GB",
                                "bytes read from the EHR for one request, 256MB to 100GB; past it the answer is 503, or cut"),
                        new Key(
                                "upstream.budget.calls-per-minute",
                                "`60000`",
                                "60000",
                                "calls to the EHR in a minute, 60 to 100000000, reckoned by kind of request and not by what is found; past it the answer is 429 until the minute is over")));
        keys.add(
                new Key(
                        "upstreams.NAME.url",
                        "none",
                        "https://pacs.example.org/fhir",
                        "FHIR base of a further server, which a route reaches by the step `forward.NAME`; NAME is of lower-case letters and digits"));
        keys.addAll(server("upstreams.NAME", "the further server"));
        keys.add(new Key(
                "consent.url", "`upstream.url`", "https://consent.example.org/fhir", "FHIR base that holds Consent"));
        keys.addAll(server("consent", "the consent server"));
        keys.addAll(List.of(
                new Key(
                        "consent.patient-identifier",
                        "none",
                        "https://example.org/mrn",
                        "identifier system that joins patients where the consent server has other ids than the EHR"),
                new Key(
                        "consent.freshness",
                        "`strict`",
                        "strict",
                        "for the release of a protected note: `strict` fetches the patient's consents once per request, past every cache; or a lease of 1s to 60s"),
                new Key(
                        "consent.max-age",
                        "`60s`",
                        "60s",
                        "how old cached consents may be for everything else, 0s to 1h"),
                new Key(
                        "audit.url",
                        "none",
                        "https://audit.example.org/fhir",
                        "FHIR base that AuditEvents are delivered to; without it they stay in the local trail")));
        keys.addAll(server("audit", "the audit server"));
        keys.addAll(
                List.of(
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
                        new Key(
                                "issuer.client-id",
                                "none",
                                "consent-gateway",
                                "the gateway's own client, for introspection"),
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
                        new Key(
                                "issuer.tls.trust-store-password",
                                "none",
                                "file:/run/secrets/trust-store",
                                "its password"),
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
                                "must be in the token's `aud`"),
                        new Key(
                                "organization",
                                "required",
                                "Organization/org-a",
                                "reference of the covered entity that runs the gateway"),
                        new Key(
                                "policy",
                                "`us-hipaa`",
                                "us-hipaa",
                                "policy packs, comma-separated, the first is the base and the others overlays: names on the class path or paths"),
                        new Key("zone", "`UTC`", "America/New_York", "time zone in which a date ends"),
                        new Key(
                                "mode",
                                "`enforce`",
                                "enforce",
                                "`observe`: answers pass and the trail tells what enforcing would have done; for an installation that has never enforced, with `upstream.auth: forward` or `exchange`; like the other `mode` keys from the file alone"),
                        new Key(
                                "mode.accepted-by.name",
                                "none",
                                "Jane Doe, privacy officer",
                                "who answers for `observe`; the first record of the trail"),
                        new Key("mode.accepted-by.reason", "none", "trial before go-live", "why it observes, in words"),
                        new Key(
                                "mode.until",
                                "none",
                                "2030-01-31T00:00:00Z",
                                "when `observe` ends and it enforces, without restart: at most 30 days after the first record"),
                        new Key(
                                "withholding",
                                "`silent`",
                                "silent",
                                "for protected notes: `silent`, as if they did not exist; `marked`, REDACTED labels and an outcome entry"),
                        new Key(
                                "labels.probe",
                                "`at-start`",
                                "at-start",
                                "`at-start`: the EHR is asked then, one search a type, which types bear the label of a note that the pack does not list; `never`: a type is known once one was seen"),
                        new Key(
                                "outbound.proxy",
                                "none",
                                "proxy.example.org:3128",
                                "host and port of an HTTP proxy for every call that the gateway makes"),
                        new Key(
                                "outbound.connect-timeout",
                                "`2s`",
                                "2s",
                                "how long a connection may take, 100ms to 60s"),
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
                                "answers whose time could tell a hidden note leave on multiples of this, of more before a slow EHR; 0ms to 5s, 0ms: at once")));
        return List.copyOf(keys);
    }

    private static List<Key> server(String section, String whom) {
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

    private static List<Key> auth(String section, String whom, String fallback) {
        boolean seesCallers = section.startsWith("upstream");
        String tokens = "`client-credentials`" + (seesCallers ? ", `exchange` and `jwt-bearer`" : "");
        List<Key> keys = new ArrayList<>(List.of(
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
                new Key(section + ".auth.password", "none", "file:/run/secrets/" + section, "for `basic`"),
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
                new Key(section + ".auth.scope", "none", "system/*.rs", "scope asked for, for " + tokens)));
        if (seesCallers)
            keys.add(new Key(
                    section + ".auth.subject",
                    "`sub`",
                    "fhirUser",
                    "`sub` or `fhirUser`: by what an assertion of `jwt-bearer` names the user"));
        keys.addAll(sigV4(section));
        return keys;
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
