package org.consentgateway.server.port;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that are run again and again. One that fails is run again after the same pause; an executor alone would never run it
 * again, and say nothing ({@link ScheduledExecutorService#scheduleWithFixedDelay}).
 */
public final class PeriodicTasks {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTasks.class);

    private PeriodicTasks() {}

    /**
     * Runs a task after the first pause, and then after each pause, until the executor is shut down or the task cancelled.
     *
     * @param name what the log calls it: once when it begins to fail, once when it works again
     */
    public static ScheduledFuture<?> every(
            ScheduledExecutorService on, String name, Duration first, Duration pause, Runnable task) {
        AtomicBoolean failing = new AtomicBoolean();
        Runnable lasting = () -> {
            try {
                task.run();
                if (failing.getAndSet(false)) LOG.info("`{}` works again", name);
            } catch (RuntimeException e) {
                if (!failing.getAndSet(true))
                    LOG.warn(
                            "`{}` failed and is run again: {}",
                            name,
                            e.getClass().getName());
            }
        };
        return on.scheduleWithFixedDelay(lasting, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
