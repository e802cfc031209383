package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends a token before its time: the issuer's word, its not-before time, a logout. */
class RevokedTokenTest extends OneIssuerTest {

    @Test
    void introspection_refuses_a_token_that_is_no_longer_active_at_once() throws Exception {
        // Given
        verifier.close();
        verifier = verifier(Introspection.ALWAYS, Set.of());
        String token = token(claims().json());
        issuer.introspected = "{\"active\":true}";
        assertThat(verify(token)).isInstanceOf(Verdict.Valid.class);

        // When
        issuer.introspected = "{\"active\":false}";

        // Then
        assertThat(verify(token)).isEqualTo(new Verdict.Invalid("inactive"));
        issuer.introspected = "{\"active\":\"true\"}";
        assertThat(verify(token)).isEqualTo(new Verdict.Invalid("inactive"));
        issuer.down = true;
        assertThat(verify(token)).isInstanceOf(Verdict.Undecidable.class);
        assertThat(issuer.forms.get(0)).startsWith("Basic " + base64("gw:s%26cret") + " token=");
    }

    @Test
    void a_lightweight_token_says_who_asks_only_through_introspection() throws Exception {
        // Given: Keycloak leaves audience, scope and roles out
        String light = claims().without("aud")
                .without("scope")
                .without("fhirUser")
                .without("sub")
                .json();
        String full = "{\"active\":true,\"sub\":\"u-1\",\"aud\":\"gateway\",\"scope\":\"user/*.rs\","
                + "\"client_id\":\"portal\",\"fhirUser\":\"Practitioner/dr-o\","
                + "\"realm_access\":{\"roles\":[\"labeller\"]}}";

        // Then
        assertThat(verify(token(light))).isEqualTo(lacking("the token lacks `aud`"));
        verifier.close();
        verifier = verifier(Introspection.LIGHTWEIGHT, Set.of());
        issuer.introspected = full;
        assertThat(valid(verify(token(light))).roles()).containsExactly(Role.LABELLER);
        issuer.introspected = "{\"active\":false}";
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(verify(token(light))).isEqualTo(new Verdict.Invalid("inactive"));
        int before = issuer.introspections.get();
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);
        assertThat(issuer.introspections).hasValue(before);
    }

    @Test
    void a_lightweight_token_that_was_issued_for_another_audience_stays_out() throws Exception {
        verifier.close();
        verifier = verifier(Introspection.LIGHTWEIGHT, Set.of());
        issuer.introspected = "{\"active\":true,\"aud\":\"account\",\"scope\":\"user/*.rs\"}";

        assertThat(verify(token(claims().without("aud").json()))).isEqualTo(new Verdict.Invalid("audience"));
    }

    @Test
    void a_token_from_before_the_realm_s_not_before_time_is_invalid() throws Exception {
        // Given
        String push = LocalIssuer.sign(
                HEADER,
                "{\"action\":\"PUSH_NOT_BEFORE\",\"expiration\":" + (NOW + 30) + ",\"notBefore\":" + NOW + "}",
                LocalIssuer.RSA);

        // Then
        assertThat(join(verifier.pushNotBefore(flipLast(push)))).isFalse();
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);
        assertThat(new IssuerMessages(verifier)
                        .pushNotBefore(LocalIssuer.sign(
                                HEADER,
                                "{\"action\":\"PUSH_NOT_BEFORE\",\"resource\":\"other\",\"expiration\":" + (NOW + 30)
                                        + ",\"notBefore\":" + NOW + "}",
                                LocalIssuer.RSA)))
                .isFalse();
        assertThat(new IssuerMessages(verifier).pushNotBefore(push)).isTrue();
        assertThat(verify(token(claims().json()))).isEqualTo(new Verdict.Invalid("before the not-before time"));
        assertThat(verify(token(claims().with("iat", String.valueOf(NOW)).json())))
                .isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void a_session_that_was_logged_out_is_invalid() throws Exception {
        // Given
        String logout = "{\"iss\":\"" + issuer.url() + "\",\"aud\":\"gw\",\"iat\":" + NOW
                + ",\"jti\":\"1\",\"sid\":\"s-1\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}";
        String token = token(claims().with("sid", "\"s-1\"").json());
        String other = token(claims().with("sid", "\"s-2\"").json());

        // Then
        assertThat(join(verifier.logout(token))).isFalse();
        assertThat(verify(token)).isInstanceOf(Verdict.Valid.class);
        assertThat(new IssuerMessages(verifier).logout("token=" + token)).isFalse();
        assertThat(new IssuerMessages(verifier)
                        .logout("logout_token=" + LocalIssuer.sign(HEADER, logout, LocalIssuer.RSA)))
                .isTrue();
        assertThat(verify(token)).isEqualTo(new Verdict.Invalid("logged out"));
        assertThat(verify(other)).isInstanceOf(Verdict.Valid.class);
    }

    @ParameterizedTest
    @CsvSource({"app, true", "gw, true", "gateway, true", "other, false"})
    void a_logout_token_is_addressed_to_the_app_of_the_session_or_to_the_gateway(String audience, boolean believed)
            throws Exception {
        // Given
        verifier.close();
        verifier = verifier(Introspection.OFF, Set.of("app"));

        // Then
        assertThat(join(verifier.logout(logout(audience)))).isEqualTo(believed);
    }

    @Test
    void where_any_app_is_admitted_the_logout_of_any_counts() throws Exception {
        assertThat(join(verifier.logout(logout("whichever")))).isTrue();
    }

    private String logout(String audience) throws Exception {
        return LocalIssuer.sign(
                HEADER,
                "{\"iss\":\"" + issuer.url() + "\",\"aud\":\"" + audience + "\",\"iat\":" + NOW
                        + ",\"jti\":\"1\",\"sid\":\"s-9\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}",
                LocalIssuer.RSA);
    }
}
