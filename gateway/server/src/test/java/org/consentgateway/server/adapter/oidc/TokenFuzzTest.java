package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.consentgateway.server.config.Issuer;

/** Whatever is sent as a token is read or refused; nothing else is thrown. The corpus beside it runs in every build. */
class TokenFuzzTest {

    @FuzzTest
    void any_text_is_a_signed_token_or_is_refused(byte[] input) {
        readOrRefuse(new String(input, StandardCharsets.UTF_8));
    }

    /** First line: the header; the rest: the claims. */
    @FuzzTest
    void any_header_and_any_claims_are_read_or_refused(byte[] input) {
        String[] part = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        readOrRefuse(LocalIssuer.encode(part[0]) + "." + LocalIssuer.encode(part.length == 2 ? part[1] : "") + ".AAAA");
    }

    private static void readOrRefuse(String text) {
        try {
            Jws token = Jws.parse(text);
            assertThat(Issuer.Shape.ALGORITHMS).contains(token.algorithm());
            assertThat(token.header().toJSONObject()).doesNotContainKeys("jku", "jwk", "x5u", "x5c", "crit");
        } catch (TokenRefused e) {
            assertThat(e.why()).isNotEmpty();
        }
    }
}
