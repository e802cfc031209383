package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes.Level;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are believed, and what they tell. */
class TokenVerifierTest extends OneIssuerTest {

    @Test
    void a_good_token_tells_who_asks() throws Exception {
        // Given
        String payload = claims().with("organization", "\"Organization/org-a\"")
                .with("purpose_of_use", "[\"TREAT\"]")
                .with("realm_access", "{\"roles\":[\"privacy-officer\",\"admin\"]}")
                .with("patient", "\"P1\"")
                .with("scope", "\"openid user/*.rs patient/Observation.read\"")
                .json();

        // When
        Caller caller = valid(verify(token(payload)));

        // Then
        assertThat(caller.subject()).isEqualTo("u-1");
        assertThat(caller.client()).isEqualTo("portal");
        assertThat(caller.user()).contains(new Reference("Practitioner", "dr-o"));
        assertThat(caller.organization()).contains(new Reference("Organization", "org-a"));
        assertThat(caller.purposes()).containsExactly(new Coding(Coding.ACT_REASON, "TREAT"));
        assertThat(caller.purposeOfUse().unmapped()).isFalse();
        assertThat(caller.patient()).contains(new Reference("Patient", "P1"));
        assertThat(caller.roles()).containsExactly(Role.PRIVACY_OFFICER);
        assertThat(caller.scopes().grants())
                .extracting(grant -> grant.level())
                .containsExactly(Level.USER, Level.PATIENT);
    }

