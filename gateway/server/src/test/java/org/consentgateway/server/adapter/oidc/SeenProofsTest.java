package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeenProofsTest {

    private static final Duration LIFE = Duration.ofMinutes(2);

    @Test
    void a_client_that_uses_up_its_share_keeps_no_other_from_showing_a_proof() throws Exception {
        // Given
        SeenProofs seen = new SeenProofs(LIFE);
        int taken = 0;
        try {
            for (; taken < SeenProofs.MOST; taken++) seen.once("greedy", "proof-" + taken, taken);
        } catch (TokenRefused full) {
            // its share
        }

        // Then
        assertThat(taken).isBetween(1_000, SeenProofs.MOST / 2);
        seen.once("other", "proof-1", taken);
        assertThatThrownBy(() -> seen.once("other", "proof-1", 0)).isInstanceOf(TokenRefused.class);
        for (int i = 0; i < 1_000; i++) seen.once("client-" + i, "proof", taken);
    }

    @Test
    void a_proof_is_forgotten_when_it_can_be_shown_no_more_and_not_before() throws Exception {
        SeenProofs seen = new SeenProofs(LIFE);
        seen.once("client", "proof", 0);
        seen.once("another", "proof", 1);

        assertThatThrownBy(() -> seen.once("client", "proof", LIFE.toNanos())).isInstanceOf(TokenRefused.class);
        seen.once("client", "proof", LIFE.toNanos() + 1);
    }
}
