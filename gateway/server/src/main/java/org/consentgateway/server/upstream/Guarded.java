package org.consentgateway.server.upstream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.consentgateway.server.road.Fault;
import org.consentgateway.server.upstream.FhirServer.Broken;

/** Patience with one server: a read that found no connection is tried once more, a server that is gone is left alone. */
final class Guarded {

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "upstream-retry");
        thread.setDaemon(true);
        return thread;
    });

    private final CircuitBreaker breaker;
    private final Retry retry;

    Guarded(String name) {
        // only what says that the server is gone counts: an answer that cannot be used is an answer
        breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(50)
                        .minimumNumberOfCalls(50)
                        .failureRateThreshold(80)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(5)
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
        return refused(retry.executeCompletionStage(TIMER, () -> breaker.executeCompletionStage(call)));
    }

    /** A write, which never is. */
    <T> CompletionStage<T> write(Supplier<CompletionStage<T>> call) {
        return refused(breaker.executeCompletionStage(call));
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
