package org.consentgateway.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.consentgateway.server.access.AccessEvaluation;
import org.consentgateway.server.access.EnforcementPoints;
import org.consentgateway.server.access.EvaluationEndpoint;
import org.consentgateway.server.adapter.oidc.IssuerMessages;
import org.consentgateway.server.adapter.undertow.Edge;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.OpenPage;
import org.consentgateway.server.adapter.undertow.Origins;
import org.consentgateway.server.adapter.undertow.OutsideFhir;
import org.consentgateway.server.adapter.undertow.PassedHeaders;
import org.consentgateway.server.adapter.undertow.ServerTls;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.authorize.PointerVisibility;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.ListenerConfig;
import org.consentgateway.server.interaction.Decoys;
import org.consentgateway.server.interaction.PointerLookUps;
import org.consentgateway.server.management.ManagementServer;
import org.consentgateway.server.management.Metrics;
import org.consentgateway.server.oauth.LaunchContext;
import org.consentgateway.server.oauth.OAuthPass;
import org.consentgateway.server.operations.ConfidentialityPage;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;

/** The ports that are open to others: FHIR, the pages, management. */
final class OpenPorts implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int OAUTH_THREADS = 32;

    final Edge edge;
    private final Setup setup;
    private final Storage storage;
    private final Servers servers;
    private final DecisionWiring decisions;
    private final RoadWiring path;
    private final ThreadPoolExecutor oauthThreads = new ThreadPoolExecutor(
            OAUTH_THREADS, OAUTH_THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(200), Workers.named("oauth"));
    private Optional<ManagementServer> management = Optional.empty();

    OpenPorts(
            Setup setup,
            IoThreads threads,
            Storage storage,
            Servers servers,
            DecisionWiring decisions,
            RoadWiring path,
            PeoplePages people)
            throws GeneralSecurityException, IOException {
        this.setup = setup;
        this.storage = storage;
        this.servers = servers;
        this.decisions = decisions;
        this.path = path;
        GatewayConfig config = setup.config();
        ListenerConfig.Http http = config.http();
        edge = new Edge(
                path.road,
                setup.measured().tokens(decisions.tokens),
                path.parser,
                path.refusals,
                new Edge.Ports(threads, http.host(), http.port(), config.pages().port(), tls(config)),
                new Edge.PublicFace(
                        setup.publicBase(),
                        new Origins(http.cors().origins(), http.cors().headers(), http.basePath()),
                        new PassedHeaders(config.headers().passed())),
                new OutsideFhir(this::openPage, oauth(), oauthThreads, people.pages, people.threads),
                setup.measured()::answered);
    }

    /** A page that anyone may open, by its path below {@code pages.path}. */
    private Optional<OpenPage> openPage(String at) {
        String root = setup.config().pages().path();
        if (!at.startsWith(root)) return Optional.empty();
        return switch ("/" + at.substring(root.length())) {
            case "/confidentiality" ->
                Optional.of(OpenPage.html(new ConfidentialityPage()
                        .html(setup.pack(), LocalDate.now(setup.pack().zone()), storage.observing.now())));
            case Origins.JWKS ->
                Optional.of(OpenPage.keys(storage.signingKeys.published(), storage.signingKeys.keepable()));
            default -> Optional.empty();
        };
    }

    private Optional<OAuthPass> oauth() throws GeneralSecurityException, IOException {
        if (path.discovery.isEmpty()) return Optional.empty();
        GatewayConfig config = setup.config();
        return Optional.of(new OAuthPass(
                servers.clients.plain(config.upstream().tls()),
                path.discovery.get(),
                config.outbound().read(),
                new LaunchContext(
                        config.fhir(),
                        setup.measured().tokens(decisions.tokens),
                        new PointerLookUps(
                                new PointerVisibility(decisions.site),
                                servers.grid,
                                new Decoys(servers.lookUps, servers.consentServer),
                                setup.pack().notes())),
                setup.measured()::passed));
    }

    private static Optional<ServerTls> tls(GatewayConfig config) throws GeneralSecurityException, IOException {
        if (config.http().tls().isEmpty()) return Optional.empty();
        ListenerConfig.ListenerTls tls = config.http().tls().get();
        ServerTls.ClientCertificate clients =
                switch (tls.clientAuth()) {
                    case NONE -> ServerTls.ClientCertificate.IGNORED;
                    case WANT -> ServerTls.ClientCertificate.WANTED;
                    case NEED -> ServerTls.ClientCertificate.NEEDED;
                };
        return Clients.context(tls.clientTrust(), Optional.of(tls.keyStore()))
                .map(context -> new ServerTls(context, clients));
    }

    /** Opens them. */
    void open(Metrics metrics) throws CannotStart {
        try {
            edge.start();
            management = Optional.of(management(metrics));
        } catch (Exception e) {
            // Camel declares Exception for its start
            throw new CannotStart(List.of("the ports cannot be opened: " + e.getMessage()));
        }
    }

    private ManagementServer management(Metrics metrics) throws IOException {
        ListenerConfig.Management told = setup.config().management();
        IssuerMessages messages = new IssuerMessages(decisions.tokens);
        EnforcementPoints points = new EnforcementPoints(told.enforcementPoints().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, point -> point.getValue().reveal())));
        return new ManagementServer(
                new InetSocketAddress(told.host(), told.port()),
                Map.of("audit-never-failed", () -> !storage.trail.failed()),
                Map.of(
                        "serving", edge::taking,
                        "audit-writable", storage.trail::writable,
                        "policy-loaded", () -> true,
                        "signing-key", decisions.tokens::everObtainedKeys),
                metrics,
                Map.of(
                        IssuerMessages.LOGOUT, messages::logout,
                        IssuerMessages.NOT_BEFORE, messages::pushNotBefore),
                EvaluationEndpoint.of(points, evaluation()));
    }

    private AccessEvaluation evaluation() {
        AccessEvaluation.Road walked = new AccessEvaluation.Road() {
            @Override
            public CompletionStage<Stage> walk(Received received) {
                return edge.evaluate(received);
            }

            @Override
            public CompletionStage<Refused> close(Refused refused) {
                return path.refusals.record(refused);
            }
        };
        return new AccessEvaluation(
                setup.measured().tokens(decisions.tokens),
                decisions.tokens::claimed,
                path.parser,
                walked,
                setup.measured()::evaluated);
    }

    /** The port of health, metrics and decisions. */
    int managementPort() {
        return management.orElseThrow().port();
    }

    /** Lets the answers in flight end, and takes no more. */
    void stop() {
        edge.stop(GRACE);
        oauthThreads.shutdown();
    }

    @Override
    public void close() {
        management.ifPresent(ManagementServer::close);
    }
}
