package org.consentgateway.server.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Whatever is sent as a token is read or refused; nothing else is thrown. */
// its agent instruments the whole JVM: not among the other tests
@Tag("long")
class TokenFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void any_text_is_a_signed_token_or_is_refused(FuzzedDataProvider data) {
        readOrRefuse(data.consumeRemainingAsString());
    }

    @FuzzTest(maxDuration = "10s")
    void any_header_and_any_claims_are_read_or_refused(FuzzedDataProvider data) {
        String header = data.consumeString(400);
        readOrRefuse(LocalIssuer.encode(header) + "." + LocalIssuer.encode(data.consumeRemainingAsString()) + ".AAAA");
    }

    private static void readOrRefuse(String text) {
        try {
            assertThat(Jws.ALGORITHMS).contains(Jws.parse(text).algorithm());
        } catch (Refused e) {
            assertThat(e.why()).isNotEmpty();
        }
    }
}
