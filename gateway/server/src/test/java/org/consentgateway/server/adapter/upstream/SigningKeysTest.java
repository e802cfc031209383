package org.consentgateway.server.adapter.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.consentgateway.server.config.GatewayConfig.KeyRotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a key of the gateway is published, when it signs, and when it is gone. */
class SigningKeysTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final KeyRotation ROTATION = new KeyRotation(DAY.multipliedBy(90), DAY);

    @TempDir
    Path folder = Path.of("replaced by JUnit");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

    private SigningKeys opened() throws IOException {
        SigningKeys keys = new SigningKeys(folder, ROTATION, now::get);
        keys.refresh();
        return keys;
    }

    @Test
    void the_first_keys_sign_at_once_and_are_the_same_after_a_restart() throws Exception {
        String kid = signing(opened());
        assertThat(signing(opened())).isEqualTo(kid);
        assertThat(published(opened())).contains(kid);
    }

    @Test
    void a_new_key_is_published_before_it_signs_and_an_old_one_after_it_did() throws Exception {
        // Given
        SigningKeys keys = opened();
        String old = signing(keys);
        String fresh = keys.rotate(false).kids().get(0);

        // When, Then
        assertThat(signing(keys)).isEqualTo(old);
        assertThat(published(keys)).contains(old, fresh);
        after(keys, DAY.minusSeconds(1));
        assertThat(signing(keys)).isEqualTo(old);
        after(keys, Duration.ofSeconds(1));
        assertThat(signing(keys)).isEqualTo(fresh);
        after(keys, DAY.minusSeconds(1));
        assertThat(published(keys)).contains(old, fresh);
        after(keys, Duration.ofSeconds(1));
        assertThat(published(keys)).contains(fresh).doesNotContain(old);
        assertThat(files()).hasSize(1);
    }

    @Test
    void keys_are_replaced_by_age() throws Exception {
        // Given
        SigningKeys keys = opened();
        String old = signing(keys);

        // When, Then
        after(keys, ROTATION.maxAge().minusSeconds(1));
        assertThat(published(keys)).hasSize(2);
        after(keys, Duration.ofSeconds(1));
        assertThat(published(keys)).hasSize(4);
        after(keys, DAY);
        assertThat(signing(keys)).isNotEqualTo(old);
    }

    @Test
    void several_gateways_and_the_command_share_one_set() throws Exception {
        // Given
        SigningKeys one = opened();
        SigningKeys other = opened();
        assertThat(signing(one)).isEqualTo(signing(other));

        // When: both find that the time has come
        now.updateAndGet(at -> at.plus(ROTATION.maxAge()));
        one.refresh();
        other.refresh();
        one.refresh();

        // Then
        assertThat(files()).hasSize(2);
        assertThat(published(one)).isEqualTo(published(other));

        // When
        String fresh = opened().rotate(false).kids().get(0);
        one.refresh();

        // Then
        assertThat(published(one)).contains(fresh);
    }

    @Test
    void rotations_that_overlap_withdraw_no_key_that_may_still_be_needed() throws Exception {
        // Given
        SigningKeys keys = opened();
        String first = signing(keys);
        String second = keys.rotate(false).kids().get(0);
        after(keys, DAY.dividedBy(2));
        String third = keys.rotate(false).kids().get(0);

        // When, Then: the second signs, then the third, each known for a day before
        after(keys, DAY.dividedBy(2));
        assertThat(signing(keys)).isEqualTo(second);
        assertThat(published(keys)).contains(first, second, third);
        after(keys, DAY.dividedBy(2));
        assertThat(signing(keys)).isEqualTo(third);
        assertThat(published(keys)).contains(first, second, third);
    }

    @Test
    void keys_that_others_have_seen_are_withdrawn_at_once() throws Exception {
        // Given
        SigningKeys running = opened();
        String stolen = signing(running);

        // When
        opened().rotate(true);
        running.refresh();

        // Then
        assertThat(published(running)).hasSize(2).doesNotContain(stolen);
        assertThat(signing(running)).isNotEqualTo(stolen);
    }

    @Test
    void a_clock_that_was_put_back_signs_with_the_oldest() throws Exception {
        SigningKeys keys = opened();
        String old = signing(keys);
        now.updateAndGet(at -> at.minus(DAY));
        assertThat(signing(keys)).isEqualTo(old);
        assertThat(published(keys)).contains(old);
    }

    @Test
    void private_keys_are_readable_by_their_owner_alone() throws Exception {
        opened();
        assertThat(files()).hasSize(1).allSatisfy(file -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));
    }

    @Test
    void a_file_that_is_no_key_set_is_told_by_name_and_shows_none_of_it() throws Exception {
        Files.writeString(folder.resolve("client-keys-1.json"), "{\"keys\":[],\"made\":\"CNRY\"}");
        assertThatThrownBy(this::opened)
                .hasMessageContaining("client-keys-1.json")
                .hasMessageNotContaining("CNRY");
    }

    private void after(SigningKeys keys, Duration time) throws IOException {
        now.updateAndGet(at -> at.plus(time));
        keys.refresh();
    }

    private static String signing(SigningKeys keys) {
        return keys.signing(JWSAlgorithm.RS384).getKeyID();
    }

    private static List<String> published(SigningKeys keys) throws Exception {
        return JWKSet.parse(keys.published()).getKeys().stream()
                .map(JWK::getKeyID)
                .toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
