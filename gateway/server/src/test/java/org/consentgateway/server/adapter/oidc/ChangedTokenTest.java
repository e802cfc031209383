package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangedTokenTest {

    @Test
    void a_good_token_with_changed_characters_is_read_or_refused_and_never_verifies() {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String good = LocalIssuer.sign(
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}", "{\"sub\":\"u\",\"exp\":1}", LocalIssuer.RSA);

        // Then
        for (int i = 0; i < 2_000; i++) {
            char[] changed = good.toCharArray();
            int place = random.nextInt(changed.length);
            char before = changed[place];
            changed[place] = (char) (32 + random.nextInt(96));
            if (changed[place] == before) continue;
            assertThat(verifies(new String(changed))).as("seed %d", seed).isFalse();
        }
    }

    private static boolean verifies(String token) {
        try {
            return Signatures.verifies(Jws.parse(token), LocalIssuer.RSA.toPublicJWK());
        } catch (TokenRefused e) {
            return false;
        }
    }
}
