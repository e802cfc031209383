package org.consentgateway.server.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;

/** Counting changes no answer, and what is counted can be read. */
class MeasuredTest {

    private static final Reference P1 = new Reference("Patient", "p1");
    private static final Reference P2 = new Reference("Patient", "p2");

    private final Metrics metrics = new Metrics();
    private final Measured measured = new Measured(metrics);

    @Test
    void a_trail_that_fails_fails_through_the_stopwatch() {
        // Given
        Trail full = new Trail() {
            @Override
            public void commit(List<Entry> records) throws Unavailable {
                throw new Unavailable("full");
            }

            @Override
            public boolean writable() {
                return false;
            }

            @Override
            public void append(Entry record) {}
        };
        // When
        Trail trail = measured.trail(full);
        // Then
        assertThatThrownBy(() -> trail.commit(List.of())).isInstanceOf(Trail.Unavailable.class);
        assertThat(trail.writable()).isFalse();
    }

    @Test
    void each_verdict_is_counted_and_passed_on() {
        // Given
        var credentials = new AccessTokenVerifier.PresentedToken(
                "t", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        AccessTokenVerifier.Verdict invalid = new AccessTokenVerifier.Verdict.Invalid("expired");
        AccessTokenVerifier.Verdict unknown = new AccessTokenVerifier.Verdict.Undecidable("no key");
        // When
        var one = measured.tokens(asked -> CompletableFuture.completedFuture(invalid))
                .verify(credentials);
        var other = measured.tokens(asked -> CompletableFuture.completedFuture(unknown))
                .verify(credentials);
        // Then
        assertThat(one).isCompletedWithValue(invalid);
        assertThat(other).isCompletedWithValue(unknown);
        assertThat(metrics.text())
                .contains("gateway_tokens_total{outcome=\"invalid\"} 1.0")
                .contains("gateway_tokens_total{outcome=\"undecidable\"} 1.0");
    }

    @Test
    void consents_that_could_not_be_read_are_told_from_those_that_could() {
        // Given
        Map<Reference, Consents> answers =
                Map.of(P1, new Consents.Known(List.of()), P2, new Consents.Unavailable(List.of()));
        // When
        var told = measured.consents((patients, freshness) -> answers)
                .consentsOf(Set.of(P1, P2), ConsentStore.Freshness.STRICT);
        // Then
        assertThat(told).isEqualTo(answers);
        assertThat(metrics.text())
                .contains("gateway_consent_reads_total{outcome=\"known\"} 1.0")
                .contains("gateway_consent_reads_total{outcome=\"unavailable\"} 1.0");
    }

    @Test
    void decisions_and_answers_are_counted_by_how_they_ended() {
        // Given
        var note = new Classification(Classification.Note.CONFIRMED, "label", false);
        var grounds = List.of(Decision.Ground.of(Reason.PSYN_NO_BASIS));
        // When
        measured.decided(new Decision.Withhold(note, grounds));
        measured.answered(404, Duration.ofMillis(3));
        measured.answered(0, Duration.ofMillis(3));
        measured.upstream(200, Duration.ofMillis(2));
        // Then
        assertThat(metrics.text())
                .contains("gateway_decisions_total{outcome=\"withhold\"} 1.0")
                .contains("gateway_requests_total{outcome=\"4xx\"} 1.0")
                .contains("gateway_cut_answers_total{outcome=\"none\"} 1.0")
                .contains("gateway_request_seconds_count 2")
                .contains("gateway_upstream_seconds_count 1");
    }
}
