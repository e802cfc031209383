package org.consentgateway.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.Reference;

/**
 * What an operator decided, typed; one record per section of {@code gateway.yaml}. Made by {@link ConfigReader} alone,
 * which refuses what does not fit.
 *
 * @param http         where FHIR is served
 * @param management   health and metrics
 * @param publicUrl    the FHIR base that clients see, without trailing slash
 * @param upstream     the EHR
 * @param bases        further FHIR bases under which the EHR writes
 * @param operations   further operations of the EHR that are forwarded, with what they answer with
 * @param lookup       credential for what the gateway asks the EHR for itself
 * @param headers      what is sent to the EHR beside our own headers
 * @param budget       what the EHR may be asked
 * @param outbound     proxy and patience of every call that the gateway makes
 * @param upstreams    further servers that a route may forward to, by name
 * @param consent      where Consents are read, and how fresh they must be
 * @param audit        where AuditEvents are delivered, empty: they stay in the local trail
 * @param issuers      who issues the tokens; the first is the one that apps are sent to
 * @param issuerTls    how the issuers are trusted
 * @param organization the covered entity that runs the gateway
 * @param law          policy packs, time zone, how a withholding shows
 * @param observe      empty: it enforces
 * @param storage      folders and database
 * @param routes       folder of {@code *.camel.yaml}, empty: the built-in routes
 * @param lookAhead    how many further entries a search may read to fill a page
 * @param pages        our own pages for people
 * @param timingGrid   answers about protected types leave on multiples of this; zero: at once
 */
