package org.consentgateway.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.consentgateway.server.config.GatewayConfig.Server;
import org.consentgateway.server.config.GatewayConfig.Store;
import org.consentgateway.server.config.GatewayConfig.Tls;

/** One server that the gateway calls: where it is, how it is trusted, and how the gateway shows who it is. */
final class CalledServerSection {

    private final Values values;

    CalledServerSection(Values values) {
        this.values = values;
    }

    Optional<Server> server(String section) {
        return server(section, Optional.empty());
    }

    Optional<Server> server(String section, Optional<URI> fallback) {
        boolean plain = values.flag(section + ".allow-plain-http");
        CalledServerAuth auth = new AuthSection(values, section).auth(plain);
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

    Optional<Store> store(String key) {
        Optional<Secret> password = values.secret(key + "-password");
        Optional<Path> file = values.file(key);
        if (file.isEmpty() && password.isPresent()) values.problem("`" + key + "-password` needs `" + key + "`");
        return file.map(path -> new Store(path, password));
    }

    /** How a server is trusted that is no FHIR server. */
    Tls tls(String section) {
        return new Tls(store(section + ".tls.trust-store"), store(section + ".tls.key-store"));
    }
}
