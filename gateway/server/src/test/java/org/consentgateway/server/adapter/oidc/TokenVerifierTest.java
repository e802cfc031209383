package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes.Level;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class TokenVerifierTest {

    private static final long NOW = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}";

    private final AtomicLong nanos = new AtomicLong();
    private LocalIssuer issuer;
    private TokenVerifier verifier;

    @BeforeEach
    void open() throws IOException {
        issuer = new LocalIssuer();
        verifier = verifier(Introspection.OFF, Set.of());
    }

    @AfterEach
    void close() {
        verifier.close();
        issuer.close();
    }

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
        assertThat(caller.unmappedPurpose()).isFalse();
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
                "[\"TREAT\",\"HRESCH\"]; http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT http://terminology.hl7.org/CodeSystem/v3-ActReason#HRESCH; false",
                "\"urn:oid:2.16.840.1.113883.5.8#TREAT\"; http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT; false",
                "{\"system\":\"http://healthit.gov/nhin/purposeofuse\",\"code\":\"LEGAL\"}; http://healthit.gov/nhin/purposeofuse#LEGAL; false",
                "[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\"BTG\"}]}]; http://terminology.hl7.org/CodeSystem/v3-ActReason#BTG; false",
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
        assertThat(direct.unmappedPurpose()).isEqualTo(unmapped);
        assertThat(iua.purposes()).isEqualTo(direct.purposes());
        assertThat(iua.unmappedPurpose()).isEqualTo(unmapped);
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
    void a_rotated_key_is_found_at_once_and_a_flood_of_unknown_keys_asks_the_issuer_six_times_then_every_ten_seconds()
            throws Exception {
        // Given
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);
        String forged = LocalIssuer.sign(header("RS256", "key-2"), claims().json(), LocalIssuer.OTHER_RSA);

        // When
        for (int i = 0; i < 50; i++) assertThat(verify(forged)).isEqualTo(new Verdict.Invalid("unknown key"));
        assertThat(issuer.discoveries).hasValue(6);
        issuer.keys = List.of(LocalIssuer.OTHER_RSA);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        // Then
        assertThat(verify(forged)).isInstanceOf(Verdict.Valid.class);
        assertThat(issuer.discoveries).hasValue(7);
        assertThat(verify(token(claims().json()))).isEqualTo(new Verdict.Invalid("unknown key"));
    }

    @Test
    void a_key_that_the_issuer_signs_with_a_moment_after_it_was_asked_is_found_at_once() throws Exception {
        // Given
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);

        // When
        issuer.keys = List.of(LocalIssuer.OTHER_RSA, LocalIssuer.RSA);

        // Then
        assertThat(verify(LocalIssuer.sign(header("RS256", "key-2"), claims().json(), LocalIssuer.OTHER_RSA)))
                .isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void while_an_issuer_changes_its_keys_no_good_token_is_refused() throws Exception {
        // Given
        String old = token(claims().json());
        String fresh = LocalIssuer.sign(header("RS256", "key-2"), claims().json(), LocalIssuer.OTHER_RSA);
        assertThat(verify(old)).isInstanceOf(Verdict.Valid.class);

        // When: both keys are published, and tokens of both come at once, three times over
        List<CompletionStage<Verdict>> verdicts = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            issuer.keys = turn % 2 == 0 ? List.of(LocalIssuer.OTHER_RSA, LocalIssuer.RSA) : List.of(LocalIssuer.RSA);
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
            for (int i = 0; i < 200; i++)
                verdicts.add(verifier.verify(credentials(turn == 1 || i % 2 == 0 ? old : fresh)));
            for (CompletionStage<Verdict> verdict : verdicts)
                assertThat(join(verdict)).isInstanceOf(Verdict.Valid.class);
        }

        // Then
        assertThat(verdicts).hasSize(600);
        assertThat(issuer.discoveries.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void while_the_issuer_is_down_known_keys_work_for_an_hour_and_unknown_ones_are_undecidable() throws Exception {
        // Given
        String token = token(claims().json());
        assertThat(verify(token)).isInstanceOf(Verdict.Valid.class);
        issuer.down = true;

        // Then
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(verify(token)).isInstanceOf(Verdict.Valid.class);
        assertThat(verify(LocalIssuer.sign(header("RS256", "key-9"), claims().json(), LocalIssuer.OTHER_RSA)))
                .isInstanceOf(Verdict.Undecidable.class);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(verify(token)).isInstanceOf(Verdict.Undecidable.class);
    }

    @Test
    void without_any_key_every_token_is_undecidable_and_the_gateway_not_ready() throws Exception {
        issuer.down = true;

        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Undecidable.class);
        assertThat(verifier.everObtainedKeys()).isFalse();

        issuer.down = false;
        nanos.addAndGet(IssuerKeys.BETWEEN_FIRST_FETCHES.toNanos());
        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Valid.class);
        assertThat(verifier.everObtainedKeys()).isTrue();
    }

    @Test
    void a_discovery_document_of_another_issuer_is_not_believed() throws Exception {
        issuer.saysItIs = issuer.url() + "/";

        assertThat(verify(token(claims().json()))).isInstanceOf(Verdict.Undecidable.class);
    }

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

    @Test
    void no_verdict_and_no_credential_shows_any_part_of_a_token() throws Exception {
        String token = token(claims().with("sub", "\"canary@x@y\"").json());

        assertThat(verify(token).toString()).doesNotContain("canary");
        assertThat(credentials(token).toString()).doesNotContain(token.substring(0, 12));
    }

    private TokenVerifier verifier(Introspection introspection, Set<String> clients) {
        Issuer config = Issuer.of(
                issuer.url(),
                "gateway",
                new Issuer.Asking(introspection, Optional.of(new Client("gw", new Secret("s&cret"))), false),
                clients);
        return new TokenVerifier(
                config,
                List.of(URI.create("https://fhir.example.org/fhir"), URI.create("https://ehr.example.org/r4")),
                () -> Instant.ofEpochSecond(NOW),
                nanos::get);
    }

    private Verdict verify(String token) throws Exception {
        return verify(credentials(token));
    }

    private Verdict verify(PresentedToken credentials) throws Exception {
        return join(verifier.verify(credentials));
    }

    private static PresentedToken credentials(String token) {
        return new PresentedToken(token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static <T> T join(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Verdict lacking(String what) {
        return new Verdict.Invalid(what, false, Optional.of(what));
    }

    private static Caller valid(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Valid.class);
        return ((Verdict.Valid) verdict).caller();
    }

    private static String token(String payload) {
        return LocalIssuer.sign(HEADER, payload, LocalIssuer.RSA);
    }

    private static String header(String algorithm, String kid) {
        return "{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
    }

    private static String signedByEd25519(String payload, KeyPair pair) throws GeneralSecurityException {
        String input = LocalIssuer.encode(header("EdDSA", "key-ed")) + "." + LocalIssuer.encode(payload);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String flipLast(String token) {
        int place = token.length() - 20;
        return token.substring(0, place) + (token.charAt(place) == 'A' ? 'B' : 'A') + token.substring(place + 1);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ");
    }

    private Payload claims() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("iss", "\"" + issuer.url() + "\"");
        all.put("aud", "\"gateway\"");
        all.put("sub", "\"u-1\"");
        all.put("azp", "\"portal\"");
        all.put("typ", "\"Bearer\"");
        all.put("exp", String.valueOf(NOW + 300));
        all.put("iat", String.valueOf(NOW - 10));
        all.put("scope", "\"user/*.rs\"");
        all.put("fhirUser", "\"Practitioner/dr-o\"");
        return new Payload(all);
    }

    /** Claims by name, as JSON texts. */
    private record Payload(Map<String, String> texts) {
        Payload with(String name, String json) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.put(name, json);
            return new Payload(changed);
        }

        Payload without(String name) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.remove(name);
            return new Payload(changed);
        }

        String json() {
            StringBuilder json = new StringBuilder("{");
            texts.forEach((name, text) -> json.append(json.length() == 1 ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(text));
            return json.append('}').toString();
        }
    }
}
