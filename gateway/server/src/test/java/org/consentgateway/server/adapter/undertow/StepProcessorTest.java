package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StepProcessorTest {

    private static final Received RECEIVED = Stages.received("GET", "Patient/1");
    private static final Identified IDENTIFIED = Stages.identified(RECEIVED, false);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger done = new AtomicInteger();

    private Exchange exchange(@Nullable Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private Exchange run(Step<?> step, @Nullable Object body) {
        Exchange exchange = exchange(body);
        new StepProcessor<>("identify", step).process(exchange, synchronously -> done.incrementAndGet());
        return exchange;
    }

    @Test
    void a_step_that_completes_later_holds_no_thread_and_the_route_goes_on_where_it_completed() throws Exception {
        // Given
        CompletableFuture<Stage> later = new CompletableFuture<>();
        AtomicReference<String> wentOnIn = new AtomicReference<>("");
        CountDownLatch wentOn = new CountDownLatch(1);
        Exchange exchange = exchange(RECEIVED);

        // When
        boolean synchronously = new StepProcessor<>("identify", Stages.step(Received.class, received -> later))
                .process(exchange, wasSynchronous -> {
                    wentOnIn.set(Thread.currentThread().getName() + " " + wasSynchronous);
                    wentOn.countDown();
                });
        Object before = exchange.getMessage().getBody();
        Thread completing = new Thread(() -> later.complete(IDENTIFIED), "completing");
        completing.start();

        // Then
        assertThat(synchronously).isFalse();
        assertThat(before).isSameAs(RECEIVED);
        assertThat(wentOn.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wentOnIn).hasValue("completing false");
        assertThat(exchange.getMessage().getBody()).isSameAs(IDENTIFIED);
    }

    @Test
    void a_body_of_another_stage_ends_the_route_and_the_step_is_not_asked() {
        // Given
        Step<Received> untouched = Stages.step(Received.class, received -> {
            throw new AssertionError("the step was asked");
        });

        // When
        Exchange exchange = run(untouched, IDENTIFIED);

        // Then
        assertThat(exchange.getException()).hasMessage("step `identify` takes Received: a route left a step out");
        assertThat(done).hasValue(1);
    }

    @Test
    void no_body_at_all_ends_the_route() {
        // When
        Exchange exchange = run(Stages.step(Received.class, CompletableFuture::completedFuture), null);

        // Then
        assertThat(exchange.getException()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless step could do
    void a_step_that_gives_nothing_does_not_let_the_old_body_go_on() {
        // When
        Exchange exchange =
                run(Stages.step(Received.class, received -> CompletableFuture.completedFuture(null)), RECEIVED);

        // Then
        assertThat(exchange.getException()).hasMessage("step `identify` gave no stage");
    }

    @Test
    void a_step_that_throws_ends_the_route_once() {
        // Given
        Step<Received> broken = Stages.step(Received.class, received -> {
            throw new IllegalStateException("broken");
        });

        // When
        Exchange exchange = run(broken, RECEIVED);

        // Then
        assertThat(exchange.getException()).hasMessage("broken");
        assertThat(done).hasValue(1);
    }

    @Test
    void a_step_that_fails_later_ends_the_route() {
        // Given
        Step<Received> failing = Stages.step(
                Received.class, received -> CompletableFuture.failedFuture(new IllegalStateException("failed")));

        // When
        Exchange exchange = run(failing, RECEIVED);

        // Then
        assertThat(exchange.getException()).hasMessage("failed");
    }

    @Test
    void a_refusal_stops_the_route_without_an_error() {
        // Given
        Refused refused = Outcomes.refused(RECEIVED.ask(), 403);

        // When
        Exchange exchange =
                run(Stages.step(Received.class, received -> CompletableFuture.completedFuture(refused)), RECEIVED);

        // Then
        assertThat(exchange.isRouteStop()).isTrue();
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isSameAs(refused);
    }
}
