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
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpTransport;
import org.consentgateway.server.port.HttpTransports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes HTTP clients: HTTP/1.1, no redirects, no cookies, the TLS of one server. */
public final class Clients {

    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    private static final Duration IDLE = Duration.ofSeconds(15);

    private final HttpTransports transports;
    private final GatewayConfig.Outbound outbound;
    private final SigningKeys own;
    private final Dependencies dependencies;
    private final GatewayConfig.ExtraHeaders headers;
    private final RequestBudget budget;
    private final List<String> bases;

    /** For servers that know the gateway by no key of its own. */
    public Clients(HttpTransports transports, GatewayConfig.Outbound outbound) {
        this(transports, outbound, SigningKeys.none());
    }

    /**
     * @param transports the ways to FHIR servers
     * @param own        the gateway's own keys, for servers that know it by these
     */
    public Clients(HttpTransports transports, GatewayConfig.Outbound outbound, SigningKeys own) {
        this(transports, outbound, own, new Dependencies(LOG::warn, System::nanoTime));
    }

    /** @param dependencies of which each server becomes one */
    public Clients(
            HttpTransports transports, GatewayConfig.Outbound outbound, SigningKeys own, Dependencies dependencies) {
        this(
                transports,
                outbound,
                own,
                dependencies,
                GatewayConfig.ExtraHeaders.NONE,
                new RequestBudget(GatewayConfig.Budget.USUAL),
                List.of());
    }

    private Clients(
            HttpTransports transports,
            GatewayConfig.Outbound outbound,
            SigningKeys own,
            Dependencies dependencies,
            GatewayConfig.ExtraHeaders headers,
            RequestBudget budget,
            List<String> bases) {
        this.transports = transports;
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
                transports,
                outbound,
                own,
                dependencies,
                others,
                new RequestBudget(most),
                under.stream().map(URI::toString).toList());
    }

    /** The server as a place to call. */
    public FhirServer server(GatewayConfig.Server server) throws GeneralSecurityException, IOException {
        return server(CalledServerHints.UPSTREAM, server, (status, taken) -> {});
    }

    /** The server as a place to call, configured by these keys. */
    public FhirServer server(CalledServerHints keys, GatewayConfig.Server server)
            throws GeneralSecurityException, IOException {
        return server(keys, server, (status, taken) -> {});
    }

    /** The server as a place to call; {@code answered} is told the status of each answer (0: none came) and how long its head took. */
    public FhirServer server(
            CalledServerHints keys, GatewayConfig.Server server, BiConsumer<Integer, Duration> answered)
            throws GeneralSecurityException, IOException {
        Optional<SSLContext> tls = context(server.trustStore(), server.keyStore());
        return new HttpFhirServer(
                Outage.of(server.url(), keys, dependencies),
                transport(server),
                new HttpFhirServer.Address(server.url(), bases),
                OutboundCredentialFactory.of(server.auth(), keys, () -> client(tls), own, dependencies),
                headers,
                budget,
                answered);
    }

    private HttpTransport transport(GatewayConfig.Server server) throws GeneralSecurityException, IOException {
        HttpTransports.Patience patience = new HttpTransports.Patience(outbound.connect(), outbound.read(), IDLE);
        boolean secured = "https".equals(server.url().getScheme());
        // what an operator has set for the JVM as a whole is left to it
        boolean set = System.getProperty("javax.net.ssl.keyStore") != null;
        if (!secured || (set && server.keyStore().isEmpty()))
            return transports.to(new HttpTransports.Destination(
                    server.url(), outbound.proxy(), context(server.trustStore(), server.keyStore()), patience));
        for (TrustManager trust : trustManagers(server.trustStore())) {
            if (!(trust instanceof X509ExtendedTrustManager extended)) continue;
            RefusedCertificates refused = new RefusedCertificates(extended);
            SSLContext tls = context(keyManagers(server.keyStore()), new TrustManager[] {refused});
            return refused.telling(transports.to(
                    new HttpTransports.Destination(server.url(), outbound.proxy(), Optional.of(tls), patience)));
        }
        throw new GeneralSecurityException("this JVM trusts nobody");
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
                .proxy(outbound.proxy().map(ProxySelector::of).orElse(HttpClient.Builder.NO_PROXY));
        tls.ifPresent(client::sslContext);
        return client.build();
    }

    /** The TLS of stores; empty where both are the JVM's. */
    public static Optional<SSLContext> context(Optional<GatewayConfig.Store> trust, Optional<GatewayConfig.Store> keys)
            throws GeneralSecurityException, IOException {
        if (trust.isEmpty() && keys.isEmpty()) return Optional.empty();
        return Optional.of(context(keyManagers(keys), trustManagers(trust)));
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    private static KeyManager[] keyManagers(Optional<GatewayConfig.Store> store)
            throws GeneralSecurityException, IOException {
        if (store.isEmpty()) return new KeyManager[0];
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(store.get()), password(store.get()));
        return factory.getKeyManagers();
    }

    /** Without a store: the JVM's trust. */
    private static TrustManager[] trustManagers(Optional<GatewayConfig.Store> store)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store.isPresent() ? load(store.get()) : null);
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
