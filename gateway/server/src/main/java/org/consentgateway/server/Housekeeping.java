package org.consentgateway.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.management.WorklistPage;
import org.consentgateway.server.port.PeriodicTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done from time to time, whoever asks: keys, the index, the worklist, the end of observing. One thread
 * does it, and another what may take long.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration DISCOVERY_EVERY = Duration.ofSeconds(5);
    private static final Duration WORKLIST_EVERY = Duration.ofSeconds(5);
    private static final Duration INDEX_EVERY = Duration.ofSeconds(2);
    private static final Duration CLOCK_LOOKED_AT_EVERY = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Workers.named("keeper"));
    /** What may take long, and is not interrupted: it would close a file of the embedded database. */
    private final ScheduledExecutorService patient =
            Executors.newSingleThreadScheduledExecutor(Workers.named("comparison"));

    private final Storage storage;
    private final WorklistPage worklist;
    private long warned = System.nanoTime();
    private boolean enforced;
    private boolean keysUnread;

    Housekeeping(Setup setup, Storage storage) {
        this.storage = storage;
        this.worklist =
                new WorklistPage(storage.worklist, setup.config().storage().data());
    }

    void start(RoadWiring path) {
        path.discovery.ifPresent(of -> every(DISCOVERY_EVERY, Duration.ZERO, of::refresh));
        if (storage.observing.now()) every(SECOND, Duration.ZERO, this::mode);
        every(SECOND, SECOND, this::keys);
        every(WORKLIST_EVERY, SECOND, this::worklist);
        every(INDEX_EVERY, INDEX_EVERY, this::index);
        var unused = PeriodicTasks.every(
                patient,
                "nightly comparison",
                CLOCK_LOOKED_AT_EVERY,
                CLOCK_LOOKED_AT_EVERY,
                storage.compared::compareWhenDue);
    }

    private void every(Duration interval, Duration first, Runnable chore) {
        var unused = PeriodicTasks.every(thread, "housekeeping", first, interval, chore);
    }

    /** Loud while it observes, and once when it ends; that it enforces is kept on disk. */
    private void mode() {
        boolean observes = storage.observing.now();
        if (observes && System.nanoTime() - warned >= 0) {
            warned = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
            LOG.warn(
                    "OBSERVING: nothing is withheld until {}",
                    storage.observing.until().orElseThrow());
        }
        if (observes || enforced) return;
        try {
            storage.lock.keep(storage.observing, storage.modes);
            enforced = true;
            LOG.warn("observing has ended: from now on the gateway enforces");
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "that the gateway enforces cannot be kept now: {}",
                    e.getClass().getName());
        }
    }

    /** What could not be read now goes on with the keys that are known; told once, and again when it is over. */
    private void keys() {
        try {
            storage.signingKeys.refresh();
            if (keysUnread) LOG.warn("the gateway's signing keys can be read again");
            keysUnread = false;
        } catch (IOException | RuntimeException e) {
            if (!keysUnread) LOG.warn("the gateway's signing keys cannot be read or replaced now: see `keys.dir`");
            keysUnread = true;
        }
    }

    /** A store that is away ends no chore; who opens a page then is told that it is. */
    private void index() {
        try {
            storage.catchUp();
        } catch (RuntimeException e) {
            LOG.warn("the trail cannot be indexed now: {}", e.getClass().getName());
        }
    }

    private void worklist() {
        try {
            worklist.write();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the worklist cannot be written now: {}", e.getClass().getName());
        }
    }

    /** Once more what must not be lost. */
    @Override
    public void close() {
        thread.shutdownNow();
        storage.compared.stop();
        patient.shutdown();
        worklist();
        if (storage.observing.until().isPresent()) mode();
    }
}
