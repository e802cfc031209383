package org.consentgateway.server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import org.consentgateway.server.adapter.audit.Delivery;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.Road;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.management.Measured;
import org.consentgateway.server.management.Metrics;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Worklist;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway: its modules, in the order in which each needs those before it. */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Metrics metrics = new Metrics();
    private final Workers workers = new Workers(Workers.named("worker"), Workers.named("watch"));
    private final IoThreads threads = new IoThreads();
    private final Storage storage;
    private final Servers servers;
    private final DecisionWiring decisions;
    private final RoadWiring path;
    private final Noticing noticing;
    final PeoplePages people;
    private final OpenPorts ports;
    private final Housekeeping housekeeping;

    private Gateway(GatewayConfig config, Inputs inputs, Clock clock)
            throws IOException, GeneralSecurityException, Road.BadRoutes, CannotStart {
        Dependencies dependencies = new Dependencies(LOG::warn, System::nanoTime);
        metrics.dependencies(dependencies);
        Setup setup = new Setup(config, inputs.pack(), clock, new Measured(metrics), dependencies);
        storage = new Storage(setup);
        servers = new Servers(setup, storage, threads);
        decisions = new DecisionWiring(setup, storage, servers, workers);
        path = new RoadWiring(setup, inputs.routes(), storage, servers, decisions, workers);
        noticing = new Noticing(setup, storage, servers);
        noticing.measured(metrics);
        people = new PeoplePages(setup, storage, servers, decisions, path, noticing);
        ports = new OpenPorts(setup, threads, storage, servers, decisions, path, people);
        housekeeping = new Housekeeping(setup, storage);
        metrics.gauge(Metrics.Name.IN_FLIGHT, ports.edge::inFlight);
        metrics.gauge(Metrics.Name.OBSERVING, () -> storage.observing.now() ? 1 : 0);
        metrics.gauge(
                Metrics.Name.OBSERVING_SECONDS_LEFT,
                () -> Math.max(0, storage.observing.left().toSeconds()));
        metrics.gauge(Metrics.Name.ISSUERS_UNREADABLE, decisions.tokens::unreadableIssuers);
        metrics.gauge(Metrics.Name.AUDIT_BACKLOG, () -> servers.backlog(storage.trail));
        metrics.gauge(Metrics.Name.INDEX_DIFFERS, () -> storage.compared.good() ? 0 : 1);
        metrics.gauge(Metrics.Name.WORKLIST_OPERATOR, () -> storage.worklist.size(Worklist.Addressee.OPERATOR));
        metrics.gauge(
                Metrics.Name.WORKLIST_PRIVACY_OFFICER, () -> storage.worklist.size(Worklist.Addressee.PRIVACY_OFFICER));
    }

    /** Makes everything of what was read of its configuration; nothing is served yet. */
    static Gateway assemble(GatewayConfig config, Inputs inputs) throws CannotStart, IOException {
        return assemble(config, inputs, Clock.systemUTC());
    }

    /** By another clock than the machine's: what happens weeks later can be asked today. */
    static Gateway assemble(GatewayConfig config, Clock clock) throws CannotStart, IOException {
        return assemble(config, Inputs.read(config.tool()), clock);
    }

    private static Gateway assemble(GatewayConfig config, Inputs inputs, Clock clock) throws CannotStart, IOException {
        inputs.remarks().forEach(remark -> LOG.warn("{}", remark));
        try {
            return new Gateway(config, inputs, clock);
        } catch (GeneralSecurityException e) {
            throw new CannotStart(List.of("a key store cannot be opened: " + e.getMessage()));
        } catch (Road.BadRoutes e) {
            throw new CannotStart(e.problems());
        }
    }

    /** Says something to the operator. */
    void remark(String remark) {
        LOG.warn("{}", remark);
    }

    /** Opens the ports. */
    void start() throws CannotStart {
        decisions.start();
        servers.delivery.ifPresent(Delivery::start);
        servers.cosigning.ifPresent(Cosigning::start);
        housekeeping.start(path);
        noticing.start();
        ports.open(metrics);
        LOG.info("serving FHIR on port {}", port());
    }

    /** The port that FHIR is served on. */
    int port() {
        return ports.edge.port();
    }

    /** The port that our own pages are served on. */
    int pagesPort() {
        return ports.edge.pagesPort();
    }

    /** The port of health, metrics and decisions. */
    int managementPort() {
        return ports.managementPort();
    }

    /** Lets the answers in flight end, then closes. */
    void stop() {
        ports.stop();
        people.close();
        workers.shutdown();
        housekeeping.close();
        noticing.close();
        ports.close();
        decisions.close();
        servers.close();
        threads.close();
        storage.close();
    }

    @Override
    public void close() {
        stop();
    }
}
