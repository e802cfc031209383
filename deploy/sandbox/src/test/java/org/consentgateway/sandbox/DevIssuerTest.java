package org.consentgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.junit.jupiter.api.Test;

class DevIssuerTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void a_token_asked_for_by_http_verifies_with_the_published_keys() throws Exception {
        try (DevIssuer issuer = DevIssuer.start(0, "http://gateway/fhir", Clock.systemUTC())) {
            // When
            SignedJWT token = SignedJWT.parse(get(issuer.url() + "/token?user=dr-o&purpose=TREAT&purpose=BTG"));

            // Then
            JWKSet keys = JWKSet.parse(get(issuer.url() + "/jwks"));
            assertThat(token.verify(new RSASSAVerifier(
                            keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                    .isTrue();
            assertThat(token.getJWTClaimsSet().getClaim("fhirUser")).isEqualTo("Practitioner/dr-o");
            assertThat(token.getJWTClaimsSet().getClaim("purpose_of_use")).isEqualTo(List.of("TREAT", "BTG"));
            assertThat(keys.toString()).doesNotContain("\"d\"");
        }
    }

    @Test
    void a_stranger_gets_no_token() throws Exception {
        try (DevIssuer issuer = DevIssuer.start(0, "http://gateway/fhir", Clock.systemUTC())) {
            // When
            String answer = get(issuer.url() + "/token?user=nobody");

            // Then
            assertThat(answer).isEqualTo("the sandbox knows no user `nobody`\n");
        }
    }

    private static String get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
