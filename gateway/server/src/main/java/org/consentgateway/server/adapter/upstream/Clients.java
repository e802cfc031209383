package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.config.ServerKeys;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.FhirServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes HTTP clients: HTTP/1.1, no redirects, no cookies, the TLS of one server. */
public final class Clients {

    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    private static final Duration IDLE = Duration.ofSeconds(15);

    private final Executor executor;
    private final GatewayConfig.Outbound outbound;
    private final SigningKeys own;
    private final Dependencies dependencies;
    private final GatewayConfig.ExtraHeaders headers;
    private final RequestBudget budget;
    private final List<String> bases;

    /** For servers that know the gateway by no key of its own. */
    public Clients(Executor executor, GatewayConfig.Outbound outbound) {
        this(executor, outbound, SigningKeys.none());
    }

    /**
     * @param executor runs what follows an answer; never blocks
     * @param own      the gateway's own keys, for servers that know it by these
     */
    public Clients(Executor executor, GatewayConfig.Outbound outbound, SigningKeys own) {
        this(executor, outbound, own, new Dependencies(LOG::warn, System::nanoTime));
    }

    /** @param dependencies of which each server becomes one */
    public Clients(Executor executor, GatewayConfig.Outbound outbound, SigningKeys own, Dependencies dependencies) {
        this(
                executor,
                outbound,
                own,
                dependencies,
                GatewayConfig.ExtraHeaders.NONE,
                new RequestBudget(GatewayConfig.Budget.USUAL),
                List.of());
    }

    private Clients(
            Executor executor,
            GatewayConfig.Outbound outbound,
            SigningKeys own,
            Dependencies dependencies,
            GatewayConfig.ExtraHeaders headers,
            RequestBudget budget,
            List<String> bases) {
        this.executor = executor;
        this.outbound = outbound;
        this.own = own;
        this.dependencies = dependencies;
        this.headers = headers;
        this.budget = budget;
        this.bases = bases;
    }

    /**
     * For the EHR.
     *
     * @param others headers beside ours
     * @param most   what one request may cost it over all its servers together
     * @param under  further FHIR bases under which it writes links
     */
    public Clients with(GatewayConfig.ExtraHeaders others, GatewayConfig.Budget most, List<URI> under) {
        return new Clients(
                executor,
                outbound,
                own,
                dependencies,
                others,
                new RequestBudget(most),
                under.stream().map(URI::toString).toList());
    }

    /** The server as a place to call. */
    public FhirServer server(GatewayConfig.Server server) throws GeneralSecurityException, IOException {
        return server(ServerKeys.UPSTREAM, server, (status, taken) -> {});
    }

    /** The server as a place to call, configured by these keys. */
    public FhirServer server(ServerKeys keys, GatewayConfig.Server server)
            throws GeneralSecurityException, IOException {
        return server(keys, server, (status, taken) -> {});
    }

    /** The server as a place to call; {@code answered} is told the status of each answer (0: none came) and how long its head took. */
    public FhirServer server(ServerKeys keys, GatewayConfig.Server server, BiConsumer<Integer, Duration> answered)
            throws GeneralSecurityException, IOException {
        HttpClient client = client(context(server.trustStore(), server.keyStore()));
        return new HttpFhirServer(
                Outage.of(server.url(), keys, dependencies),
                client,
                new HttpFhirServer.Address(server.url(), bases),
                Authorizations.of(server.auth(), keys, client, own, dependencies),
                headers,
                budget,
                new HttpFhirServer.Patience(outbound.read(), IDLE),
                answered);
    }

    /** A client for what is no FHIR server: the issuer. */
    public HttpClient plain(GatewayConfig.Tls tls) throws GeneralSecurityException, IOException {
        return client(context(tls.trustStore(), tls.keyStore()));
    }

    private HttpClient client(Optional<SSLContext> tls) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(outbound.connect())
                .proxy(outbound.proxy().map(ProxySelector::of).orElse(HttpClient.Builder.NO_PROXY))
                .executor(executor);
        tls.ifPresent(client::sslContext);
        return client.build();
    }

    /** The TLS of stores; empty where both are the JVM's. */
    public static Optional<SSLContext> context(Optional<GatewayConfig.Store> trust, Optional<GatewayConfig.Store> keys)
            throws GeneralSecurityException, IOException {
        if (trust.isEmpty() && keys.isEmpty()) return Optional.empty();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys.isPresent() ? keyManagers(keys.get()) : null,
                trust.isPresent() ? trustManagers(trust.get()) : null,
                null);
        return Optional.of(context);
    }

    private static KeyManager[] keyManagers(GatewayConfig.Store store) throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(store), password(store));
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(GatewayConfig.Store store)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(load(store));
        return factory.getTrustManagers();
    }

    private static KeyStore load(GatewayConfig.Store store) throws GeneralSecurityException, IOException {
        KeyStore loaded = KeyStore.getInstance(store.file().toString().endsWith(".jks") ? "JKS" : "PKCS12");
        try (InputStream in = Files.newInputStream(store.file())) {
            loaded.load(in, password(store));
        }
        return loaded;
    }

    private static char[] password(GatewayConfig.Store store) {
        return store.password().map(Secret::reveal).orElse("").toCharArray();
    }
}
