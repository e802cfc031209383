package org.consentgateway.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.GatewayConfig.Auth;
import org.consentgateway.server.config.GatewayConfig.ClientAuth;
import org.consentgateway.server.config.GatewayConfig.ConsentServer;
import org.consentgateway.server.config.GatewayConfig.Cors;
import org.consentgateway.server.config.GatewayConfig.Database;
import org.consentgateway.server.config.GatewayConfig.Http;
import org.consentgateway.server.config.GatewayConfig.KeyRotation;
import org.consentgateway.server.config.GatewayConfig.LabelProbing;
import org.consentgateway.server.config.GatewayConfig.Law;
import org.consentgateway.server.config.GatewayConfig.ListenerTls;
import org.consentgateway.server.config.GatewayConfig.Management;
import org.consentgateway.server.config.GatewayConfig.Outbound;
import org.consentgateway.server.config.GatewayConfig.PublicOAuth;
import org.consentgateway.server.config.GatewayConfig.Server;
import org.consentgateway.server.config.GatewayConfig.Storage;
import org.consentgateway.server.config.GatewayConfig.Store;
import org.consentgateway.server.config.GatewayConfig.Tls;
import org.consentgateway.server.config.GatewayConfig.Withholding;

/** One method per section of the file; every section is read even when another has a problem. */
final class Sections {

    private static final Duration LEASE_LEAST = Duration.ofSeconds(1);
    private static final Duration LEASE_MOST = Duration.ofSeconds(60);

    private static final List<String> LANGUAGES = List.of("en", "es");
    private static final String POINTS = "enforcement-points.";
    private static final int CREDENTIAL_LEAST = 24; // characters
    private static final java.util.regex.Pattern OPERATION =
            java.util.regex.Pattern.compile("([A-Z][A-Za-z]{1,63}/)?\\$[a-z][a-z0-9-]{0,63}");

    private static final java.util.regex.Pattern PROXY =
            java.util.regex.Pattern.compile("([A-Za-z0-9.-]{1,253}):([0-9]{1,5})");

    private final Values values;
    private final List<String> remarks;

    Sections(Values values, List<String> remarks) {
        this.values = values;
        this.remarks = remarks;
    }

    /** Empty only where a problem was reported. */
    Optional<GatewayConfig> config() {
        String host = values.text("http.host").orElse("127.0.0.1");
        int port = values.number("http.port", 8080, 0, 65535);
        Optional<ListenerTls> tls = listenerTls();
        URI publicUrl = publicUrl(host, port, tls.isPresent());
        Http http = http(host, port, tls, publicUrl);
        Management management = new Management(
                values.text("management.host").orElse(http.host()),
                values.number("management.port", 9876, 0, 65535),
                enforcementPoints());
        if (!management.enforcementPoints().isEmpty() && !Loopback.holds(management.host()))
            remarks.add("`management.host` is not loopback: credentials of enforcement points travel in clear text");
        if (http.port() != 0 && http.port() == management.port())
            values.problem("`management.port` is the same as `http.port`");
        values.required("upstream.url");
        Optional<Server> upstream = server("upstream");
        List<URI> bases = bases();
        Map<String, OperationOutput> operations = operations();
        Auth lookup = lookup(upstream);
        GatewayConfig.ExtraHeaders headers = new HeadersSection(values).headers();
        GatewayConfig.Budget budget = new BudgetSection(values).budget();
        Outbound outbound = outbound();
        Map<String, Server> upstreams = upstreams();
        Optional<ConsentServer> consent = consent(upstream.map(server -> server.with(lookup)));
        Optional<Server> audit = server("audit");
        if (audit.filter(at -> at.auth().ofCaller()).isPresent())
            values.problem(
                    "`audit.auth` cannot be `forward`, `exchange` or `jwt-bearer`: records are delivered without a caller's token");
        Tls issuerTls = new Tls(store("issuer.tls.trust-store"), store("issuer.tls.key-store"));
        List<Issuer> issuers = new IssuerSection(values).issuers();
        Optional<Reference> organization = organization();
        Law law = law();
        Optional<GatewayConfig.Observe> observe = observe(upstream, upstreams);
        Storage storage = storage();
        Optional<Path> routes = values.path("routes.dir");
        int lookAhead = values.number("search.look-ahead", 500, 0, 10_000);
        Duration grid = values.duration("timing.grid", Duration.ofMillis(100), Duration.ZERO, Duration.ofSeconds(5));
        GatewayConfig.Pages pages = pages(http, management, publicUrl);
        if (upstream.isEmpty() || consent.isEmpty() || issuers.isEmpty() || organization.isEmpty())
            return Optional.empty();
        return Optional.of(new GatewayConfig(
                http,
                management,
                publicUrl,
                upstream.get(),
                bases,
                operations,
                lookup,
                headers,
                budget,
                outbound,
                upstreams,
                consent.get(),
                audit,
                issuers,
                issuerTls,
                organization.get(),
                law,
                observe,
                storage,
                routes,
                lookAhead,
                grid,
                pages));
    }

