package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.SealedTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the gateway writes the owner of an attachment into a link, and it holds for that attachment alone. */
class AttachmentSealsTest {

    private static final Reference BINARY = new Reference("Binary", "b1");
    private static final Reference OWNER = new Reference("DocumentReference", "N1");

    private final AttachmentSeals seals = seals(0);

    @Test
    void the_owner_that_was_sealed_for_a_binary_is_found_in_its_link() {
        assertThat(seals.owner(BINARY, sealed())).contains(OWNER);
    }

    @Test
    void a_seal_says_nothing_of_another_binary() {
        assertThat(seals.owner(new Reference("Binary", "b2"), sealed())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "~",
                "DocumentReference/N1",
                "DocumentReference/N1~",
                "DocumentReference/N1~AAAAAAAAAAAAAAAAAAAAAA"
            })
    void an_owner_without_its_seal_is_nobody(String query) {
        assertThat(seals.owner(BINARY, query)).isEmpty();
    }

    @Test
    void another_owner_under_the_same_seal_is_nobody() {
        assertThat(seals.owner(BINARY, sealed().replace("N1", "D1"))).isEmpty();
        assertThat(seals.owner(BINARY, sealed().replace("DocumentReference", "Observation")))
                .isEmpty();
    }

    @Test
    void the_seal_of_another_key_is_none() {
        assertThat(seals(1).owner(BINARY, sealed())).isEmpty();
    }

    @Test
    void a_maker_is_known_again_and_is_no_other_person_at_the_same_subject() {
        // Given
        String maker = seals.creator(caller("Practitioner/dr-o"));

        // Then
        assertThat(seals.creator(caller("Practitioner/dr-o", "HPAYMT"))).isEqualTo(maker);
        assertThat(seals.creator(caller("Practitioner/dr-c"))).isNotEqualTo(maker);
        assertThat(maker).doesNotContain("dr-o");
    }

    @Test
    void what_one_reader_was_given_is_nobody_elses() {
        assertThat(seals.given(caller("Practitioner/dr-o"), "d"))
                .isEqualTo(seals.given(caller("Practitioner/dr-o"), "d"))
                .isNotEqualTo(seals.given(caller("Practitioner/dr-c"), "d"))
                .isNotEqualTo(seals.given(caller("Practitioner/dr-o"), "e"));
    }

    /** As it comes back from a client: decoded. */
    private String sealed() {
        return URLDecoder.decode(seals.of(BINARY, OWNER), StandardCharsets.UTF_8);
    }

    private static AttachmentSeals seals(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return new AttachmentSeals(new SealedTokens(new SecretKeySpec(key, "AES")));
    }
}
