package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class VerifiedTokensTest {

    private static final long NOW = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}";

    private final AtomicLong seconds = new AtomicLong(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private LocalIssuer issuer;
    private TokenVerifier verifier;
    private String token;

    @BeforeEach
    void seen_once() throws Exception {
        issuer = new LocalIssuer();
        verifier = new TokenVerifier(
                Issuer.of(
                        issuer.url(),
                        "gateway",
                        new Issuer.Asking(
                                Introspection.OFF, Optional.of(new Client("gw", new Secret("s&cret"))), false),
                        Set.of()),
                new ReferenceResolver(FhirVersion.R4, List.of("https://fhir.example.org/fhir")),
                () -> Instant.ofEpochSecond(seconds.get()),
                nanos::get);
        token = LocalIssuer.sign(
                HEADER,
                "{\"iss\":\"" + issuer.url()
                        + "\",\"aud\":\"gateway\",\"sub\":\"u-1\",\"sid\":\"s-1\",\"azp\":\"portal\","
                        + "\"typ\":\"Bearer\",\"exp\":" + (NOW + 300) + ",\"iat\":" + (NOW - 10)
                        + ",\"scope\":\"user/*.rs\",\"fhirUser\":\"Practitioner/dr-o\"}",
                LocalIssuer.RSA);
        assertThat(verdict()).isInstanceOf(Verdict.Valid.class);
        assertThat(verdict()).isInstanceOf(Verdict.Valid.class);
    }

    @AfterEach
    void close() {
        verifier.close();
        issuer.close();
    }

    @Test
    void a_remembered_token_expires() throws Exception {
        seconds.addAndGet(Duration.ofSeconds(330).toSeconds());

        assertThat(verdict()).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void a_remembered_token_ends_with_its_session() throws Exception {
        String logout = LocalIssuer.sign(
                HEADER,
                "{\"iss\":\"" + issuer.url() + "\",\"aud\":\"gateway\",\"iat\":" + NOW + ",\"sid\":\"s-1\",\"events\":"
                        + "{\"http://schemas.openid.net/event/backchannel-logout\":{}}}",
                LocalIssuer.RSA);
        assertThat(verifier.logout(logout).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isTrue();

        assertThat(verdict()).isEqualTo(new Verdict.Invalid("logged out"));
    }

    @Test
    void a_remembered_token_ends_by_the_not_before_time() throws Exception {
        String push = LocalIssuer.sign(
                HEADER,
                "{\"action\":\"PUSH_NOT_BEFORE\",\"expiration\":" + (NOW + 30) + ",\"notBefore\":" + NOW + "}",
                LocalIssuer.RSA);
        assertThat(verifier.pushNotBefore(push).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isTrue();

        assertThat(verdict()).isEqualTo(new Verdict.Invalid("before the not-before time"));
    }

    @Test
    void a_remembered_token_ends_with_its_key() throws Exception {
        othersKeys(List.of(LocalIssuer.OTHER_RSA));

        assertThat(verdict()).isEqualTo(new Verdict.Invalid("unknown key"));
    }

    @Test
    void a_remembered_token_is_not_believed_under_another_key_of_the_same_name() throws Exception {
        othersKeys(List.of(LocalIssuer.rsa("key-1")));

        assertThat(verdict()).isEqualTo(new Verdict.Invalid("signature"));
    }

    @Test
    void a_remembered_token_is_still_good_when_the_same_keys_are_read_anew() throws Exception {
        othersKeys(List.of(LocalIssuer.RSA, LocalIssuer.OTHER_RSA));

        assertThat(verdict()).isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void another_signature_under_remembered_claims_is_invalid() throws Exception {
        char last = token.charAt(token.length() - 20);
        String changed = token.substring(0, token.length() - 20)
                + (last == 'A' ? 'B' : 'A')
                + token.substring(token.length() - 19);

        assertThat(verify(changed)).isEqualTo(new Verdict.Invalid("signature"));
    }

    @Test
    void a_verified_token_is_read_once_and_its_text_is_not_kept() throws Exception {
        // Given
        VerifiedTokens tokens = new VerifiedTokens();
        RSAKey key = LocalIssuer.RSA.toPublicJWK();
        VerifiedTokens.Presented first = tokens.read(token);
        assertThat(tokens.read(token).jws().claims()).isNotSameAs(first.jws().claims());

        // When
        assertThat(tokens.verifies(first, LocalIssuer.OTHER_RSA.toPublicJWK())).isFalse();
        assertThat(tokens.read(token).jws().signed()).isNotEmpty();
        assertThat(tokens.verifies(first, key)).isTrue();

        // Then
        Jws remembered = tokens.read(token).jws();
        assertThat(remembered.claims()).isSameAs(tokens.read(token).jws().claims());
        assertThat(remembered.signed()).isEmpty();
        assertThat(remembered.signature().toString()).isEmpty();
        assertThat(tokens.verifies(tokens.read(token), key)).isTrue();
        assertThat(tokens.verifies(tokens.read(token), LocalIssuer.OTHER_RSA.toPublicJWK()))
                .isFalse();
    }

    /** Published at once, and read when those of before are no longer fresh. */
    private void othersKeys(List<RSAKey> keys) throws Exception {
        issuer.keys(keys);
        int before = issuer.discoveries.get();
        nanos.addAndGet(IssuerKeys.STALE.toNanos() + 1);
        var unused = verdict();
        assertThat(issuer.discoveries.get()).isGreaterThan(before);
    }

    private Verdict verdict() throws Exception {
        return verify(token);
    }

    private Verdict verify(String text) throws Exception {
        return verifier.verify(new PresentedToken(
                        text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
