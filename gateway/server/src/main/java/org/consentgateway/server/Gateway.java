package org.consentgateway.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.Bases;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.InteractionTable;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.SearchParameters;
import org.consentgateway.server.access.AccessEvaluation;
import org.consentgateway.server.access.EnforcementPoints;
import org.consentgateway.server.access.EvaluationEndpoint;
import org.consentgateway.server.adapter.audit.Delivery;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.ehcache.CachedConsents;
import org.consentgateway.server.adapter.ehcache.MergedPatients;
import org.consentgateway.server.adapter.hapi.ConsentReader;
import org.consentgateway.server.adapter.hapi.HapiXml;
import org.consentgateway.server.adapter.jdbc.BinaryCreatorStore;
import org.consentgateway.server.adapter.jdbc.BreachAssessmentStore;
import org.consentgateway.server.adapter.jdbc.ConsentVersions;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.DecisionFactStore;
import org.consentgateway.server.adapter.jdbc.DecisionIndexStore;
import org.consentgateway.server.adapter.jdbc.DeletionStore;
import org.consentgateway.server.adapter.jdbc.DisclosedAttachmentStore;
import org.consentgateway.server.adapter.jdbc.FactKeeper;
import org.consentgateway.server.adapter.jdbc.GrantStore;
import org.consentgateway.server.adapter.jdbc.LabelledTypeStore;
import org.consentgateway.server.adapter.jdbc.ModeStore;
import org.consentgateway.server.adapter.jdbc.PageLinkStore;
import org.consentgateway.server.adapter.jdbc.ReviewStore;
import org.consentgateway.server.adapter.jdbc.RevocationStore;
import org.consentgateway.server.adapter.jdbc.ShownVersionStore;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.adapter.jdbc.WitnessStore;
import org.consentgateway.server.adapter.jdbc.WorklistStore;
import org.consentgateway.server.adapter.jdbc.WrittenFactStore;
import org.consentgateway.server.adapter.oidc.AuthorizationCodeFlow;
import org.consentgateway.server.adapter.oidc.IssuerMessages;
import org.consentgateway.server.adapter.oidc.TokenVerifier;
import org.consentgateway.server.adapter.undertow.Edge;
import org.consentgateway.server.adapter.undertow.InProcessRequests;
import org.consentgateway.server.adapter.undertow.OpenPage;
import org.consentgateway.server.adapter.undertow.Origins;
import org.consentgateway.server.adapter.undertow.PassedHeaders;
import org.consentgateway.server.adapter.undertow.Road;
import org.consentgateway.server.adapter.undertow.ServerTls;
import org.consentgateway.server.adapter.upstream.AuditRepository;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.adapter.upstream.ConsentServer;
import org.consentgateway.server.adapter.upstream.EhrCapabilities;
import org.consentgateway.server.adapter.upstream.EhrChart;
import org.consentgateway.server.adapter.upstream.KeptAbilities;
import org.consentgateway.server.adapter.upstream.LabelProbe;
import org.consentgateway.server.adapter.upstream.LinkedPatients;
import org.consentgateway.server.adapter.upstream.SigningKeys;
import org.consentgateway.server.adapter.upstream.Staff;
import org.consentgateway.server.authorize.AttachmentHolders;
import org.consentgateway.server.authorize.AttachmentLocationSearch;
import org.consentgateway.server.authorize.AttachmentSeals;
import org.consentgateway.server.authorize.GrantorMemberships;
import org.consentgateway.server.authorize.HypotheticalAccess;
import org.consentgateway.server.authorize.ObserveMode;
import org.consentgateway.server.authorize.PatientRepresentatives;
import org.consentgateway.server.authorize.PointerVisibility;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.authorize.RevokedConsents;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.authorize.UnauthenticatedRefusals;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.ServerKeys;
import org.consentgateway.server.interaction.Decoys;
import org.consentgateway.server.interaction.InteractionDispatcher;
import org.consentgateway.server.interaction.NotFoundTiming;
import org.consentgateway.server.interaction.PageLinks;
import org.consentgateway.server.interaction.PageSizes;
import org.consentgateway.server.interaction.PointerLookUps;
import org.consentgateway.server.interaction.TimingGrid;
import org.consentgateway.server.management.ManagementServer;
import org.consentgateway.server.management.Measured;
import org.consentgateway.server.management.Metrics;
import org.consentgateway.server.management.ServerHealth;
import org.consentgateway.server.management.WorklistPage;
import org.consentgateway.server.oauth.EhrDiscovery;
import org.consentgateway.server.oauth.LaunchContext;
import org.consentgateway.server.oauth.OAuthEndpoints;
import org.consentgateway.server.oauth.OAuthPass;
import org.consentgateway.server.operations.Accounting;
import org.consentgateway.server.operations.AuditEvents;
import org.consentgateway.server.operations.Capabilities;
import org.consentgateway.server.operations.ConfidentialityPage;
import org.consentgateway.server.operations.ExplainAccess;
import org.consentgateway.server.operations.IssuerDiscovery;
import org.consentgateway.server.operations.LegalBasisOperations;
import org.consentgateway.server.operations.Metadata;
import org.consentgateway.server.operations.OwnAnswers;
import org.consentgateway.server.operations.ReviewOperations;
import org.consentgateway.server.operations.SmartConfiguration;
import org.consentgateway.server.operations.WorklistOperation;
import org.consentgateway.server.pages.Breaches;
import org.consentgateway.server.pages.ConsoleParts;
import org.consentgateway.server.pages.Frame;
import org.consentgateway.server.pages.PageParts;
import org.consentgateway.server.pages.PatientParts;
import org.consentgateway.server.pages.TherapistParts;
import org.consentgateway.server.pipeline.Forward;
import org.consentgateway.server.pipeline.Identify;
import org.consentgateway.server.pipeline.Maintenance;
import org.consentgateway.server.pipeline.MinuteBudget;
import org.consentgateway.server.pipeline.RefusalWriter;
import org.consentgateway.server.pipeline.Release;
import org.consentgateway.server.pipeline.RequestPolicy;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.Representatives;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.WebPages;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.consentgateway.server.tools.BreachScope;
import org.consentgateway.server.tools.Replayed;
import org.consentgateway.server.tools.TrailIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place that wires. It reads from top to bottom as a request goes: who asks, the rule, the EHR, the release. */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int OAUTH_THREADS = 32;
    private static final Duration DISCOVERY_EVERY = Duration.ofSeconds(5);
    private static final int PAGE_THREADS = 16;
    private static final Duration WORKLIST_EVERY = Duration.ofSeconds(5);
    private static final Duration INDEX_EVERY = Duration.ofSeconds(2);

    private final Edge edge;
    private final ManagementPort management;
    private final TokenVerifier tokens;
    private long warned = System.nanoTime(); // the keeper's own
    private boolean enforced; // the keeper's own
    private boolean keysUnread; // the keeper's own
    private Optional<ManagementServer> opened = Optional.empty();
    private final WriteAheadTrail trail;
    private final Dependencies dependencies = new Dependencies(LOG::warn, System::nanoTime);
    private final Database database;
    private final FactKeeper facts;
    private final TrailIndex index;
    private final DisclosureIndex disclosures;
    private final ModeLock lock;
    private final ModeStore modes;
    private final ObserveMode observing;
    private final Optional<Delivery> delivery;
    private final Workers workers;
    private final Optional<EhrDiscovery> discovery;
    private final ThreadPoolExecutor oauthThreads = new ThreadPoolExecutor(
            OAUTH_THREADS, OAUTH_THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(200), named("oauth"));
    private final ThreadPoolExecutor pageThreads;
    private final WebPages people;
    private final SigningKeys signingKeys;
    private final WorklistPage worklistPage;
    private final Optional<LabelProbe> labelProbe;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(named("worklist"));

    private Gateway(GatewayConfig config, PolicyPack pack, Map<String, String> routes, Clock clock)
            throws IOException, GeneralSecurityException, Road.BadRoutes, CannotStart {
        String publicBase = config.publicUrl().toString();
        List<String> ehrBases = Stream.concat(Stream.of(config.upstream().url()), config.bases().stream())
                .map(URI::toString)
                .toList();
        workers = new Workers(named("worker"), named("watch"));

        Metrics metrics = new Metrics();
        Measured measured = new Measured(metrics);
        metrics.dependencies(dependencies);

        // the disks: what is promised rests on them
        lock = ModeLock.of(config.storage().data(), config.observe(), clock);
        trail = WriteAheadTrail.open(config.storage().data(), config.storage().keys(), clock, lock.opening());
        Records records = new Records(trail.keys()::hide, pack.id(), pack.version());
        Lookup lookup = new Lookup(config.storage().data());
        database = config.storage().database().isPresent()
                ? Database.at(
                        config.storage().database().get().url(),
                        config.storage().database().get().user(),
                        config.storage().database().get().password().map(secret -> secret.reveal()))
                : Database.embedded(config.storage().data());
        modes = new ModeStore(database);
        observing = begun();
        database.toldOf(dependencies);
        trail.witnessed(new WitnessStore(database), dependencies);
        GrantStore grants = new GrantStore(database, trail, clock);
        ReviewStore reviews = new ReviewStore(database, trail, clock);
        WorklistStore worklist = new WorklistStore(database, clock);
        Worklist told = measured.worklist(worklist);
        worklistPage = new WorklistPage(worklist, config.storage().data());

        SealedTokens seals = new SealedTokens(trail.keys().sealing());
        TrailIndexStore indexed = new TrailIndexStore(database);
        index = new TrailIndex(new TrailWalk(config.storage().data()), indexed);
        disclosures = indexed;
        DecisionFactStore kept = new DecisionFactStore(database, seals, clock);
        facts = new FactKeeper(trail, kept);
        signingKeys = new SigningKeys(config.storage().keys(), config.storage().rotation(), clock);
        signingKeys.refresh();

        // the servers behind
        Clients clients = new Clients(
                Executors.newFixedThreadPool(
                        Math.max(4, Runtime.getRuntime().availableProcessors() * 2), named("upstream")),
                config.outbound(),
                signingKeys,
                dependencies);
        TimingGrid grid = new TimingGrid(config.timingGrid(), System::nanoTime);
        ServerHealth ehrHealth = new ServerHealth(clock);
        ServerHealth consentHealth = new ServerHealth(clock);
        BiConsumer<Integer, Duration> heard = (status, took) -> {
            measured.upstream(status, took);
            grid.heard(took);
            ehrHealth.heard(status);
        };
        Clients toEhr = clients.with(config.headers(), config.budget(), config.bases());
        FhirServer ehr = toEhr.server(ServerKeys.UPSTREAM, config.upstream(), heard);
        FhirServer lookUps = toEhr.server(ServerKeys.LOOK_UPS, config.lookUps(), heard);
        boolean consentsInEhr =
                config.consent().server().url().equals(config.upstream().url());
        FhirServer consentServer = (consentsInEhr ? toEhr : clients)
                .server(ServerKeys.of("consent"), config.consent().server(), (status, took) -> {
                    grid.heard(took);
                    consentHealth.heard(status);
                });
        RevocationStore revocations = new RevocationStore(database);
        ConsentStore consents = new RevokedConsents(
                new CachedConsents(
                        measured.consents(new ConsentReader(
                                consentServer.reads(),
                                consentServer.base(),
                                lookUps.reads(),
                                lookUps.base(),
                                config.consent().patientIdentifier(),
                                new ConsentVersions(database, seals),
                                clock,
                                (patient, consent) -> worklist.tell(
                                        Worklist.Kind.UNREADABLE_CONSENT,
                                        consent.orElse(patient),
                                        "unreadable-consent"))),
                        config.consent().maxAge(),
                        config.consent().lease(),
                        System::nanoTime,
                        clock),
                revocations);

        delivery = config.audit().isPresent()
                ? Optional.of(new Delivery(
                        config.storage().data(),
                        new AuditEvents(pack.organization().toString())::of,
                        new AuditRepository(clients.server(
                                        ServerKeys.of("audit"), config.audit().get()),
                                dependencies.of(Dependencies.Kind.AUDIT_REPOSITORY, "AuditEvents"))))
                : Optional.empty();

        // the road
        PageLinks pages = new PageLinks(seals, publicBase, new PageLinkStore(database, clock));
        HapiXml xml = new HapiXml();
        List<String> servers = Stream.concat(
                        ehrBases.stream(), config.upstreams().values().stream().map(server -> server.url()
                                .toString()))
                .toList();
        ReferenceResolver own = new ReferenceResolver(
                Stream.concat(servers.stream(), Stream.of(publicBase)).toList());
        EhrChart chart =
                new EhrChart(lookUps, KeptAbilities.in(config.storage().data().resolve("ehr-abilities.json"), clock), told);
        LabelledTypes labelled = new LabelledTypeStore(database, clock, System::nanoTime);
        labelProbe = config.law().labelProbing() == GatewayConfig.LabelProbing.AT_START
                ? Optional.of(new LabelProbe(
                        lookUps,
                        SearchParameters.r4().types().stream()
                                .filter(type -> !pack.hideableTypes().contains(type))
                                .sorted()
                                .toList(),
                        pack.noteLabels(),
                        resource -> pack.notes()
                                .protectedByOneOf(
                                        FactsReader.read(resource, own).labels()),
                        labelled::seen))
                : Optional.empty();
        Site site = new Site(
                pack,
                new Bases(publicBase, servers),
                own,
                ehr,
                chart,
                consents,
                new MergedPatients(
                        new LinkedPatients(chart, own::resource),
                        config.consent().maxAge(),
                        System::nanoTime),
                grants,
                reviews,
                told,
                new WrittenFactStore(database, clock),
                new DeletionStore(database, clock),
                new ShownVersionStore(database),
                measured.trail(facts),
                records,
                xml,
                new AttachmentSeals(seals),
                new AttachmentHolders(lookUps, pack, config.consent().maxAge(), System::nanoTime),
                new BinaryCreatorStore(database, clock),
                new DisclosedAttachmentStore(database, clock),
                labelled,
                new AttachmentLocationSearch(System::nanoTime),
                measured::decided,
                clock,
                ConsentStore.Freshness.STRICT,
                config.law().withholding() == GatewayConfig.Withholding.MARKED,
                config.lookAhead(),
                observing);
        HttpClient issuerClient = clients.plain(config.issuerTls());
        RequestParser parser = new RequestParser(config.http().basePath());
        tokens = new TokenVerifier(
                config.issuers(),
                Stream.concat(ehrBases.stream(), Stream.of(publicBase))
                        .map(URI::create)
                        .toList(),
                clock,
                System::nanoTime,
                issuerClient,
                new Staff(chart, own::resource, site.written(), clock, pack.zone()),
                workers,
                dependencies);
        PageSizes sizes = new PageSizes();
        RequestPolicy rule =
                new RequestPolicy(pack, publicBase, pages, sizes, parser, xml, config.operations(), observing);
        MinuteBudget minute = new MinuteBudget(config.budget().callsPerMinute(), clock);
        Forward forward = new Forward(ehr, minute);
        HypotheticalAccess questions = new HypotheticalAccess(site);
        Representatives representatives = new PatientRepresentatives(site);
        UnauthenticatedRefusals anonymous = new UnauthenticatedRefusals(trail, records, System::nanoTime);
        discovery = discovery(config, clients);
        SmartConfiguration smart = new SmartConfiguration(discovery
                .<Supplier<Optional<Json.Obj>>>map(of -> () -> of.endpoints().map(OAuthEndpoints::document))
                .orElseGet(() -> new IssuerDiscovery(
                        issuerClient, config.issuers().get(0).url())));
        Capabilities capabilities = new Capabilities(
                publicBase,
                version(),
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                new InteractionTable(pack.noteTypes()),
                observing::now);
        OwnAnswers answers = new OwnAnswers(
                new Metadata(
                        capabilities::statement,
                        new EhrCapabilities(clients.server(config.lookUps())),
                        smart::document),
                smart,
                new ExplainAccess(
                        lookup,
                        question -> questions.decide(
                                "explain-access",
                                Caller.named(
                                        question.caller(), question.organization(), question.purposes()),
                                question.patient(),
                                question.resource(),
                                question.at()),
                        pack,
                        site::reference,
                        clock),
                new Accounting(lookup, grants, pack, representatives, clock),
                new LegalBasisOperations(
                        grants,
                        pack,
                        questions::recorded,
                        new GrantorMemberships(site)::contains,
                        (grant, maker, note, at) -> questions.decide("legal-basis", grant, maker, note, at),
                        site::reference,
                        clock),
                new ReviewOperations(
                        reviews,
                        site::reference,
                        (user, resource) -> questions.recorded(user, List.of(resource)),
                        worklist),
                new WorklistOperation(worklist),
                anonymous,
                site);
        NotFoundTiming absences = new NotFoundTiming(
                grid,
                new Decoys(lookUps, consentServer),
                type -> pack.hideableTypes().contains(type) || Redaction.VANISHING.contains(type),
                pack.notes());
        InteractionDispatcher conversations =
                new InteractionDispatcher(site, pages, sizes, answers, rule, forward, parser, absences);
        Map<String, Step<?>> steps = new HashMap<>();
        steps.put("identify", new Identify());
        steps.put("rule", rule);
        steps.put("forward", forward);
        for (var further : config.upstreams().entrySet())
            steps.put(
                    Inputs.FORWARD_TO + further.getKey(),
                    Forward.to(
                            clients.server(ServerKeys.of("upstreams." + further.getKey()), further.getValue()),
                            minute));
        steps.put("release", new Release(conversations, workers));
        steps.put("maintenance", new Maintenance());
        ConfidentialityPage page = new ConfidentialityPage();
        Road road = new Road(routes, steps);
        RefusalWriter refusals = new RefusalWriter(trail, records, anonymous, grid, workers);
        pageThreads = new ThreadPoolExecutor(
                PAGE_THREADS, PAGE_THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(200), named("page"));
        pageThreads.allowCoreThreadTimeOut(true);
        DecisionIndex decisions = new DecisionIndexStore(database);
        ConsoleParts console =
                new ConsoleParts(
                        decisions,
                        this::catchUp,
                        grants,
                        pack,
                        new Breaches(
                                new BreachScope(
                                                new TrailWalk(config.storage().data()),
                                                indexed,
                                                new Replayed(kept::of, pack),
                                                questions::today,
                                                Commands.label(pack))
                                        ::find,
                                new BreachAssessmentStore(database)),
                        () -> system(ehrHealth, consentHealth));
        people = pages(
                        config,
                        issuerClient,
                        seals,
                        records,
                        clock,
                        console,
                        new PatientParts(
                                consents, revocations, new ConsentServer(consentServer), this::indexNow,
                                decisions,
                                representatives,
                                pack),
                        new TherapistParts(
                                (user, note) -> questions.recorded(user, List.of(note)),
                                this::indexNow,
                                told,
                                pack))
                .map(parts -> parts.pages(new InProcessRequests(road, parser, refusals)))
                .orElse(WebPages.NONE);
        edge = new Edge(
                road,
                measured.tokens(tokens),
                parser,
                refusals,
                publicBase,
                below(config.pages().path(), path -> switch (path) {
                    case "/confidentiality" ->
                        Optional.of(OpenPage.html(page.html(pack, LocalDate.now(pack.zone()), observing.now())));
                    case Origins.JWKS -> Optional.of(OpenPage.keys(signingKeys.published(), signingKeys.keepable()));
                    default -> Optional.empty();
                }),
                oauth(
                        config,
                        clients,
                        measured.tokens(tokens),
                        new PointerLookUps(
                                new PointerVisibility(site),
                                grid,
                                new Decoys(lookUps, consentServer),
                                pack.notes()),
                        measured::passed),
                oauthThreads,
                people,
                pageThreads,
                config.http().host(),
                config.http().port(),
                config.pages().port(),
                measured::answered,
                tls(config),
                new Origins(
                        config.http().cors().origins(),
                        config.http().cors().headers(),
                        config.http().basePath()),
                new PassedHeaders(config.headers().passed()));
        metrics.gauge(Metrics.Name.IN_FLIGHT, edge::inFlight);
        metrics.gauge(Metrics.Name.OBSERVING, () -> observing.now() ? 1 : 0);
        metrics.gauge(Metrics.Name.ISSUERS_UNREADABLE, tokens::unreadableIssuers);
        metrics.gauge(Metrics.Name.AUDIT_BACKLOG, () -> delivery.map(to -> trail.last() - to.delivered())
                .orElse(0L));
        metrics.gauge(Metrics.Name.WORKLIST_OPERATOR, () -> worklist.size(Worklist.Addressee.OPERATOR));
        metrics.gauge(Metrics.Name.WORKLIST_PRIVACY_OFFICER, () -> worklist.size(Worklist.Addressee.PRIVACY_OFFICER));
        AccessEvaluation evaluation =
                new AccessEvaluation(measured.tokens(tokens), tokens::claimed, parser, new AccessEvaluation.Road() {
                    @Override
                    public CompletionStage<Stage> walk(Received received) {
                        return edge.evaluate(received);
                    }

                    @Override
                    public CompletionStage<Refused> close(Refused refused) {
                        return refusals.record(refused);
                    }
                }, measured::evaluated);
        IssuerMessages messages = new IssuerMessages(tokens);
        management = () -> new ManagementServer(
                new InetSocketAddress(
                        config.management().host(), config.management().port()),
                Map.of("audit-never-failed", () -> !trail.failed()),
                Map.of(
                        "serving", edge::taking,
                        "audit-writable", trail::writable,
                        "policy-loaded", () -> true,
                        "signing-key", tokens::everObtainedKeys),
                metrics,
                Map.of(
                        IssuerMessages.LOGOUT, messages::logout,
                        IssuerMessages.NOT_BEFORE, messages::pushNotBefore),
                EvaluationEndpoint.of(points(config), evaluation));
    }

    /** Pages by their paths below {@code pages.path}. */
    private static <T> Function<String, Optional<T>> below(String root, Function<String, Optional<T>> pages) {
        return path -> path.startsWith(root) ? pages.apply("/" + path.substring(root.length())) : Optional.empty();
    }

    /** What the pages for people are made of; empty where nobody can sign in. */
    private Optional<PageParts> pages(
            GatewayConfig config,
            HttpClient issuerClient,
            SealedTokens seals,
            Records records,
            Clock clock,
            ConsoleParts console,
            PatientParts patients,
            TherapistParts therapists) {
        GatewayConfig.Pages told = config.pages();
        URI at = told.url();
        IssuerMessages messages = new IssuerMessages(tokens);
        return told.client()
                .map(client -> new PageParts(
                        at,
                        new Frame.Site(told.name(), told.contact(), told.languages()),
                        new AuthorizationCodeFlow(
                                config.issuers().get(0),
                                client,
                                told.scopes(),
                                at.resolve("signin/callback"),
                                issuerClient,
                                clock,
                                dependencies),
                        tokens,
                        token -> messages.logout("logout_token=" + token),
                        seals,
                        trail,
                        records,
                        clock,
                        console,
                        patients,
                        therapists));
    }

    /** What went out, as of now. */
    private DisclosureIndex indexNow() {
        catchUp();
        return disclosures;
    }

    private void catchUp() {
        try {
            index.update();
        } catch (IOException e) {
            LOG.warn("the index of the trail is behind: {}", e.getClass().getName());
        }
    }

    /** What an operator would look at first; each with what is wrong where something is. */
    private List<ConsoleParts.Part> system(ServerHealth ehr, ServerHealth consentServer) {
        long backlog = delivery.map(to -> trail.last() - to.delivered()).orElse(0L);
        return List.of(
                new ConsoleParts.Part("EHR", ehr.good(), ehr.text()),
                new ConsoleParts.Part("Consent store", consentServer.good(), consentServer.text()),
                new ConsoleParts.Part(
                        "Issuer",
                        tokens.everObtainedKeys(),
                        tokens.everObtainedKeys() ? "its signing keys are known" : "no signing key was obtained yet"),
                new ConsoleParts.Part(
                        "Audit trail",
                        trail.writable(),
                        (trail.writable() ? "written, " : "CANNOT BE WRITTEN, ") + trail.last() + " records"),
                new ConsoleParts.Part(
                        "AuditEvents",
                        backlog < 10_000,
                        delivery.isPresent()
                                ? backlog + " records wait for delivery, "
                                        + delivery.get().rejected() + " were put aside"
                                : "not delivered: they stay in the trail"),
                new ConsoleParts.Part(
                        "Mode",
                        !observing.now(),
                        observing.now() ? "OBSERVING: nothing is withheld" : "the law is enforced"));
    }

    /** An installation that may not observe lets go of its disks again. */
    private ObserveMode begun() throws CannotStart, IOException {
        try {
            return lock.begin(modes);
        } catch (CannotStart | IOException | RuntimeException e) {
            trail.close();
            database.close();
            throw e;
        }
    }

    /** Opens the management port. */
    private interface ManagementPort {
        ManagementServer open() throws IOException;
    }

    /** Wires everything; nothing is served yet. */
    static Gateway assemble(GatewayConfig config) throws CannotStart, IOException {
        return assemble(config, Clock.systemUTC());
    }

    /** By another clock than the machine's: what happens weeks later can be asked today. */
    static Gateway assemble(GatewayConfig config, Clock clock) throws CannotStart, IOException {
        Inputs inputs = Inputs.read(config.tool());
        try {
            return new Gateway(config, inputs.pack(), inputs.routes(), clock);
        } catch (GeneralSecurityException e) {
            throw new CannotStart(List.of("a key store cannot be opened: " + e.getMessage()));
        } catch (Road.BadRoutes e) {
            throw new CannotStart(e.problems());
        }
    }

    /** What the EHR says of its authorization server, where apps reach that at the gateway's own address. */
    private Optional<EhrDiscovery> discovery(GatewayConfig config, Clients clients)
            throws GeneralSecurityException, IOException {
        if (config.http().oauth() == GatewayConfig.PublicOAuth.OFF) return Optional.empty();
        return Optional.of(new EhrDiscovery(
                clients.plain(tls(config.upstream())),
                new OAuthEndpoints.Addresses(config.upstream().url(), config.publicUrl(), config.bases()),
                System::nanoTime,
                dependencies));
    }

    private Optional<OAuthPass> oauth(
            GatewayConfig config,
            Clients clients,
            AccessTokenVerifier verifier,
            PointerLookUps pointers,
            IntConsumer counted)
            throws GeneralSecurityException, IOException {
        if (discovery.isEmpty()) return Optional.empty();
        return Optional.of(new OAuthPass(
                clients.plain(tls(config.upstream())),
                discovery.get(),
                config.outbound().read(),
                new LaunchContext(verifier, pointers),
                counted));
    }

    private static GatewayConfig.Tls tls(GatewayConfig.Server server) {
        return new GatewayConfig.Tls(server.trustStore(), server.keyStore());
    }

    private static EnforcementPoints points(GatewayConfig config) {
        return new EnforcementPoints(config.management().enforcementPoints().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, point -> point.getValue().reveal())));
    }

    private static Optional<ServerTls> tls(GatewayConfig config) throws GeneralSecurityException, IOException {
        if (config.http().tls().isEmpty()) return Optional.empty();
        GatewayConfig.ListenerTls tls = config.http().tls().get();
        ServerTls.ClientCertificate clients =
                switch (tls.clientAuth()) {
                    case NONE -> ServerTls.ClientCertificate.IGNORED;
                    case WANT -> ServerTls.ClientCertificate.WANTED;
                    case NEED -> ServerTls.ClientCertificate.NEEDED;
                };
        return Clients.context(tls.clientTrust(), Optional.of(tls.keyStore()))
                .map(context -> new ServerTls(context, clients));
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        var number = new java.util.concurrent.atomic.AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Says something to the operator. */
    void remark(String remark) {
        LOG.warn("{}", remark);
    }

    /** Opens the ports. */
    void start() throws CannotStart {
        tokens.start();
        delivery.ifPresent(Delivery::start);
        labelProbe.ifPresent(
                probe -> named("label-probe").newThread(() -> probing(probe)).start());
        var unused = keeper.scheduleWithFixedDelay(this::keepWorklist, 1, WORKLIST_EVERY.toSeconds(), TimeUnit.SECONDS);
        discovery.ifPresent(of -> {
            var unusedDiscovery =
                    keeper.scheduleWithFixedDelay(of::refresh, 0, DISCOVERY_EVERY.toSeconds(), TimeUnit.SECONDS);
        });
        var unusedIndex = keeper.scheduleWithFixedDelay(
                this::keepIndex, INDEX_EVERY.toSeconds(), INDEX_EVERY.toSeconds(), TimeUnit.SECONDS);
        var unusedKeys = keeper.scheduleWithFixedDelay(this::keepKeys, 1, 1, TimeUnit.SECONDS);
        try {
            edge.start();
            opened = Optional.of(management.open());
        } catch (Exception e) {
            // Camel declares Exception for its start
            throw new CannotStart(List.of("the ports cannot be opened: " + e.getMessage()));
        }
        if (observing.now()) {
            var unusedMode = keeper.scheduleWithFixedDelay(this::keepMode, 0, 1, TimeUnit.SECONDS);
        }
        LOG.info("serving FHIR on port {}", edge.port());
    }

    private static void probing(LabelProbe probe) {
        try {
            if (!probe.run()) LOG.info("the EHR does not tell all types that bear the label of a note");
        } catch (RuntimeException e) {
            LOG.warn("labels cannot be asked for now: {}", e.getClass().getName());
        }
    }

    /** Loud while it observes, and once when it ends; that it enforces is kept on disk. */
    private void keepMode() {
        boolean observes = observing.now();
        if (observes && System.nanoTime() - warned >= 0) {
            warned = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
            LOG.warn(
                    "OBSERVING: nothing is withheld until {}", observing.until().orElseThrow());
        }
        if (observes || enforced) return;
        try {
            lock.keep(observing, modes);
            enforced = true;
            LOG.warn("observing has ended: from now on the gateway enforces");
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "that the gateway enforces cannot be kept now: {}",
                    e.getClass().getName());
        }
    }

    private void keepIndex() {
        try {
            index.update();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the trail cannot be indexed now: {}", e.getClass().getName());
        }
    }

    /** What could not be read now goes on with the keys that are known; told once, and again when it is over. */
    private void keepKeys() {
        try {
            signingKeys.refresh();
            if (keysUnread) LOG.warn("the gateway's signing keys can be read again");
            keysUnread = false;
        } catch (IOException | RuntimeException e) {
            if (!keysUnread) LOG.warn("the gateway's signing keys cannot be read or replaced now: see `keys.dir`");
            keysUnread = true;
        }
    }

    private void keepWorklist() {
        try {
            worklistPage.write();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the worklist cannot be written now: {}", e.getClass().getName());
        }
    }

    /** The port that FHIR is served on. */
    int port() {
        return edge.port();
    }

    /** The port that our own pages are served on. */
    int pagesPort() {
        return edge.pagesPort();
    }

    /** The port of health, metrics and decisions. */
    int managementPort() {
        return opened.orElseThrow().port();
    }

    /** Lets the answers in flight end, then closes. */
    void stop() {
        edge.stop(GRACE);
        oauthThreads.shutdown();
        pageThreads.shutdown();
        workers.shutdown();
        keeper.shutdownNow();
        keepWorklist();
        if (observing.until().isPresent()) keepMode();
        opened.ifPresent(ManagementServer::close);
        tokens.close();
        delivery.ifPresent(Delivery::close);
        facts.close();
        try {
            trail.close();
        } catch (IOException e) {
            LOG.error("the audit trail did not close: {}", e.getClass().getName());
        }
        database.close(); // the last checkpoint is known there too
    }

    @Override
    public void close() {
        stop();
    }
}
