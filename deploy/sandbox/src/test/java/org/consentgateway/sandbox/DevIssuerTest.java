package org.consentgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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

    @Test
    void a_web_app_gets_a_token_for_a_code_once_and_with_its_own_verifier_alone() throws Exception {
        try (DevIssuer issuer = DevIssuer.start(0, "http://gateway/fhir", Clock.systemUTC())) {
            // Given: RFC 7636 appendix B
            String verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
            String asked = issuer.url()
                    + "/authorize?response_type=code&client_id=app&state=s&scope=openid+launch/patient+patient/*.rs"
                    + "&redirect_uri=http://127.0.0.1:1/&code_challenge_method=S256"
                    + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
            assertThat(get(asked)).contains("Who are you?", "login_hint=dr-c");
            assertThat(get(asked + "&login_hint=dr-c")).contains("Which patient?", "patient=P1");

            // When
            String foreign = redeem(issuer, code(asked + "&login_hint=dr-c&patient=P1"), "another");
            String code = code(asked + "&login_hint=dr-c&patient=P1");
            String first = redeem(issuer, code, verifier);
            String second = redeem(issuer, code, verifier);

            // Then
            assertThat(foreign).contains("invalid_grant");
            assertThat(second).contains("invalid_grant");
            Map<String, Object> answer = JSONObjectUtils.parse(first);
            assertThat(answer).containsEntry("patient", "P1");
            SignedJWT token = SignedJWT.parse(String.valueOf(answer.get("access_token")));
            assertThat(token.getJWTClaimsSet().getClaim("fhirUser")).isEqualTo("Practitioner/dr-c");
            assertThat(token.getJWTClaimsSet().getClaim("patient")).isEqualTo("P1");
            assertThat(get(asked.replace("127.0.0.1:1", "evil.example.org"))).contains("not on this machine");
        }
    }

    private static String code(String url) throws Exception {
        String location = HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(location).startsWith("http://127.0.0.1:1/?code=").endsWith("&state=s");
        return location.replaceAll("^.*code=|&.*$", "");
    }

    private static String redeem(DevIssuer issuer, String code, String verifier) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(issuer.url() + "/token"))
                                .POST(BodyPublishers.ofString("grant_type=authorization_code&code=" + code
                                        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F&code_verifier=" + verifier))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static String get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