    private GatewayConfig.Pages pages(Http http, Management management, URI publicUrl) {
        String path = values.read(
                        "pages.path", "a path such as `/` or `/privacy/`", text -> basePath(text.replaceFirst("/$", ""))
                                .map(plain -> plain + "/"))
                .orElse("/");
        if (!http.basePath().isEmpty() && path.startsWith(http.basePath() + "/"))
            values.problem("`pages.path` is under the FHIR base `" + http.basePath() + "`: choose another");
        Optional<Integer> port = values.given("pages.port")
                ? Optional.of(values.number("pages.port", 0, 0, 65535)).filter(own -> own == 0 || own != http.port())
                : Optional.empty();
        if (port.filter(own -> own != 0 && own == management.port()).isPresent())
            values.problem("`pages.port` is the same as `management.port`");
        Optional<String> id = values.text("signin.client-id");
        Optional<Secret> secret = values.secret("signin.client-secret");
        if (id.isPresent() != values.given("signin.client-secret"))
            values.problem("`signin.client-id` and `signin.client-secret` go together");
        List<String> scopes = values.given("signin.scopes")
                ? List.of(values.text("signin.scopes").orElse("").split(" +"))
                : List.of("openid", "fhirUser");
        if (!scopes.contains("openid")) values.problem("`signin.scopes` must hold `openid`");
        return new GatewayConfig.Pages(
                path,
                id.flatMap(client -> secret.map(known -> new GatewayConfig.Client(client, known))),
                scopes,
                values.text("site.name").orElse("Consent gateway"),
                values.text("site.contact").orElse(""),
                languages(),
                port,
                pagesUrl(path, port, publicUrl));
    }

    private List<String> languages() {
        List<String> languages = values.given("site.languages") ? values.list("site.languages") : LANGUAGES;
        if (languages.isEmpty() || !LANGUAGES.containsAll(languages))
            values.problem("`site.languages` must be some of `" + String.join("`, `", LANGUAGES) + "`");
        return languages;
    }

    /** Where people reach the pages: at the host of FHIR, unless it is said. */
    private URI pagesUrl(String path, Optional<Integer> port, URI publicUrl) {
        Optional<URI> said = values.url("pages.url");
        if (said.filter(url -> !url.getRawPath().isEmpty()).isPresent())
            values.problem("`pages.url` has a path: that is `pages.path`");
        if (said.isPresent()) return said.get().resolve(path);
        URI host = publicUrl.resolve(path);
        return port.map(own -> URI.create(host.getScheme() + "://" + host.getHost() + ":" + own + path))
                .orElse(host);
    }

    ToolConfig tool() {
        Reference organization = organizationGiven().orElse(new Reference("Organization", "org-a"));
        Optional<Server> upstream = server("upstream").map(server -> server.with(lookup(Optional.of(server))));
        return new ToolConfig(
                organization,
                law(),
                storage(),
                upstream,
                consent(upstream).map(ConsentServer::server),
                new HeadersSection(values).headers(),
                outbound(),
                upstreams().keySet(),
                values.path("routes.dir"));
    }

    private Http http(String host, int port, Optional<ListenerTls> tls, URI publicUrl) {
        if (tls.isEmpty() && !Loopback.holds(host))
            remarks.add("`http.host` is not loopback and `http.tls.key-store` is not set: tokens travel in clear text");
        String ofPublicUrl = Optional.ofNullable(publicUrl.getPath()).orElse("").replaceAll("/+$", "");
        String basePath = values.read("http.base-path", "a path such as `/fhir`", Sections::basePath)
                .orElse(ofPublicUrl);
        if (basePath(basePath).isEmpty())
            values.problem("the path of `public.url` cannot be served: set `http.base-path`");
        return new Http(
                host,
                port,
                basePath,
                tls,
                new Cors(origins(), corsHeaders()),
                values.choice("public.oauth", PublicOAuth.class, PublicOAuth.OFF));
    }

