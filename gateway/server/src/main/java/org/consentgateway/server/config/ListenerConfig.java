package org.consentgateway.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Store;

/**
 * Where the gateway listens, and how it is seen from outside.
 *
 * @param http       where FHIR is served
 * @param management health and metrics
 * @param publicUrl  the FHIR base that clients see, without trailing slash
 * @param pages      our own pages for people
 * @param timingGrid answers about protected types leave on multiples of this; zero: at once
 */
public record ListenerConfig(Http http, Management management, URI publicUrl, Pages pages, Duration timingGrid) {

    /**
     * @param basePath where FHIR is served, without trailing slash
     * @param tls      empty: plain http, for a TLS terminator on the same host
     * @param oauth    whether the EHR's OAuth endpoints are passed at the gateway's own address
     */
    public record Http(
            String host, int port, String basePath, Optional<ListenerTls> tls, Cors cors, PublicOAuth oauth) {}

    /** What becomes of the EHR's OAuth endpoints. */
    public enum PublicOAuth {
        OFF,
        PASS
    }

    /**
     * @param origins whose web apps may call from a browser; {@code *}: any; empty: none
     * @param headers further request headers that they may send
     */
    public record Cors(Set<String> origins, Set<String> headers) {
        public Cors {
            origins = Set.copyOf(origins);
            headers = Set.copyOf(headers);
        }
    }

    /** @param clientTrust certificate authorities of clients; present: a client certificate is asked for */
    public record ListenerTls(Store keyStore, Optional<Store> clientTrust, ClientAuth clientAuth) {}

    /** Whether a client must show a certificate. */
    public enum ClientAuth {
        NONE,
        WANT,
        NEED
    }

    /**
     * @param host              the same as {@code http.host} unless set
     * @param enforcementPoints who may ask for decisions: a bearer credential by name
     */
    public record Management(String host, int port, Map<String, Secret> enforcementPoints) {
        public Management {
            enforcementPoints = Map.copyOf(enforcementPoints);
        }
    }

    /**
     * Our own pages for people.
     *
     * @param path    where they stand, with a slash at its end
     * @param client  the gateway's own client at the first issuer; empty: nobody signs in
     * @param scopes  asked for when somebody signs in
     * @param name    of the hospital
     * @param contact whom people ask
     * @param languages codes of those in which patients may read, the first first
     * @param port    of their own; empty: that of FHIR
     * @param url     where people reach {@code path}
     */
    public record Pages(
            String path,
            Optional<Client> client,
            List<String> scopes,
            String name,
            String contact,
            List<String> languages,
            Optional<Integer> port,
            URI url) {
        public Pages {
            languages = List.copyOf(languages);
            scopes = List.copyOf(scopes);
        }
    }
}
