package org.consentgateway.server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.InteractionTable;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.adapter.jdbc.PageLinkStore;
import org.consentgateway.server.adapter.undertow.Road;
import org.consentgateway.server.adapter.undertow.TapCalls;
import org.consentgateway.server.adapter.upstream.EhrCapabilities;
import org.consentgateway.server.authorize.GrantorMemberships;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.authorize.UnauthenticatedRefusals;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.ListenerConfig;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.interaction.Decoys;
import org.consentgateway.server.interaction.InteractionDispatcher;
import org.consentgateway.server.interaction.NotFoundTiming;
import org.consentgateway.server.interaction.PageLinks;
import org.consentgateway.server.interaction.PageSizes;
import org.consentgateway.server.oauth.EhrDiscovery;
import org.consentgateway.server.oauth.OAuthEndpoints;
import org.consentgateway.server.operations.Accounting;
import org.consentgateway.server.operations.Capabilities;
import org.consentgateway.server.operations.DraftPacks;
import org.consentgateway.server.operations.ExplainAccess;
import org.consentgateway.server.operations.GatewayAnswers;
import org.consentgateway.server.operations.IssuerDiscovery;
import org.consentgateway.server.operations.LegalBasisOperations;
import org.consentgateway.server.operations.Metadata;
import org.consentgateway.server.operations.ReviewOperations;
import org.consentgateway.server.operations.SmartConfiguration;
import org.consentgateway.server.operations.WorklistOperation;
import org.consentgateway.server.pipeline.Forward;
import org.consentgateway.server.pipeline.Identify;
import org.consentgateway.server.pipeline.Maintenance;
import org.consentgateway.server.pipeline.MinuteBudget;
import org.consentgateway.server.pipeline.RefusalWriter;
import org.consentgateway.server.pipeline.Release;
import org.consentgateway.server.pipeline.RequestPolicy;
import org.consentgateway.server.stage.Step;

/** The steps that a request goes through, and what the gateway answers itself. */
final class RoadWiring {

    final RequestParser parser;
    final Road road;
    final RefusalWriter refusals;
    final Optional<EhrDiscovery> discovery;

    RoadWiring(
            Setup setup,
            Map<String, String> routes,
            Storage storage,
            Servers servers,
            DecisionWiring decisions,
            Executor workers)
            throws IOException, GeneralSecurityException, Road.BadRoutes {
        GatewayConfig config = setup.config();
        parser = new RequestParser(config.fhir(), config.http().basePath());
        PageLinks pages =
                new PageLinks(storage.seals, setup.publicBase(), new PageLinkStore(storage.database, setup.clock()));
        PageSizes sizes = new PageSizes();
        RequestPolicy rule = rule(setup, storage, decisions, pages, sizes);
        MinuteBudget minute = new MinuteBudget(config.budget().callsPerMinute(), setup.clock());
        Forward forward = new Forward(servers.ehr, minute);
        UnauthenticatedRefusals anonymous =
                new UnauthenticatedRefusals(storage.trail, storage.records, System::nanoTime);
        discovery = discovery(setup, servers);
        InteractionDispatcher dispatcher = new InteractionDispatcher(
                decisions.site,
                pages,
                sizes,
                answers(setup, storage, servers, decisions, anonymous),
                rule,
                forward,
                parser,
                notFoundTiming(servers, setup.pack()));
        Map<String, Step<?>> steps = furtherServers(config, servers, minute);
        steps.put("identify", new Identify());
        steps.put("rule", rule);
        steps.put("forward", forward);
        steps.put("release", new Release(dispatcher, workers));
        steps.put("maintenance", new Maintenance());
        road = road(setup, routes, steps);
        refusals = new RefusalWriter(storage.trail, storage.records, anonymous, servers.grid, workers);
    }

    private RequestPolicy rule(
            Setup setup, Storage storage, DecisionWiring decisions, PageLinks pages, PageSizes sizes) {
        return new RequestPolicy(
                setup.pack(),
                setup.publicBase(),
                pages,
                sizes,
                parser,
                decisions.site.xml(),
                setup.config().operations(),
                storage.observing);
    }

    private static Road road(Setup setup, Map<String, String> routes, Map<String, Step<?>> steps)
            throws Road.BadRoutes {
        GatewayConfig.Outbound outbound = setup.config().outbound();
        return new Road(
                routes,
                steps,
                setup.dependencies(),
                setup.clock(),
                new TapCalls(outbound.proxy(), outbound.connect(), outbound.read()));
    }