    private static Optional<String> basePath(String text) {
        return text.matches("(/[A-Za-z0-9._-]+)*") ? Optional.of(text) : Optional.empty();
    }

    /** RFC 9110 5.1: field names are tokens. What says who somebody is, or where a request goes, is not for an app to send. */
    private Set<String> corsHeaders() {
        Set<String> headers = Set.copyOf(values.list("http.cors-headers"));
        for (String header : headers)
            if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
                    || header.matches("(?i)cookie|host|forwarded|x-forwarded-.*"))
                values.problem("`http.cors-headers` holds `" + header + "`, which an app cannot send");
        return headers;
    }

    /** As browsers write them: scheme, host, and port where it is not the scheme's own. */
    private Set<String> origins() {
        Set<String> origins = Set.copyOf(values.list("http.cors-origins"));
        for (String origin : origins)
            if (!origin.matches("\\*|https?://[a-z0-9.-]+(:[0-9]{1,5})?"))
                values.problem("`http.cors-origins` holds `" + origin + "`, which is no origin");
        return origins;
    }

    private Optional<ListenerTls> listenerTls() {
        Optional<Store> keyStore = store("http.tls.key-store");
        Optional<Store> clientTrust = store("http.tls.client-trust-store");
        ClientAuth fallback = clientTrust.isPresent() ? ClientAuth.WANT : ClientAuth.NONE;
        ClientAuth clientAuth = values.choice("http.tls.client-auth", ClientAuth.class, fallback);
        if (keyStore.isEmpty() && (clientTrust.isPresent() || clientAuth != ClientAuth.NONE))
            values.problem("`http.tls.client-trust-store` and `http.tls.client-auth` need `http.tls.key-store`");
        if (clientAuth != ClientAuth.NONE && clientTrust.isEmpty())
            values.problem("`http.tls.client-auth` needs `http.tls.client-trust-store`");
        return keyStore.map(store -> new ListenerTls(store, clientTrust, clientAuth));
    }

    private URI publicUrl(String host, int port, boolean tls) {
        String scheme = tls ? "https" : "http";
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return values.url("public.url").orElseGet(() -> {
            if (host.equals("0.0.0.0") || host.equals("::"))
                values.problem("`public.url` is required where `http.host` is `" + host + "`");
            try {
                return new URI(scheme + "://" + authority + ":" + port + "/fhir");
            } catch (java.net.URISyntaxException e) {
                values.problem("`http.host` is `" + host + "`, it must be a host name or an address");
                return URI.create("http://127.0.0.1/fhir");
            }
        });
    }

    /** What the gateway asks the EHR for itself bears no caller's token: without a credential of its own it would lose consents. */
    private Auth lookup(Optional<Server> upstream) {
        Auth own = new AuthSection(values, "lookup").auth(values.flag("upstream.allow-plain-http"));
        boolean ofCaller = upstream.filter(server -> server.auth().ofCaller()).isPresent();
        if (own.ofCaller())
            values.problem("`lookup.auth` cannot be `forward`, `exchange` or `jwt-bearer`:"
                    + " what the gateway asks for itself bears no caller's token");
        else if (ofCaller && !values.given("lookup.auth"))
            values.problem("`upstream.auth: " + values.text("upstream.auth").orElseThrow()
                    + "` needs `lookup.auth`: the gateway looks up consents, authors and"
                    + " what is pointed at for itself, without a caller's token");
        return values.given("lookup.auth") ? own : upstream.map(Server::auth).orElse(own);
    }

    private Map<String, OperationOutput> operations() {
        Map<String, OperationOutput> operations = new java.util.TreeMap<>();
        for (String one : values.list("upstream.operations")) {
            String[] part = one.split("=", 2);
            Optional<OperationOutput> output =
                    part.length == 2 && OPERATION.matcher(part[0]).matches()
                            ? OperationOutput.of(part[1])
                            : Optional.empty();
            if (output.isPresent()) operations.put(part[0], output.get());
            else
                values.problem("`upstream.operations` holds `" + one + "`, which is not `Type/$name=OUTPUT`,"
                        + " OUTPUT being `searchset`, `document` or a resource type other than Bundle and Parameters");
        }
        return operations;
    }

    private List<URI> bases() {
        List<URI> bases = new java.util.ArrayList<>();
        for (String base : values.list("upstream.bases"))
            Values.webUrl(base)
                    .ifPresentOrElse(
                            bases::add,
                            () -> values.problem("`upstream.bases` holds `" + base + "`, which is no FHIR base"));
        return bases;
    }

    private Outbound outbound() {
        Optional<java.net.InetSocketAddress> proxy =
                values.read("outbound.proxy", "a host and port such as `proxy.example.org:3128`", text -> {
                    java.util.regex.Matcher parts = PROXY.matcher(text);
                    return parts.matches() && Integer.parseInt(parts.group(2)) <= 65535
                            ? Optional.of(java.net.InetSocketAddress.createUnresolved(
                                    parts.group(1), Integer.parseInt(parts.group(2))))
                            : Optional.empty();
                });
        return new Outbound(
                proxy,
                values.duration(
                        "outbound.connect-timeout",
                        Outbound.DIRECT.connect(),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                values.duration(
                        "outbound.read-timeout",
                        Outbound.DIRECT.read(),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10)));
    }

    private Map<String, Secret> enforcementPoints() {
        Map<String, Secret> points = new TreeMap<>();
        for (String name : values.named(POINTS)) {
            String key = POINTS + name + ".credential";
            values.secret(key).ifPresent(credential -> {
                if (credential.reveal().length() < CREDENTIAL_LEAST)
                    values.problem("`" + key + "` must have " + CREDENTIAL_LEAST + " characters at least");
                boolean taken = points.values().stream()
                        .anyMatch(other -> other.reveal().equals(credential.reveal()));
                if (taken) values.problem("`" + key + "` is the credential of another point too");
                points.put(name, credential);
            });
        }
        if (!points.isEmpty() && values.text("mode").filter("observe"::equals).isPresent())
            values.problem("`mode: observe` cannot have enforcement points: nothing would be decided for them");
        return points;
    }

    private Map<String, Server> upstreams() {
        Map<String, Server> upstreams = new TreeMap<>();
        for (String name : values.named("upstreams.")) {
            values.required("upstreams." + name + ".url");
            server("upstreams." + name).ifPresent(server -> upstreams.put(name, server));
        }
        return upstreams;
    }

    private Optional<Server> server(String section) {
        return server(section, Optional.empty());
    }

    private Optional<Server> server(String section, Optional<URI> fallback) {
        boolean plain = values.flag(section + ".allow-plain-http");
        Auth auth = new AuthSection(values, section).auth(plain);
        Optional<Store> trust = store(section + ".tls.trust-store");
        Optional<Store> key = store(section + ".tls.key-store");
        Optional<URI> url = url(section + ".url", section, plain).or(() -> fallback);
        return url.map(at -> new Server(at, auth, trust, key));
    }

    private Optional<URI> url(String key, String section, boolean plainAllowed) {
        Optional<URI> url = values.url(key);
        url.filter(at -> "http".equals(at.getScheme()) && !Loopback.holds(at.getHost()) && !plainAllowed)
                .ifPresent(at -> values.problem("`" + key + "` is plain http and not on loopback: use https, or set `"
                        + section + ".allow-plain-http: true`"));
        return url;
    }

    private Optional<ConsentServer> consent(Optional<Server> upstream) {
        // consents on the EHR itself are read with the EHR's own credential, unless the section says otherwise
        boolean sectionSet = Key.ALL.stream()
                .map(Key::name)
                .filter(name -> name.startsWith("consent.auth") || name.startsWith("consent.tls"))
                .anyMatch(values::given);
        Optional<Server> own = server("consent", sectionSet ? upstream.map(Server::url) : Optional.empty());
        Optional<Duration> lease = Optional.empty();
        if (values.text("consent.freshness")
                .filter(text -> !text.equals("strict"))
                .isPresent())
            lease = Optional.of(values.duration("consent.freshness", LEASE_LEAST, LEASE_LEAST, LEASE_MOST));
        Duration maxAge =
                values.duration("consent.max-age", Duration.ofSeconds(60), Duration.ZERO, Duration.ofHours(1));
        Optional<Duration> freshness = lease;
        boolean broken = values.given("consent.url") && own.isEmpty();
        Optional<Server> server = broken ? Optional.empty() : own.or(() -> upstream);
        if (own.filter(s -> s.auth().ofCaller()).isPresent())
            values.problem("`consent.auth` cannot be `forward`, `exchange` or `jwt-bearer`:"
                    + " consents are read for everybody, without a caller's token");
        return server.map(at -> new ConsentServer(at, values.text("consent.patient-identifier"), freshness, maxAge));
    }

    private Optional<Reference> organization() {
        values.required("organization");
        return organizationGiven();
    }

    private Optional<Reference> organizationGiven() {
        return values.read("organization", "a reference such as `Organization/org-a`", text -> Reference.parse(text)
                .filter(reference -> reference.type().equals("Organization")));
    }

    private Law law() {
        List<String> packs = values.given("policy") ? values.list("policy") : List.of("us-hipaa");
        if (packs.isEmpty()) values.problem("`policy` names no policy pack");
        ZoneId zone = values.read("zone", "a time zone such as `America/New_York`", text -> {
                    try {
                        return Optional.of(ZoneId.of(text));
                    } catch (DateTimeException e) {
                        return Optional.empty();
                    }
                })
                .orElse(ZoneId.of("UTC"));
        return new Law(
                packs,
                zone,
                values.choice("withholding", Withholding.class, Withholding.SILENT),
                values.choice("labels.probe", LabelProbing.class, LabelProbing.AT_START));
    }

    /** What is not withheld is what the EHR gives the caller for their own credential: the gateway lends none. */
    private Optional<GatewayConfig.Observe> observe(Optional<Server> upstream, Map<String, Server> upstreams) {
        boolean observes = values.choice("mode", GatewayConfig.Mode.class, GatewayConfig.Mode.ENFORCE)
                == GatewayConfig.Mode.OBSERVE;
        List<String> further = List.of("mode.accepted-by.name", "mode.accepted-by.reason", "mode.until");
        if (!observes) {
            for (String key : further)
                if (values.given(key)) values.problem("`" + key + "` is for `mode: observe` alone");
            return Optional.empty();
        }
        if (upstream.filter(server -> !ownCredential(server)).isPresent())
            values.problem("`mode: observe` needs `upstream.auth: forward` or `exchange`: nothing is withheld, so the"
                    + " EHR has to decide what the caller may have");
        upstreams.forEach((name, server) -> {
            if (!ownCredential(server))
                values.problem("`mode: observe` needs `upstreams." + name + ".auth: forward` or `exchange` as well");
        });
        further.forEach(values::required);
        Optional<java.time.Instant> until =
                values.read("mode.until", "an instant such as `2030-01-31T00:00:00Z`", text -> {
                    try {
                        return Optional.of(java.time.Instant.parse(text));
                    } catch (DateTimeException e) {
                        return Optional.empty();
                    }
                });
        Optional<String> name = values.text("mode.accepted-by.name");
        Optional<String> reason = values.text("mode.accepted-by.reason");
        if (until.isEmpty() || name.isEmpty() || reason.isEmpty()) return Optional.empty();
        until.ifPresent(end -> remarks.add("`mode` is `observe`: NOTHING IS WITHHELD until " + end));
        return Optional.of(new GatewayConfig.Observe(name.get(), reason.get(), until.get()));
    }

    private static boolean ownCredential(Server server) {
        return server.auth() instanceof Auth.Forward || server.auth() instanceof Auth.Exchange;
    }

    private Storage storage() {
        Path data = values.path("data.dir").orElse(Path.of("./data"));
        Path keys = values.path("keys.dir").orElse(data.resolve("keys"));
        Optional<String> user = values.text("database.user");
        Optional<Secret> password = values.secret("database.password");
        Optional<String> url = values.text("database.url");
        url.filter(text -> !text.startsWith("jdbc:"))
                .ifPresent(text -> values.problem("`database.url` must be a JDBC URL such as `jdbc:postgresql://...`"));
        if (url.isEmpty() && (user.isPresent() || password.isPresent()))
            values.problem("`database.user` and `database.password` need `database.url`");
        return new Storage(data, keys, keyRotation(), url.map(at -> new Database(at, user, password)));
    }

    private KeyRotation keyRotation() {
        Duration maxAge =
                values.duration("keys.max-age", Duration.ofDays(90), Duration.ofSeconds(1), Duration.ofDays(1000));
        Duration overlap =
                values.duration("keys.overlap", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(100));
        if (maxAge.compareTo(overlap) < 0)
            values.problem("`keys.max-age` is shorter than `keys.overlap`: keys would be replaced before they sign");
        return new KeyRotation(maxAge, overlap);
    }

    private Optional<Store> store(String key) {
        Optional<Secret> password = values.secret(key + "-password");
        Optional<Path> file = values.file(key);
        if (file.isEmpty() && password.isPresent()) values.problem("`" + key + "-password` needs `" + key + "`");
        return file.map(path -> new Store(path, password));
    }
}
