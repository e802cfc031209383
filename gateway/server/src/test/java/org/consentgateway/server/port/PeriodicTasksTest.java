package org.consentgateway.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is run again and again outlasts its failures. */
class PeriodicTasksTest {

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @Test
    void a_task_that_fails_is_run_again() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);

        ScheduledFuture<?> task = PeriodicTasks.every(executor, "task", AT_ONCE, AT_ONCE, () -> {
            runs.countDown();
            throw new IllegalStateException("it cannot");
        });

        assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(task.isDone()).isFalse();
    }

    @Test
    void a_cancelled_task_is_not() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        ScheduledFuture<?> task = PeriodicTasks.every(executor, "task", AT_ONCE, AT_ONCE, ran::countDown);
        assertThat(ran.await(1, TimeUnit.MINUTES)).isTrue();

        task.cancel(false);

        assertThat(task.isCancelled()).isTrue();
        assertThat(executor.shutdownNow()).allMatch(left -> ((ScheduledFuture<?>) left).isDone());
    }
}
