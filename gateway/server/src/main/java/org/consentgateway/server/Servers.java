package org.consentgateway.server;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.consentgateway.server.adapter.audit.Delivery;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.ehcache.CachedConsents;
import org.consentgateway.server.adapter.hapi.ConsentReader;
import org.consentgateway.server.adapter.jdbc.ConsentVersions;
import org.consentgateway.server.adapter.jdbc.RevocationStore;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.UpstreamTransports;
import org.consentgateway.server.adapter.upstream.AuditRepository;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.authorize.RevokedConsents;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.interaction.TimingGrid;
import org.consentgateway.server.management.ServerHealth;
import org.consentgateway.server.operations.AuditEvents;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.Worklist;

/** The servers behind the gateway: the EHR, the consent server, the audit repository, the witness, the issuer. */
final class Servers implements AutoCloseable {

    final Clients clients;
    final TimingGrid grid;
    final ServerHealth ehrHealth;
    final ServerHealth consentHealth;
    final FhirServer ehr;
    final FhirServer lookUps;
    final FhirServer consentServer;
    final RevocationStore revocations;
    final ConsentStore consents;
    final Optional<Delivery> delivery;
    final HttpClient issuer;
    final Optional<Cosigning> cosigning;

    Servers(Setup setup, Storage storage, IoThreads threads) throws IOException, GeneralSecurityException {
        GatewayConfig config = setup.config();
        clients = new Clients(
                new UpstreamTransports(threads), config.outbound(), storage.signingKeys, setup.dependencies());
        grid = new TimingGrid(config.timingGrid(), System::nanoTime);
        ehrHealth = new ServerHealth(setup.clock());
        consentHealth = new ServerHealth(setup.clock());
        BiConsumer<Integer, Duration> heard = (status, took) -> {
            setup.measured().upstream(status, took);
            grid.heard(took);
            ehrHealth.heard(status);
        };
        Clients toEhr = clients.with(config.headers(), config.budget(), config.bases());
        ehr = toEhr.server(CalledServerHints.UPSTREAM, config.upstream(), heard);
        lookUps = toEhr.server(CalledServerHints.LOOK_UPS, config.lookUps(), heard);
        GatewayConfig.Server consent = config.consent().server();
        boolean consentsInEhr = consent.url().equals(config.upstream().url());
        consentServer = (consentsInEhr ? toEhr : clients)
                .server(CalledServerHints.of("consent"), consent, (status, took) -> {
                    grid.heard(took);
                    consentHealth.heard(status);
                });
        revocations = new RevocationStore(storage.database);
        consents = new RevokedConsents(cached(setup, storage), revocations);
        delivery = config.audit().isPresent() ? Optional.of(delivery(setup)) : Optional.empty();
        issuer = clients.plain(config.issuerTls());
        cosigning = config.witness().isPresent()
                ? Optional.of(new Cosigning(config.witness().get(), setup, storage, clients))
                : Optional.empty();
    }

    private ConsentStore cached(Setup setup, Storage storage) {
        GatewayConfig.ConsentServer told = setup.config().consent();
        ConsentReader reader = new ConsentReader(
                consentServer.reads(),
                consentServer.base(),
                lookUps.reads(),
                lookUps.base(),
                told.patientIdentifier(),
                new ConsentVersions(storage.database, storage.seals),
                setup.clock(),
                (patient, consent) -> storage.worklist.tell(
                        Worklist.Kind.UNREADABLE_CONSENT, consent.orElse(patient), "unreadable-consent"));
        return new CachedConsents(
                setup.measured().consents(reader), told.maxAge(), told.lease(), System::nanoTime, setup.clock());
    }

    private Delivery delivery(Setup setup) throws IOException, GeneralSecurityException {
        return new Delivery(
                setup.config().storage().data(),
                new AuditEvents(setup.pack().organization().toString())::of,
                new AuditRepository(
                        clients.server(
                                CalledServerHints.of("audit"),
                                setup.config().audit().orElseThrow()),
                        setup.dependencies().of(Dependencies.Kind.AUDIT_REPOSITORY, "AuditEvents")));
    }

    /** Records that wait to be delivered as AuditEvents. */
    long backlog(WriteAheadTrail trail) {
        return delivery.map(to -> trail.last() - to.delivered()).orElse(0L);
    }

    @Override
    public void close() {
        cosigning.ifPresent(Cosigning::close);
        delivery.ifPresent(Delivery::close);
    }
}