    /** A step for each server that a route may forward to beside the EHR. */
    private static Map<String, Step<?>> furtherServers(GatewayConfig config, Servers servers, MinuteBudget minute)
            throws IOException, GeneralSecurityException {
        Map<String, Step<?>> steps = new HashMap<>();
        for (var further : config.upstreams().entrySet())
            steps.put(
                    Inputs.FORWARD_TO + further.getKey(),
                    Forward.to(
                            servers.clients.server(
                                    CalledServerHints.of("upstreams." + further.getKey()), further.getValue()),
                            minute));
        return steps;
    }

    private static NotFoundTiming notFoundTiming(Servers servers, PolicyPack pack) {
        return new NotFoundTiming(
                servers.grid,
                new Decoys(servers.lookUps, servers.consentServer),
                type -> pack.hideableTypes().contains(type) || Redaction.VANISHING.contains(type),
                pack.notes());
    }

    private static LegalBasisOperations legalBasis(Setup setup, Storage storage, DecisionWiring decisions) {
        Site site = decisions.site;
        return new LegalBasisOperations(
                storage.grants,
                setup.pack(),
                decisions.questions::recorded,
                new GrantorMemberships(site)::contains,
                (grant, maker, note, at) -> decisions.questions.decide("legal-basis", grant, maker, note, at),
                site::reference,
                setup.clock());
    }

    private GatewayAnswers answers(
            Setup setup, Storage storage, Servers servers, DecisionWiring decisions, UnauthenticatedRefusals anonymous)
            throws IOException, GeneralSecurityException {
        PolicyPack pack = setup.pack();
        Site site = decisions.site;
        SmartConfiguration smart = smart(setup, servers);
        Capabilities capabilities = new Capabilities(
                setup.config().fhir(),
                setup.publicBase(),
                version(),
                LocalDate.ofInstant(setup.clock().instant(), ZoneOffset.UTC),
                new InteractionTable(pack.noteTypes()),
                storage.observing::now);
        return new GatewayAnswers(
                new Metadata(
                        capabilities::statement,
                        new EhrCapabilities(
                                servers.clients.server(setup.config().lookUps())),
                        smart::document),
                smart,
                new GatewayAnswers.OfPatient(
                        explainAccess(setup, storage, decisions),
                        new Accounting(
                                storage.accountable, storage.grants, pack, decisions.representatives, setup.clock()),
                        legalBasis(setup, storage, decisions)),
                new ReviewOperations(
                        storage.reviews,
                        site::reference,
                        (user, resource) -> decisions.questions.recorded(user, List.of(resource)),
                        storage.worklist),
                new WorklistOperation(storage.worklist),
                anonymous,
                site);
    }

    private static ExplainAccess explainAccess(Setup setup, Storage storage, DecisionWiring decisions) {
        return new ExplainAccess(
                storage.lookup,
                question -> question.draft()
                        .map(decisions.questions::under)
                        .orElse(decisions.questions)
                        .decide(
                                "explain-access",
                                Caller.named(question.caller(), question.organization(), question.purposes()),
                                question.patient(),
                                question.resource(),
                                question.at()),
                setup.pack(),
                drafts(setup),
                decisions.site::reference,
                setup.clock());
    }

    /** Packs that are not in force, laid over those that are. */
    static DraftPacks drafts(Setup setup) {
        return yaml -> {
            try {
                return PackLoader.draft(
                        setup.config().law().packs(),
                        yaml,
                        setup.config().organization(),
                        setup.pack().zone());
            } catch (InvalidConfiguration e) {
                throw new DraftPacks.Unusable(e.problems());
            }
        };
    }

    private SmartConfiguration smart(Setup setup, Servers servers) {
        return new SmartConfiguration(discovery
                .<Supplier<Optional<Json.Obj>>>map(of -> () -> of.endpoints().map(OAuthEndpoints::document))
                .orElseGet(() -> new IssuerDiscovery(
                        servers.issuer, setup.config().issuers().get(0).url())));
    }

    /** What the EHR says of its authorization server, where apps reach that at the gateway's own address. */
    private static Optional<EhrDiscovery> discovery(Setup setup, Servers servers)
            throws GeneralSecurityException, IOException {
        GatewayConfig config = setup.config();
        if (config.http().oauth() == ListenerConfig.PublicOAuth.OFF) return Optional.empty();
        return Optional.of(new EhrDiscovery(
                servers.clients.plain(config.upstream().tls()),
                new OAuthEndpoints.Addresses(config.upstream().url(), config.publicUrl(), config.bases()),
                System::nanoTime,
                setup.dependencies()));
    }

    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
