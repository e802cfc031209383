package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator is told of tokens that are refused. */
class RefusalLogTest {

    private long now;
    private final List<String> told = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(() -> now, told::add);

    @Test
    void each_check_is_told_once_a_minute_with_the_key_to_look_at() {
        for (int i = 0; i < 1_000; i++) {
            log.refused("audience");
            log.refused("issuer");
        }
        now += Duration.ofSeconds(61).toNanos();
        log.refused("audience");

        assertThat(told)
                .hasSize(3)
                .first()
                .asString()
                .startsWith("a token was refused: audience; see `audience`, one of which must be in its `aud`");
    }

    @Test
    void names_without_end_fill_no_memory() {
        for (int i = 0; i < 10_000; i++) log.refused("check " + i);

        assertThat(told).hasSize(200);
    }
}
