package org.consentgateway.server.adapter.upstream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.PeriodicTasks;

/**
 * Patience with one kind of call to one server: a read that found no connection is tried once more, a server that is gone or
 * hangs is left alone.
 */
final class Guarded {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "upstream-retry");
        thread.setDaemon(true);
        return thread;
    });

    /** So long no call is answered, and so many wait longer: then the server hangs. */
    private static final Duration HANGING = Duration.ofSeconds(5);

    private static final int MANY = 10;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final Retry retry;
    private final LongSupplier nanoTime;
    private final Map<Object, Long> waiting = new ConcurrentHashMap<>(); // since when
    private volatile long answered;

    Guarded(String name) {
        this(name, System::nanoTime);
        var unused = PeriodicTasks.every(TIMER, "patience", LOOK, LOOK, this::look);
    }

    Guarded(String name, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.answered = nanoTime.getAsLong();
        // only what says that the server is gone counts: an answer that cannot be used is an answer
        breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(50)
                        .minimumNumberOfCalls(50)
                        .failureRateThreshold(80)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(5)
                        .maxWaitDurationInHalfOpenState(HANGING) // a probe that hangs is an answer too
                        .recordException(Guarded::gone)
                        .build());
        retry = Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(2)
                        .waitDuration(Duration.ofMillis(100))
                        .retryOnException(Guarded::unconnected)
                        .build());
    }

    /** A read, which may be tried again. */
    <T> CompletionStage<T> read(Supplier<CompletionStage<T>> call) {
        return refused(retry.executeCompletionStage(TIMER, () -> breaker.executeCompletionStage(timed(call))));
    }

    /** A write, which never is. */
    <T> CompletionStage<T> write(Supplier<CompletionStage<T>> call) {
        return refused(breaker.executeCompletionStage(timed(call)));
    }

    /**
     * A call that hangs ends after half a minute: it is not waited for. Where none is answered and many wait, no more are
     * sent for a while, and then a few to try.
     */
    void look() {
        long now = nanoTime.getAsLong();
        if (breaker.getState() != CircuitBreaker.State.CLOSED || now - answered < HANGING.toNanos()) return;
        long hanging = waiting.values().stream()
                .filter(since -> now - since > HANGING.toNanos())
                .count();
        if (hanging >= MANY) breaker.transitionToOpenState();
    }

    private <T> Supplier<CompletionStage<T>> timed(Supplier<CompletionStage<T>> call) {
        return () -> {
            Object one = new Object();
            waiting.put(one, nanoTime.getAsLong());
            return call.get().whenComplete((answer, failure) -> {
                waiting.remove(one);
                if (failure == null) answered = nanoTime.getAsLong();
            });
        };
    }

    private static <T> CompletionStage<T> refused(CompletionStage<T> stage) {
        return stage.exceptionallyCompose(failure -> {
            boolean open = cause(failure) instanceof CallNotPermittedException;
            Throwable told = open ? new Broken(Fault.UPSTREAM_UNAVAILABLE, null) : failure;
            return java.util.concurrent.CompletableFuture.failedFuture(told);
        });
    }

    private static boolean gone(Throwable failure) {
        return unconnected(failure)
                || (cause(failure) instanceof Broken broken && broken.fault() == Fault.UPSTREAM_TIMEOUT);
    }

    private static boolean unconnected(Throwable failure) {
        return cause(failure) instanceof Broken broken && broken.getCause() instanceof ConnectException;
    }

    private static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }
}
