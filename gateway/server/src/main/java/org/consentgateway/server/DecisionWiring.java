package org.consentgateway.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.Bases;
import org.consentgateway.server.adapter.ehcache.MergedPatients;
import org.consentgateway.server.adapter.hapi.HapiXml;
import org.consentgateway.server.adapter.jdbc.BinaryCreatorStore;
import org.consentgateway.server.adapter.jdbc.DeletionStore;
import org.consentgateway.server.adapter.jdbc.DisclosedAttachmentStore;
import org.consentgateway.server.adapter.jdbc.LabelledTypeStore;
import org.consentgateway.server.adapter.jdbc.RememberedReferrerStore;
import org.consentgateway.server.adapter.jdbc.ShownVersionStore;
import org.consentgateway.server.adapter.jdbc.WrittenFactStore;
import org.consentgateway.server.adapter.oidc.TokenVerifier;
import org.consentgateway.server.adapter.upstream.EhrChart;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.LabelProbe;
import org.consentgateway.server.adapter.upstream.LinkedPatients;
import org.consentgateway.server.adapter.upstream.Staff;
import org.consentgateway.server.authorize.AttachmentEvidence;
import org.consentgateway.server.authorize.AttachmentHolders;
import org.consentgateway.server.authorize.AttachmentLocationSearch;
import org.consentgateway.server.authorize.AttachmentSeals;
import org.consentgateway.server.authorize.DecisionRecording;
import org.consentgateway.server.authorize.EhrAccess;
import org.consentgateway.server.authorize.GatewayMemory;
import org.consentgateway.server.authorize.HypotheticalAccess;
import org.consentgateway.server.authorize.PatientRepresentatives;
import org.consentgateway.server.authorize.PermissionSources;
import org.consentgateway.server.authorize.ReleaseSettings;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.PolicyConfig;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.Worklist;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who asks, and what may leave for them. */
final class DecisionWiring implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionWiring.class);

    final Worklist worklist;
    final Site site;
    final HypotheticalAccess questions;
    final PatientRepresentatives representatives;
    final TokenVerifier tokens;
    private final Optional<LabelProbe> labelProbe;

    DecisionWiring(Setup setup, Storage storage, Servers servers, Executor workers) throws IOException {
        GatewayConfig config = setup.config();
        worklist = setup.measured().worklist(storage.worklist);
        List<String> all = Stream.concat(
                        setup.ehrBases().stream(),
                        config.upstreams().values().stream()
                                .map(server -> server.url().toString()))
                .toList();
        Bases bases = new Bases(config.fhir(), setup.publicBase(), all);
        ReferenceResolver own = bases.references();
        EhrChart chart = new EhrChart(
                servers.lookUps,
                KeptCapabilities.in(config.storage().data().resolve(KeptCapabilities.FILE), setup.clock()),
                worklist);
        LabelledTypes labelled = new LabelledTypeStore(storage.database, setup.clock(), System::nanoTime);
        labelProbe = config.law().labelProbing() == PolicyConfig.LabelProbing.AT_START
                ? Optional.of(probe(setup.pack(), servers, own, labelled))
                : Optional.empty();
        site = site(setup, storage, servers, bases, own, chart, labelled);
        questions = new HypotheticalAccess(site);
        representatives = new PatientRepresentatives(site);
        tokens = new TokenVerifier(
                config.issuers(),
                new Bases(config.fhir(), setup.publicBase(), setup.ehrBases()).references(),
                setup.clock(),
                System::nanoTime,
                servers.issuer,
                new Staff(
                        chart,
                        own::resource,
                        site.written(),
                        setup.clock(),
                        setup.pack().zone()),
                workers,
                setup.dependencies());
    }

    private Site site(
            Setup setup,
            Storage storage,
            Servers servers,
            Bases bases,
            ReferenceResolver own,
            EhrChart chart,
            LabelledTypes labelled) {
        GatewayConfig config = setup.config();
        return new Site(
                setup.pack(),
                new EhrAccess(bases, own, servers.ehr, chart, new HapiXml(config.fhir()), storage.spools),
                permissions(setup, storage, servers, chart, own),
                new GatewayMemory(
                        storage.reviews,
                        worklist,
                        new WrittenFactStore(storage.database, setup.clock()),
                        new DeletionStore(storage.database, setup.clock()),
                        new ShownVersionStore(storage.database),
                        labelled,
                        new RememberedReferrerStore(storage.database)),
                new DecisionRecording(
                        setup.measured().trail(storage.facts), storage.records, setup.measured()::decided),
                attachments(setup, storage, servers),
                new ReleaseSettings(
                        config.law().withholding() == PolicyConfig.Withholding.MARKED,
                        config.ehr().lookAhead(),
                        storage.observing),
                setup.clock());
    }

    private static PermissionSources permissions(
            Setup setup, Storage storage, Servers servers, EhrChart chart, ReferenceResolver own) {
        return new PermissionSources(
                servers.consents,
                new MergedPatients(
                        new LinkedPatients(chart, own::resource),
                        setup.config().consent().maxAge(),
                        System::nanoTime),
                storage.grants,
                ConsentStore.Freshness.STRICT);
    }

    private static AttachmentEvidence attachments(Setup setup, Storage storage, Servers servers) {
        return new AttachmentEvidence(
                new AttachmentSeals(storage.seals),
                new AttachmentHolders(
                        servers.lookUps,
                        setup.config().fhir(),
                        setup.pack(),
                        setup.config().consent().maxAge(),
                        System::nanoTime),
                new BinaryCreatorStore(storage.database, setup.clock()),
                new DisclosedAttachmentStore(storage.database, setup.clock()),
                new AttachmentLocationSearch(System::nanoTime));
    }

    private static LabelProbe probe(PolicyPack pack, Servers servers, ReferenceResolver own, LabelledTypes labelled) {
        return new LabelProbe(
                servers.lookUps,
                own.fhir().types().stream()
                        .filter(type -> !pack.hideableTypes().contains(type))
                        .sorted()
                        .toList(),
                pack.noteLabels(),
                resource -> pack.notes()
                        .protectedByOneOf(FactsReader.read(resource, own).labels()),
                labelled::seen);
    }

    /** Begins to fetch the issuers' keys, and asks the EHR which types bear labels. */
    void start() {
        tokens.start();
        labelProbe.ifPresent(probe ->
                Workers.named("label-probe").newThread(() -> probing(probe)).start());
    }

    private static void probing(LabelProbe probe) {
        try {
            if (!probe.run()) LOG.info("the EHR does not tell all types that bear the label of a note");
        } catch (RuntimeException e) {
            LOG.warn("labels cannot be asked for now: {}", e.getClass().getName());
        }
    }

    @Override
    public void close() {
        tokens.close();
    }
}