public record GatewayConfig(
        Http http,
        Management management,
        URI publicUrl,
        Server upstream,
        List<URI> bases,
        Map<String, OperationOutput> operations,
        Auth lookup,
        ExtraHeaders headers,
        Budget budget,
        Outbound outbound,
        Map<String, Server> upstreams,
        ConsentServer consent,
        Optional<Server> audit,
        List<Issuer> issuers,
        Tls issuerTls,
        Reference organization,
        Law law,
        Optional<Observe> observe,
        Storage storage,
        Optional<Path> routes,
        int lookAhead,
        Duration timingGrid,
        Pages pages) {

    public GatewayConfig {
        bases = List.copyOf(bases);
        operations = Map.copyOf(operations);
        issuers = List.copyOf(issuers);
        upstreams = Map.copyOf(upstreams);
    }

    /** The EHR as the gateway asks it for itself. */
    public Server lookUps() {
        return upstream.with(lookup);
    }

    /** What of it the tools of the command line read. */
    public ToolConfig tool() {
        return new ToolConfig(
                organization,
                law,
                storage,
                Optional.of(lookUps()),
                Optional.of(consent.server()),
                headers,
                outbound,
                upstreams.keySet(),
                routes);
    }

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

    /** A PKCS#12 or JKS file with its password. */
    public record Store(Path file, Optional<Secret> password) {}

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
     * A FHIR server that the gateway calls.
     *
     * @param url            FHIR base without trailing slash
     * @param auth           how the gateway shows who it is
     * @param trustStore     empty: the JVM's
     * @param keyStore       client certificate, empty: none
     */
    public record Server(URI url, Auth auth, Optional<Store> trustStore, Optional<Store> keyStore) {

        /** The same server under another credential. */
        public Server with(Auth other) {
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
    public record Tls(Optional<Store> trustStore, Optional<Store> keyStore) {}

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
        public static final Budget USUAL = new Budget(10_000, 4L << 30, 60_000);
    }

    /** How the gateway authenticates itself towards a server. */
    public sealed interface Auth {

        /** No credential. */
        record None() implements Auth {}

        /** HTTP Basic. */
        record Basic(String username, Secret password) implements Auth {}

        /** OAuth 2.0 client credentials; the client shows a secret or signs with a key, never both. */
        record ClientCredentials(URI tokenUrl, String clientId, Proof proof, Optional<String> scope) implements Auth {

            /** The shared secret, where the client proves itself by one. */
            public Optional<Secret> secret() {
                return proof.match(Optional::of, key -> Optional.empty(), own -> Optional.empty());
            }
        }

        /** The caller's own token, where the server trusts the same issuer. */
        record Forward() implements Auth {}

        /** A token of the server's own for the caller's (RFC 8693), asked for by {@code client}. */
        record Exchange(ClientCredentials client) implements Auth {}

        /** A token of the server's own for the user, whom an assertion of {@code client} names (RFC 7523 2.1). */
        record JwtBearer(ClientCredentials client, AssertionSubject subject) implements Auth {}

        /** AWS Signature Version 4. */
        record SigV4(String region, String service, String accessKey, Secret secretKey, Optional<Secret> sessionToken)
                implements Auth {}

        /** Whether the server sees the caller: what the gateway asks for itself then needs a credential of its own. */
        default boolean ofCaller() {
            return match(
                    () -> false,
                    basic -> false,
                    credentials -> false,
                    () -> true,
                    exchange -> true,
                    bearer -> true,
                    sigV4 -> false);
        }

        /** Whether the gateway signs with its own keys. */
        default boolean ownKey() {
            return match(
                    () -> false,
                    basic -> false,
                    client -> client.proof() instanceof Proof.OwnKey,
                    () -> false,
                    exchange -> exchange.client().proof() instanceof Proof.OwnKey,
                    // a shared secret proves the client, not who the user is
                    bearer -> !(bearer.client().proof() instanceof Proof.Key),
                    sigV4 -> false);
        }

        /** Applies the one that fits. */
        default <T> T match(
                Supplier<T> none,
                Function<Basic, T> basic,
                Function<ClientCredentials, T> clientCredentials,
                Supplier<T> forward,
                Function<Exchange, T> exchange,
                Function<JwtBearer, T> jwtBearer,
                Function<SigV4, T> sigV4) {
            if (this instanceof JwtBearer j) return jwtBearer.apply(j);
            if (this instanceof SigV4 s) return sigV4.apply(s);
            if (this instanceof Exchange e) return exchange.apply(e);
            if (this instanceof Basic b) return basic.apply(b);
            if (this instanceof ClientCredentials c) return clientCredentials.apply(c);
            return this instanceof Forward ? forward.get() : none.get();
        }
    }

    /** By what an assertion names the user. */
    public enum AssertionSubject {
        /** The subject of the caller's token. */
        SUB,
        /** The reference that the token says who they are. */
        FHIR_USER
    }

    /** How an OAuth client proves itself. */
    public sealed interface Proof {

        /** {@code client_secret_basic}. */
        record SharedSecret(Secret secret) implements Proof {}

        /** {@code private_key_jwt}: a private key as a JWK. */
        record Key(Secret jwk) implements Proof {}

        /** {@code private_key_jwt} by the gateway's own keys, which the server reads at {@code /.well-known/jwks.json}. */
        record OwnKey(SigningAlgorithm algorithm) implements Proof {}

        /** Applies the one that fits. */
        default <T> T match(Function<Secret, T> secret, Function<Secret, T> key, Function<SigningAlgorithm, T> ownKey) {
            if (this instanceof SharedSecret s) return secret.apply(s.secret());
            return this instanceof Key k ? key.apply(k.jwk()) : ownKey.apply(((OwnKey) this).algorithm());
        }
    }

    /** What the gateway's own keys sign by: a server takes one of these (SMART Backend Services). */
    public enum SigningAlgorithm {
        RS384,
        ES384
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

    /** A client id with its secret. */
    public record Client(String id, Secret secret) {}

    /** @param packs names on the class path or paths; the first is the base, the others overlays */
    public record Law(List<String> packs, ZoneId zone, Withholding withholding, LabelProbing labelProbing) {
        public Law {
            packs = List.copyOf(packs);
        }
    }

    /** Whether the EHR is asked which types bear the label of a note that the pack does not list. */
    public enum LabelProbing {
        AT_START,
        NEVER
    }

    /**
     * Answers pass, and the trail tells what enforcing would have done.
     *
     * @param name   of the person who answers for it
     * @param reason in their words
     * @param until  when it ends, exclusively
     */
    public record Observe(String name, String reason, java.time.Instant until) {}

    /** What an installation does. */
    public enum Mode {
        ENFORCE,
        OBSERVE
    }

    /** Whether what was withheld leaves a mark. */
    public enum Withholding {
        SILENT,
        MARKED
    }

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
