package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A text is known again by what does not lead back to it. */
class ContentFingerprintTest {

    @Test
    void it_is_the_beginning_of_sha_256_as_base64url_for_good() {
        // FIPS 180-2, B.1: the digest of `abc` begins ba7816bf 8f01cfea 414140de 5dae2223 b003
        assertThat(ContentFingerprint.of("abc")).isEqualTo("ungWv48Bz-pBQUDeXa4iI7AD");
    }

    @Test
    void texts_that_differ_a_little_differ() {
        // When
        Set<String> all = new HashSet<>();
        for (String text : new String[] {"", "a", "A", "a ", " a", "\u00e9", "e\u0301"})
            all.add(ContentFingerprint.of(text));

        // Then
        assertThat(all).hasSize(7).allMatch(one -> one.matches("[A-Za-z0-9_-]{24}"));
    }
}
