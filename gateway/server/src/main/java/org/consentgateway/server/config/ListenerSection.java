package org.consentgateway.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.server.config.GatewayConfig.Store;
import org.consentgateway.server.config.ListenerConfig.ClientAuth;
import org.consentgateway.server.config.ListenerConfig.Cors;
import org.consentgateway.server.config.ListenerConfig.Http;
import org.consentgateway.server.config.ListenerConfig.ListenerTls;
import org.consentgateway.server.config.ListenerConfig.Management;
import org.consentgateway.server.config.ListenerConfig.PublicOAuth;

/** Where the gateway listens: {@code http}, {@code management}, {@code public} and {@code enforcement-points}. */
final class ListenerSection {

    private static final String POINTS = "enforcement-points.";
    private static final int CREDENTIAL_LEAST = 24; // characters

    private final Values values;
    private final List<String> remarks;

    ListenerSection(Values values, List<String> remarks) {
        this.values = values;
        this.remarks = remarks;
    }

    ListenerConfig listeners() {
        String host = values.text("http.host").orElse("127.0.0.1");
        int port = values.number("http.port", 8080, 0, 65535);
        Optional<ListenerTls> tls = listenerTls();
        URI publicUrl = publicUrl(host, port, tls.isPresent());
        Http http = http(host, port, tls, publicUrl);
        Management management = management(http);
        Duration grid = values.duration("timing.grid", Duration.ofMillis(100), Duration.ZERO, Duration.ofSeconds(5));
        return new ListenerConfig(
                http, management, publicUrl, new PagesSection(values).pages(http, management, publicUrl), grid);
    }

    private Management management(Http http) {
        Management management = new Management(
                values.text("management.host").orElse(http.host()),
                values.number("management.port", 9876, 0, 65535),
                enforcementPoints());
        if (!management.enforcementPoints().isEmpty() && !Loopback.holds(management.host()))
            remarks.add("`management.host` is not loopback: credentials of enforcement points travel in clear text");
        if (http.port() != 0 && http.port() == management.port())
            values.problem("`management.port` is the same as `http.port`");
        return management;
    }

    private Http http(String host, int port, Optional<ListenerTls> tls, URI publicUrl) {
        if (tls.isEmpty() && !Loopback.holds(host))
            remarks.add("`http.host` is not loopback and `http.tls.key-store` is not set: tokens travel in clear text");
        String ofPublicUrl = Optional.ofNullable(publicUrl.getPath()).orElse("").replaceAll("/+$", "");
        String basePath = values.read("http.base-path", "a path such as `/fhir`", ListenerSection::basePath)
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
        Optional<Store> keyStore = new CalledServerSection(values).store("http.tls.key-store");
        Optional<Store> clientTrust = new CalledServerSection(values).store("http.tls.client-trust-store");
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

    static Optional<String> basePath(String text) {
        return text.matches("(/[A-Za-z0-9._-]+)*") ? Optional.of(text) : Optional.empty();
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
}
