package org.consentgateway.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.consentgateway.server.adapter.audit.CosignedTrail;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.adapter.upstream.WitnessClient;
import org.consentgateway.server.config.FurtherServers.AuditWitness;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.PeriodicTasks;

/** Has the trail cosigned from time to time, on a thread of its own: a witness may be slow. */
final class Cosigning implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final CosignedTrail trail;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Workers.named("cosigning"));

    Cosigning(AuditWitness witness, Setup setup, Storage storage, Clients clients)
            throws IOException, java.security.GeneralSecurityException {
        trail = new CosignedTrail(
                setup.config().storage().data(),
                storage.trail.keys(),
                witness.key(),
                new WitnessClient(clients.plain(GatewayConfig.Tls.JVM), witness.url()),
                setup.dependencies()
                        .of(
                                Dependencies.Kind.WITNESS,
                                "the witness `" + witness.key().name() + "`"));
    }

    void start() {
        var unused = PeriodicTasks.every(thread, "cosigning", Duration.ZERO, EVERY, trail::ask);
    }

    /** Whether the witness has cosigned another trail than this one, or more of it than there is. */
    boolean contradicted() {
        return trail.contradicted();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
