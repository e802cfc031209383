package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.Test;

/** The keys of an issuer: changed, unknown, unreachable. */
class IssuerKeyRotationTest extends OneIssuerTest {

    @Test
    void a_rotated_key_is_found_at_once_and_a_flood_of_unknown_keys_asks_the_issuer_six_times_then_every_ten_seconds()
            throws Exception {
        // Given
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);
        String forged = LocalIssuer.sign(header("RS256", "key-2"), claims().json(), LocalIssuer.OTHER_RSA);

        // When
        for (int i = 0; i < 50; i++) assertThat(verify(forged)).isEqualTo(new Verdict.Invalid("unknown key"));
        assertThat(issuer.discoveries).hasValue(6);
        issuer.keys = List.of(LocalIssuer.OTHER_RSA);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        // Then
        assertThat(verify(forged)).isInstanceOf(Verdict.Valid.class);
        assertThat(issuer.discoveries).hasValue(7);
        assertThat(verify(token(claims().json()))).isEqualTo(new Verdict.Invalid("unknown key"));
    }

    @Test
    void a_key_that_the_issuer_signs_with_a_moment_after_it_was_asked_is_found_at_once() throws Exception {
        // Given
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);

        // When
        issuer.keys = List.of(LocalIssuer.OTHER_RSA, LocalIssuer.RSA);

        // Then
        assertThat(verify(LocalIssuer.sign(header("RS256", "key-2"), claims().json(), LocalIssuer.OTHER_RSA)))
                .isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void while_an_issuer_changes_its_keys_no_good_token_is_refused() throws Exception {
        // Given
        String old = token(claims().json());
        String fresh = LocalIssuer.sign(header("RS256", "key-2"), claims().json(), LocalIssuer.OTHER_RSA);
        assertThat(verify(old)).isInstanceOf(Verdict.Valid.class);

        // When: both keys are published, and tokens of both come at once, three times over
        List<CompletionStage<Verdict>> verdicts = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            issuer.keys = turn % 2 == 0 ? List.of(LocalIssuer.OTHER_RSA, LocalIssuer.RSA) : List.of(LocalIssuer.RSA);
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
            for (int i = 0; i < 200; i++)
                verdicts.add(verifier.verify(credentials(turn == 1 || i % 2 == 0 ? old : fresh)));
            for (CompletionStage<Verdict> verdict : verdicts)
                assertThat(join(verdict)).isInstanceOf(Verdict.Valid.class);
        }

        // Then
        assertThat(verdicts).hasSize(600);
        assertThat(issuer.discoveries.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void while_the_issuer_is_down_known_keys_work_for_an_hour_and_unknown_ones_are_undecidable() throws Exception {
        // Given
        String token = token(claims().json());
        assertThat(verify(token)).isInstanceOf(Verdict.Valid.class);
        issuer.down = true;

        // Then
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(verify(token)).isInstanceOf(Verdict.Valid.class);
        assertThat(verify(LocalIssuer.sign(header("RS256", "key-9"), claims().json(), LocalIssuer.OTHER_RSA)))
                .isInstanceOf(Verdict.Undecidable.class);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(verify(token)).isInstanceOf(Verdict.Undecidable.class);
    }

    @Test
    void without_any_key_every_token_is_undecidable_and_the_gateway_not_ready() throws Exception {
        issuer.down = true;

        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Undecidable.class);
        assertThat(verifier.everObtainedKeys()).isFalse();

        issuer.down = false;
        nanos.addAndGet(IssuerKeys.BETWEEN_FIRST_FETCHES.toNanos());
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);
        assertThat(verifier.everObtainedKeys()).isTrue();
    }

    @Test
    void a_discovery_document_of_another_issuer_is_not_believed() throws Exception {
        issuer.saysItIs = issuer.url() + "/";

        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Undecidable.class);
    }
}
