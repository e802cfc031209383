package org.consentgateway.server.adapter.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuardedTest {

    private final AtomicLong now = new AtomicLong();
    private final Guarded guarded = new Guarded("ehr read", now::get);
    private final AtomicInteger sent = new AtomicInteger();
    private final List<CompletableFuture<String>> calls = new ArrayList<>();

    @Test
    void a_server_that_hangs_is_left_alone_within_seconds_not_after_its_calls_have_ended() {
        // Given
        calls(12);

        // When
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        guarded.look();

        // Then
        CompletableFuture<String> next = call();
        assertThat(next).isCompletedExceptionally();
        assertThat(sent).hasValue(12);
    }

    @Test
    void a_server_that_answers_some_is_only_slow() {
        // Given
        calls(12);

        // When
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        calls.get(0).complete("answer");
        guarded.look();

        // Then
        assertThat(call()).isNotDone();
        assertThat(sent).hasValue(13);
    }

    @Test
    void a_few_calls_that_hang_say_nothing_of_the_server() {
        calls(5);

        now.addAndGet(Duration.ofSeconds(20).toNanos());
        guarded.look();

        assertThat(call()).isNotDone();
    }

    private void calls(int many) {
        for (int i = 0; i < many; i++) assertThat(call()).isNotDone();
    }

    private CompletableFuture<String> call() {
        return guarded.<String>write(() -> {
                    sent.incrementAndGet();
                    CompletableFuture<String> call = new CompletableFuture<>();
                    calls.add(call);
                    return call;
                })
                .toCompletableFuture();
    }
}
