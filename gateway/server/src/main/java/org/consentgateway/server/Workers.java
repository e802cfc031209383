package org.consentgateway.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentgateway.server.port.PeriodicTasks;

/**
 * The threads that decide and write. A few are enough, but a client that does not read holds one until the write times
 * out: when tasks wait and for a moment not one has ended, more are added, up to a bound, and they go when they idle.
 */
final class Workers extends ThreadPoolExecutor {

    private static final int USUAL = 32;
    private static final int MOST = 512;
    private static final int MORE = 32;
    private static final int WAITING = 2_000;
    private static final Duration MOMENT = Duration.ofMillis(250);

    private final ScheduledExecutorService watch;
    private long ended;

    Workers(ThreadFactory threads, ThreadFactory watching) {
        super(USUAL, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads);
        allowCoreThreadTimeOut(true);
        watch = Executors.newSingleThreadScheduledExecutor(watching);
        var unused = PeriodicTasks.every(watch, "workers", MOMENT, MOMENT, this::look);
    }

    private void look() {
        long now = getCompletedTaskCount();
        boolean stuck = !getQueue().isEmpty() && now == ended;
        ended = now;
        if (stuck && getCorePoolSize() < MOST) setCorePoolSize(getCorePoolSize() + MORE);
        else if (getQueue().isEmpty() && getActiveCount() < USUAL && getCorePoolSize() > USUAL) setCorePoolSize(USUAL);
    }

    @Override
    public void shutdown() {
        watch.shutdownNow();
        super.shutdown();
    }

    /** Makes daemon threads that are called by this name and a number. */
    static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
