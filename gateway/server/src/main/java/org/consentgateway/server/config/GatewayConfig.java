package org.consentgateway.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.Reference;

/**
 * What an operator decided, typed; one record per section of {@code gateway.yaml}. Made by {@link ConfigReader} alone,
 * which refuses what does not fit.
 *
 * @param listeners where the gateway listens
 * @param ehr       the EHR
 * @param servers   the other servers
 * @param tokens    who issues the tokens
 * @param policy    the law in force
 * @param storage   folders and database
 * @param routes    folder of {@code *.camel.yaml}, empty: the built-in routes
 * @param notices   whom the gateway tells by itself
 */
public record GatewayConfig(
        ListenerConfig listeners,
        EhrConfig ehr,
        FurtherServers servers,
        TokenIssuers tokens,
        PolicyConfig policy,
        Storage storage,
        Optional<Path> routes,
        NoticesConfig notices) {

    public ListenerConfig.Http http() {
        return listeners.http();
    }

    public ListenerConfig.Management management() {
        return listeners.management();
    }

    public URI publicUrl() {
        return listeners.publicUrl();
    }

    public ListenerConfig.Pages pages() {
        return listeners.pages();
    }

    public Duration timingGrid() {
        return listeners.timingGrid();
    }

    /** The version of FHIR that is served. */
    public FhirVersion fhir() {
        return ehr.fhir();
    }

    public Server upstream() {
        return ehr.server();
    }

    public List<URI> bases() {
        return ehr.bases();
    }

    public Map<String, OperationOutput> operations() {
        return ehr.operations();
    }

    public ExtraHeaders headers() {
        return ehr.headers();
    }

    public Budget budget() {
        return ehr.budget();
    }

    public Server lookUps() {
        return ehr.lookUps();
    }

    public Outbound outbound() {
        return servers.outbound();
    }

    public Map<String, Server> upstreams() {
        return servers.upstreams();
    }

    public ConsentServer consent() {
        return servers.consent();
    }

    public Optional<Server> audit() {
        return servers.audit();
    }

    public Optional<FurtherServers.AuditWitness> witness() {
        return servers.witness();
    }

    public List<Issuer> issuers() {
        return tokens.issuers();
    }

    public Tls issuerTls() {
        return tokens.tls();
    }

    public Reference organization() {
        return policy.organization();
    }

    public PolicyConfig.Law law() {
        return policy.law();
    }

    public Optional<PolicyConfig.Observe> observe() {
        return policy.observe();
    }

    /** What of it the tools of the command line read. */
    public ToolConfig tool() {
        return new ToolConfig(
                fhir(),
                organization(),
                law(),
                storage,
                new ToolConfig.Servers(
                        Optional.of(lookUps()), Optional.of(consent().server()), headers(), outbound()),
                upstreams().keySet(),
                routes);
    }

    /** A PKCS#12 or JKS file with its password. */
    public record Store(Path file, Optional<Secret> password) {}

    /**
     * A FHIR server that the gateway calls.
     *
     * @param url            FHIR base without trailing slash
     * @param auth           how the gateway shows who it is
     * @param trustStore     empty: the JVM's
     * @param keyStore       client certificate, empty: none
     */
    public record Server(URI url, CalledServerAuth auth, Optional<Store> trustStore, Optional<Store> keyStore) {

        /** The same server under another credential. */
        public Server with(CalledServerAuth other) {
            return new Server(url, other, trustStore, keyStore);
        }

        /** How its host is trusted, for what of it is no FHIR. */
        public Tls tls() {
            return new Tls(trustStore, keyStore);
        }
    }

    /**
     * How a server is trusted that is no FHIR server.
     *
     * @param trustStore empty: the JVM's
     * @param keyStore   client certificate, empty: none
     */
    public record Tls(Optional<Store> trustStore, Optional<Store> keyStore) {
        /** The authorities of the JVM, and no certificate of our own. */
        public static final Tls JVM = new Tls(Optional.empty(), Optional.empty());
    }

    /**
     * How the gateway calls others.
     *
     * @param proxy   host and port of an HTTP proxy; empty: none
     * @param connect how long a connection may take
     * @param read    how long the head of an answer may take
     */
    public record Outbound(Optional<java.net.InetSocketAddress> proxy, Duration connect, Duration read) {
        /** Without a proxy, with the patience of the defaults. */
        public static final Outbound DIRECT =
                new Outbound(Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    /**
     * Headers beside our own.
     *
     * @param fixed  sent with every call
     * @param passed names, in lower case, of the client's that are passed on with what the client asks
     */
    public record ExtraHeaders(Map<String, Secret> fixed, Set<String> passed) {
        /** No others. */
        public static final ExtraHeaders NONE = new ExtraHeaders(Map.of(), Set.of());

        public ExtraHeaders {
            fixed = Map.copyOf(fixed);
            passed = Set.copyOf(passed);
        }
    }

    /**
     * What the EHR may be asked.
     *
     * @param calls          for one request of a client
     * @param bytes          read for one request of a client
     * @param callsPerMinute for all, reckoned by kind of request
     */
    public record Budget(int calls, long bytes, int callsPerMinute) {
        /** Where nothing is said. */
        public static final Budget USUAL = new Budget(10_000, 4L << 30, 1_200_000);
    }

    /**
     * @param patientIdentifier identifier system that joins patients, empty: the ids are the EHR's own
     * @param lease             how old consents may be for the release of a note; empty: {@code strict}
     * @param maxAge            how old cached consents may be for everything else
     */
    public record ConsentServer(
            Server server, Optional<String> patientIdentifier, Optional<Duration> lease, Duration maxAge) {}

    /** When the issuer's introspection endpoint is asked. */
    public enum Introspection {
        OFF,
        /** For tokens that leave out what matters: Keycloak's lightweight tokens. */
        LIGHTWEIGHT,
        /** For what is no JWT. */
        OPAQUE,
        /** For every token: a logout or a disabled user counts at once. */
        ALWAYS
    }

    /** A client id with its secret. */
    public record Client(String id, Secret secret) {}

    /** @param database empty: embedded under {@code data} */
    public record Storage(Path data, Path keys, KeyRotation rotation, Optional<Database> database) {}

    /**
     * When the gateway's own signing keys are replaced.
     *
     * @param maxAge  how old they may grow
     * @param overlap how long new ones are published before they sign, and old ones after they did
     */
    public record KeyRotation(Duration maxAge, Duration overlap) {}

    /** @param url JDBC URL, which may hold a password: it is not shown */
    public record Database(String url, Optional<String> user, Optional<Secret> password) {
        @Override
        public String toString() {
            return "Database";
        }
    }
}