    @Test
    void every_algorithm_of_the_allow_list_is_verified() throws Exception {
        // Given
        KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] spki = ed.getPublic().getEncoded();
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        issuer.keys.add(JWK.parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"key-ed\",\"x\":\"" + x + "\"}"));
        String payload = claims().json();

        // Then
        assertThat(verify(token(payload))).isInstanceOf(Verdict.Valid.class);
        assertThat(verify(LocalIssuer.sign(HEADER.replace("RS256", "PS256"), payload, LocalIssuer.RSA)))
                .isInstanceOf(Verdict.Valid.class);
        assertThat(verify(LocalIssuer.sign(header("ES256", "key-ec"), payload, LocalIssuer.EC)))
                .isInstanceOf(Verdict.Valid.class);
        assertThat(verify(signedByEd25519(payload, ed))).isInstanceOf(Verdict.Valid.class);
        assertThat(verify(flipLast(signedByEd25519(payload, ed)))).isEqualTo(new Verdict.Invalid("signature"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}",
                "{\"alg\":\"rs256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}",
                "{\"alg\":\"RS1\",\"typ\":\"JWT\",\"kid\":\"key-1\"}",
                "{\"typ\":\"JWT\",\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"../../etc/passwd\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"' OR 1=1 --\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":7}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\"jku\":\"https://evil.example/keys\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\"x5u\":\"https://evil.example/cert\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\"b64\":false}",
                "{\"alg\":\"RS256\",\"typ\":\"logout+jwt\",\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"typ\":\"dpop+jwt\",\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"kid\":\"key-1\"}",
            })
    void a_header_that_is_not_on_the_list_is_invalid(String header) throws Exception {
        assertThat(verify(LocalIssuer.sign(header, claims().json(), LocalIssuer.RSA)))
                .isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void a_key_that_the_token_brings_along_is_never_used() throws Exception {
        RSAKey own = LocalIssuer.rsa("key-1");
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\"jwk\":" + own.toPublicJWK() + "}";

        assertThat(verify(LocalIssuer.sign(header, claims().json(), own))).isInstanceOf(Verdict.Invalid.class);
        assertThat(verify(LocalIssuer.sign(HEADER, claims().json(), own))).isEqualTo(new Verdict.Invalid("signature"));
    }

    @Test
    void a_public_rsa_key_is_never_an_hmac_secret() throws Exception {
        // Given: the classic confusion, HS256 over the published key
        String input = LocalIssuer.encode("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}") + "."
                + LocalIssuer.encode(claims().json());
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(
                LocalIssuer.RSA.toRSAPublicKey().getEncoded(), "HmacSHA256"));
        String token = input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));

        // Then
        assertThat(verify(token)).isEqualTo(new Verdict.Invalid("algorithm"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "X", "/../x", ".evil.example"})
    void another_issuer_is_invalid_however_alike(String suffix) throws Exception {
        assertThat(verify(token(claims().with("iss", "\"" + issuer.url() + suffix + "\"")
                        .json())))
                .isEqualTo(new Verdict.Invalid("issuer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"gateway\"; true",
                "[\"account\",\"gateway\"]; true",
                "\"account\"; false",
                "[\"account\"]; false",
                "[]; false",
                "\"gateway2\"; false",
                "\"Gateway\"; false",
                "{\"gateway\":true}; false",
                "null; false",
            })
    void the_gateway_must_be_in_the_audience(String aud, boolean accepted) throws Exception {
        assertThat(verify(token(claims().with("aud", aud).json())) instanceof Verdict.Valid)
                .isEqualTo(accepted);
    }

    @Test
    void a_token_without_audience_is_invalid_and_its_holder_is_told() throws Exception {
        assertThat(verify(token(claims().without("aud").json()))).isEqualTo(lacking("the token lacks `aud`"));
    }

    @Test
    void a_client_that_is_not_admitted_is_invalid() throws Exception {
        verifier.close();
        verifier = verifier(Introspection.OFF, Set.of("ehr-viewer"));

        assertThat(verify(token(claims().json()))).isEqualTo(new Verdict.Invalid("client"));
        assertThat(verify(token(claims().with("azp", "\"ehr-viewer\"").json()))).isInstanceOf(Verdict.Valid.class);
        assertThat(verify(token(claims().with("azp", "\"ehr-viewer\"")
                        .with("client_id", "\"x\"")
                        .json())))
                .isEqualTo(new Verdict.Invalid("two clients"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "exp; -61; false",
                "exp; -30; false",
                "exp; -29; true",
                "exp; 300; true",
                "nbf; 31; false",
                "nbf; 30; true",
                "nbf; -300; true",
                "iat; 31; false",
                "iat; 30; true",
            })
    void times_are_kept_with_thirty_seconds_of_skew(String claim, long offset, boolean accepted) throws Exception {
        String payload = claims().with(claim, String.valueOf(NOW + offset)).json();

        assertThat(verify(token(payload)) instanceof Verdict.Valid).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"9999999999\"", "1e999", "1e10", "-1", "null", "true", "[9999999999]", "99999999999999999999"})
    void an_expiry_that_is_no_plain_number_is_invalid(String exp) throws Exception {
        assertThat(verify(token(claims().with("exp", exp).json()))).isEqualTo(new Verdict.Invalid("no expiry"));
    }

    @Test
    void a_token_that_never_expires_is_invalid() throws Exception {
        assertThat(verify(token(claims().without("exp").json()))).isEqualTo(new Verdict.Invalid("no expiry"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID", "Refresh", "Offline", "Logout"})
    void another_kind_of_keycloak_token_is_no_access_token(String type) throws Exception {
        assertThat(verify(token(claims().with("typ", "\"" + type + "\"").json())))
                .isEqualTo(new Verdict.Invalid("type"));
    }

    @Test
    void an_id_token_of_any_issuer_is_no_access_token() throws Exception {
        assertThat(verify(token(claims().without("typ").with("at_hash", "\"x\"").json())))
                .isEqualTo(new Verdict.Invalid("type"));
        assertThat(verify(token(claims().without("typ").json()))).isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void a_claim_that_stands_twice_is_invalid_however_it_is_escaped() throws Exception {
        String payload = claims().json();

        assertThat(verify(token(payload.replace("{", "{\"sub\":\"admin\","))))
                .isEqualTo(new Verdict.Invalid("not strict json"));
        assertThat(verify(token(payload.replace("{", "{\"\\u0073cope\":\"system/*.*\","))))
                .isEqualTo(new Verdict.Invalid("not strict json"));
        assertThat(verify(token(payload + "{}"))).isEqualTo(new Verdict.Invalid("not strict json"));
    }

    @Test
    void a_token_that_is_huge_deep_or_encrypted_is_invalid_before_any_work() throws Exception {
        String nested = "[".repeat(1000) + "]".repeat(1000);

        assertThat(verify("a".repeat(1 << 20) + ".b.c")).isEqualTo(new Verdict.Invalid("too long"));
        assertThat(verify(token(claims().with("x", nested).json()))).isEqualTo(new Verdict.Invalid("not strict json"));
        assertThat(verify(LocalIssuer.encode(
                                "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}")
                        + ".a.b.c.d"))
                .isEqualTo(new Verdict.Invalid("not a signed token"));
        assertThat(issuer.discoveries).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c.d", "a b.c.d", "ä.b.c", "a.b.", "====.b.c", "{}.{}.{}"})
    void what_is_no_compact_token_is_invalid(String bearer) throws Exception {
        assertThat(verify(bearer)).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void one_changed_character_anywhere_is_invalid() throws Exception {
        // Given
        String token = token(claims().json());
        List<Integer> places = List.of(token.indexOf('.') + 12, token.lastIndexOf('.') + 12, token.length() - 1);

        // Then
        for (int place : places) {
            char other = token.charAt(place) == 'A' ? 'B' : 'A';
            assertThat(verify(token.substring(0, place) + other + token.substring(place + 1)))
                    .isInstanceOf(Verdict.Invalid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@good@evil", "аdmin", "ａdmin", "", "has space", "u\\u0000x"})
    void a_subject_that_two_readers_could_read_differently_is_invalid(String subject) throws Exception {
        assertThat(verify(token(claims().with("sub", "\"" + subject + "\"").json())))
                .isEqualTo(new Verdict.Invalid("an identity is malformed"));
    }

    @Test
    void an_address_with_two_ats_is_invalid() throws Exception {
        assertThat(verify(token(claims().with("email", "\"a@good@evil\"").json())))
                .isEqualTo(new Verdict.Invalid("an identity is malformed"));
    }

    @Test
    void user_scopes_without_a_user_are_invalid() throws Exception {
        assertThat(verify(token(claims().without("fhirUser").json())))
                .isEqualTo(lacking("the token names no user: it lacks `fhirUser`, and no directory knows its subject"));
    }

    @Test
    void patient_scopes_without_a_patient_grant_nothing() throws Exception {
        String payload =
                claims().with("scope", "\"patient/*.read\"").without("fhirUser").json();

        assertThat(valid(verify(token(payload))).scopes().grants()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Practitioner/dr-o, true",
        "https://fhir.example.org/fhir/Practitioner/dr-o, true",
        "https://ehr.example.org/r4/Practitioner/dr-o, true",
        "https://ehr.example.org/r4evil/Practitioner/dr-o, false",
        "https://other.example.org/fhir/Practitioner/dr-o, false",
        "https://fhir.example.org/fhir/../fhir/Practitioner/dr-o, false",
        "Observation/dr-o, false",
        "Practitioner/dr-o?x=1, false",
    })
    void a_user_is_ours_only_under_our_own_bases(String fhirUser, boolean ours) throws Exception {
        Caller caller = valid(
                verify(token(claims().with("fhirUser", "\"" + fhirUser + "\"").json())));

        assertThat(caller.user().equals(Optional.of(new Reference("Practitioner", "dr-o"))))
                .isEqualTo(ours);
        assertThat(caller.scopes().grants().isEmpty()).isEqualTo(!ours);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"TREAT\"; http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT; false",
                "[\"TREAT\",\"HRESCH\"]; http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT"
                        + " http://terminology.hl7.org/CodeSystem/v3-ActReason#HRESCH; false",
                "\"urn:oid:2.16.840.1.113883.5.8#TREAT\"; http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT;"
                        + " false",
                "{\"system\":\"http://healthit.gov/nhin/purposeofuse\",\"code\":\"LEGAL\"};"
                        + " http://healthit.gov/nhin/purposeofuse#LEGAL; false",
                "[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\"BTG\"}]}];"
                        + " http://terminology.hl7.org/CodeSystem/v3-ActReason#BTG; false",
                "\"PSYCHOTHERAPY\"; http://healthit.gov/nhin/purposeofuse#PSYCHOTHERAPY; false",
                "\"T-TREAT\"; ''; true",
                "[\"TREAT\",\"T-TREAT\"]; http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT; true",
                "{\"system\":\"https://tefca.example\",\"code\":\"TREAT\"}; ''; true",
                "\"treat\"; ''; true",
                "17; ''; true",
                "[]; ''; false",
            })
    void purposes_are_read_in_every_form_and_unknown_ones_are_remembered(String claim, String codes, boolean unmapped)
            throws Exception {
        Caller direct =
                valid(verify(token(claims().with("purpose_of_use", claim).json())));
        Caller iua = valid(verify(token(claims().with("extensions", "{\"ihe_iua\":{\"purpose_of_use\":" + claim + "}}")
                .json())));

        assertThat(direct.purposes()).extracting(Coding::toString).containsExactlyInAnyOrder(words(codes));
        assertThat(direct.purposeOfUse().unmapped()).isEqualTo(unmapped);
        assertThat(iua.purposes()).isEqualTo(direct.purposes());
        assertThat(iua.purposeOfUse().unmapped()).isEqualTo(unmapped);
    }

    @Test
    void a_header_narrows_the_purposes_and_never_widens_them() throws Exception {
        String token =
                token(claims().with("purpose_of_use", "[\"TREAT\",\"HPAYMT\"]").json());

        Caller narrowed = valid(verify(
                new PresentedToken(token, Optional.empty(), Optional.empty(), Optional.of("TREAT"), Optional.empty())));
        Caller widened = valid(verify(
                new PresentedToken(token, Optional.empty(), Optional.empty(), Optional.of("BTG"), Optional.empty())));

        assertThat(narrowed.purposes()).containsExactly(new Coding(Coding.ACT_REASON, "TREAT"));
        assertThat(widened.purposes()).hasSize(2).doesNotContain(new Coding(Coding.ACT_REASON, "BTG"));
    }

    @Test
    void the_organization_is_read_from_ihe_iua_too_and_two_that_differ_are_invalid() throws Exception {
        String iua = "{\"ihe_iua\":{\"subject_organization_id\":\"Organization/org-b\"}}";

        assertThat(valid(verify(token(claims().with("extensions", iua).json()))).organization())
                .contains(new Reference("Organization", "org-b"));
        assertThat(verify(token(claims().with("extensions", iua)
                        .with("organization", "\"Organization/org-a\"")
                        .json())))
                .isEqualTo(new Verdict.Invalid("two organizations"));
    }

    @Test
    void no_verdict_and_no_credential_shows_any_part_of_a_token() throws Exception {
        String token = token(claims().with("sub", "\"canary@x@y\"").json());

        assertThat(verify(token).toString()).doesNotContain("canary");
        assertThat(credentials(token).toString()).doesNotContain(token.substring(0, 12));
    }

    private static String signedByEd25519(String payload, KeyPair pair) throws GeneralSecurityException {
        String input = LocalIssuer.encode(header("EdDSA", "key-ed")) + "." + LocalIssuer.encode(payload);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ");
    }
}
