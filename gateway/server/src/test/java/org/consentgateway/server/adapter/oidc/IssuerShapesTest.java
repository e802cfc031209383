package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.consentgateway.server.port.StaffDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tokens as real issuers write them, each beside the lines of {@code issuers.file} that serve it. */
@SuppressWarnings("NullAway.Init")
class IssuerShapesTest {

    private static final long NOW = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
    private static final ECKey EC384 = LocalIssuer.ec("key-384", Curve.P_384);
    private static final KeyPair ED = ed25519();
    private static final String GATEWAY = "audience: https://fhir.example.org/fhir";
    private static final String CLIENT =
            "clients: {app: {organization: Organization/org-a, purpose: TREAT, scopes: 'user/*.rs patient/*.rs'}}";
    private static final String DIRECTORY =
            "directory: {search: 'Practitioner?identifier=https://example.org/staff|{sub}'}";
    private static final String ASKS = "client-id: gw, client-secret: secret";

    @TempDir
    static Path folder;

    private static LocalIssuer issuer;

    @BeforeAll
    static void open() throws Exception {
        issuer = new LocalIssuer();
        byte[] spki = ED.getPublic().getEncoded();
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        issuer.keys.addAll(List.of(
                EC384, JWK.parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"key-ed\",\"x\":\"" + x + "\"}")));
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    private record Shape(String name, String config, String token, String refusal) {}

    @TestFactory
    Stream<DynamicTest> a_token_of_every_shape_tells_the_caller_or_what_it_lacks() {
        return Stream.concat(served(), refused())
                .map(shape -> DynamicTest.dynamicTest(shape.name(), () -> {
                    Verdict verdict = verify(shape);
                    if (shape.refusal().isEmpty()) {
                        assertThat(verdict).isInstanceOf(Verdict.Valid.class);
                        isTheTherapist(((Verdict.Valid) verdict).caller());
                    } else {
                        assertThat(((Verdict.Invalid) verdict).told())
                                .hasValueSatisfying(told -> assertThat(told).contains(shape.refusal()));
                    }
                }));
    }

    private static void isTheTherapist(Caller caller) {
        assertThat(caller.user()).contains(new Reference("Practitioner", "dr-o"));
        assertThat(caller.client()).isEqualTo("app");
        assertThat(caller.organization()).contains(new Reference("Organization", "org-a"));
        assertThat(caller.purposes()).containsExactly(new Coding(Coding.ACT_REASON, "TREAT"));
        assertThat(caller.purposeOfUse().unmapped()).isFalse();
        assertThat(caller.scopes().grants()).isNotEmpty();
    }

    private static Stream<Shape> served() {
        String who = "'fhirUser':'Practitioner/dr-o','organization':'Organization/org-a','purpose_of_use':'TREAT'";
        String aud = "'aud':'https://fhir.example.org/fhir'";
        String keycloak = aud + ",'sub':'u-1','azp':'app','typ':'Bearer','scope':'openid user/*.rs'," + who
                + ",'realm_access':{'roles':['offline_access']}";
        List<Shape> all = new ArrayList<>();
        all.add(shape("Keycloak", GATEWAY, "'typ':'JWT'", keycloak));
        String light = sign("'typ':'JWT'", "'azp':'app','typ':'Bearer','sid':'s-1'");
        issuer.introspectedTokens.put(light, json("'active':true,'client_id':'app'," + keycloak));
        all.add(new Shape("Keycloak lightweight", GATEWAY + ", introspection: lightweight, " + ASKS, light, ""));
        all.add(shape(
                "RFC 9068",
                GATEWAY,
                "'typ':'at+jwt'",
                aud + ",'sub':'u-1','client_id':'app','jti':'1','scope':'user/*.rs'," + who));
        all.add(shape(
                "no typ",
                GATEWAY + ", types: [JWT, none]",
                "'x':1",
                aud + ",'sub':'u-1','azp':'app','scope':'user/*.rs'," + who));
        all.add(shape(
                "Okta",
                GATEWAY + ", types: [none], " + CLIENT + ", users: {user@example.org: {fhirUser: Practitioner/dr-o}}",
                "'x':1",
                "'ver':1," + aud + ",'cid':'app','uid':'00u1','scp':['openid','user/*.rs'],'sub':'user@example.org'"));
        all.add(shape(
                "athenahealth with Okta",
                GATEWAY + ", types: none, " + CLIENT,
                "'x':1",
                aud
                        + ",'cid':'app','uid':'00u1','scp':['user/*.rs','launch'],'sub':'a-1','ah-practice':'Organization/a-1',"
                        + "'fhirUser':'https://ehr.example.org/fhir/Practitioner/dr-o'"));
        all.add(
                shape(
                        "Microsoft Entra v1",
                        "audience: 'api://fhir', claims: {roles: roles, subject: oid}, " + CLIENT + ", " + DIRECTORY,
                        "'typ':'JWT','x5t':'abc'",
                        "'aud':'api://fhir','appid':'app','appidacr':'1','oid':'u-1','sub':'pairwise','roles':['labeller'],'ver':'1.0'"));
        all.add(shape(
                "Microsoft Entra v2",
                "audience: 'api://fhir', claims: {subject: oid}, " + CLIENT + ", " + DIRECTORY,
                "'typ':'JWT'",
                "'aud':'api://fhir','azp':'app','azpacr':'1','oid':'u-1','sub':'pairwise','scp':'user.all.rs"
                        + " user.Patient.read','ver':'2.0','nonce':'n'"));
        all.add(shape(
                "Microsoft Entra with access to all",
                "audience: 'api://fhir', claims: {subject: oid}, clients: {app: {organization: Organization/org-a,"
                        + " purpose: TREAT}}, "
                        + DIRECTORY,
                "'typ':'JWT'",
                "'aud':'api://fhir','azp':'app','oid':'u-1','sub':'pairwise','scp':'user.all.all','ver':'2.0'"));
        all.add(shape(
                "Cognito without audience",
                "audience: none, types: none, " + CLIENT + ", " + DIRECTORY,
                "'x':1",
                "'sub':'u-1','token_use':'access','client_id':'app','scope':'user/*.rs','username':'u','version':2"));
        all.add(shape(
                "Ping",
                GATEWAY + ", types: none, claims: {subject: Username}, " + CLIENT + ", " + DIRECTORY,
                "'pi.atm':'2'",
                aud + ",'client_id':'app','Username':'u-1','scope':['openid','user/*.rs']"));
        all.add(shape(
                "OpenEMR",
                "audience: app, " + CLIENT + ", " + DIRECTORY,
                "'typ':'JWT'",
                "'aud':'app','jti':'1','sub':'u-1','scopes':['openid','user/*.rs','api:fhir']"));
        all.add(shape(
                "Millennium-like",
                "audience: none, claims: {client: 'urn:cerner:authorization:claims:version:1.client.id', subject:"
                        + " 'urn:cerner:authorization:claims:version:1.user.principal'}, types: none, " + CLIENT + ", "
                        + DIRECTORY,
                "'x':1",
                "'urn:cerner:authorization:claims:version:1':{'ver':'1.0','client':{'id':'app','name':'App'},"
                        + "'user':{'principal':'u-1','persona':'provider'},'tenant':'t-1'},'tenant':{'id':'t-1'}"));
        all.add(shape(
                "scope as array",
                GATEWAY,
                "'typ':'JWT'",
                aud + ",'sub':'u-1','azp':'app','scope':['user/*.rs']," + who));
        for (String algorithm : List.of("RS384", "PS256"))
            all.add(new Shape(
                    algorithm,
                    GATEWAY,
                    LocalIssuer.sign(
                            json("'alg':'" + algorithm + "','typ':'JWT','kid':'key-1'"),
                            payload(keycloak),
                            LocalIssuer.RSA),
                    ""));
        all.add(new Shape(
                "ES384",
                GATEWAY,
                LocalIssuer.sign(json("'alg':'ES384','typ':'JWT','kid':'key-384'"), payload(keycloak), EC384),
                ""));
        for (String algorithm : List.of("EdDSA", "Ed25519"))
            all.add(new Shape(algorithm, GATEWAY, signedByEd25519(algorithm, payload(keycloak)), ""));
        all.add(shape(
                "fhirUser on another base of the EHR",
                GATEWAY,
                "'typ':'JWT'",
                keycloak.replace("'Practitioner/dr-o'", "'https://ehr.example.org/other/r4/Practitioner/dr-o'")));
        String bare = sign("'typ':'JWT'", aud + ",'sub':'u-1','azp':'app','scope':'user/*.rs'");
        issuer.introspectedTokens.put(bare, json("'active':true,'sub':'u-1','fhirUser':'Practitioner/dr-o'"));
        issuer.userinfo.put(bare, json("'sub':'u-1','fhirUser':'Practitioner/dr-o'"));
        all.add(new Shape(
                "fhirUser by introspection",
                GATEWAY + ", introspection: lightweight, " + ASKS + ", " + CLIENT,
                bare,
                ""));
        all.add(new Shape("fhirUser by userinfo", GATEWAY + ", userinfo: true, " + CLIENT, bare, ""));
        all.add(new Shape("fhirUser by directory", GATEWAY + ", " + CLIENT + ", " + DIRECTORY, bare, ""));
        issuer.introspectedTokens.put(
                "2YotnFZFEjr1zCsicMWpAA",
                payload("'active':true,'client_id':'app','scope':'user/*.rs','sub':'u-1'," + aud));
        all.add(new Shape(
                "opaque",
                GATEWAY + ", introspection: opaque, " + ASKS + ", " + CLIENT + ", " + DIRECTORY,
                "2YotnFZFEjr1zCsicMWpAA",
                ""));
        String reference = "E5C2D3AF9B7E4F0A86C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F6A7B8C9D0E1F2A3-1";
        issuer.introspectedTokens.put(
                reference, json("'active':true,'client_id':'app','scope':'user/*.rs','sub':'u-1'," + aud + "," + who));
        all.add(new Shape("reference token", GATEWAY + ", introspection: opaque, " + ASKS, reference, ""));
        all.add(shape(
                "UDAP hl7-b2b",
                GATEWAY + ", " + DIRECTORY,
                "'typ':'JWT'",
                aud + ",'sub':'u-1','client_id':'app','scope':'user/*.rs','extensions':{'hl7-b2b':{'version':'1',"
                        + "'organization_id':'https://ehr.example.org/fhir/Organization/org-a',"
                        + "'purpose_of_use':['urn:oid:2.16.840.1.113883.5.8#TREAT']}}"));
        all.add(shape(
                "IUA",
                GATEWAY,
                "'typ':'JWT'",
                aud + ",'sub':'u-1','client_id':'app','scope':'user/*.rs','fhirUser':'Practitioner/dr-o','extensions':"
                        + "{'ihe_iua':{'subject_organization_id':'Organization/org-a','purpose_of_use':"
                        + "[{'system':'urn:oid:2.16.840.1.113883.5.8','code':'TREAT'}]}}"));
        return all.stream();
    }

    private static Stream<Shape> refused() {
        String aud = "'aud':'https://fhir.example.org/fhir'";
        return Stream.of(
                lacking(
                        "no user anywhere",
                        GATEWAY,
                        aud + ",'sub':'u-1','azp':'app','scope':'user/*.rs'",
                        "`fhirUser`"),
                lacking("no subject", GATEWAY, aud + ",'azp':'app','scope':'user/*.rs'", "`sub`"),
                lacking("no client", GATEWAY, aud + ",'sub':'u-1','scope':'user/*.rs'", "`azp`"),
                lacking("no audience", GATEWAY, "'sub':'u-1','azp':'app','scope':'user/*.rs'", "`aud`"),
                lacking(
                        "an actor whom nobody knows",
                        GATEWAY + ", " + CLIENT + ", " + DIRECTORY,
                        aud + ",'sub':'u-1','azp':'app','scope':'user/*.rs','act':{'sub':'u-9'}",
                        "`act`"));
    }

    private static Shape lacking(String name, String config, String claims, String piece) {
        return new Shape(name, config, sign("'typ':'JWT'", claims), piece);
    }

    private static Shape shape(String name, String config, String header, String claims) {
        return new Shape(name, config, sign(header, claims), "");
    }

    private static String sign(String header, String claims) {
        return LocalIssuer.sign(json("'alg':'RS256','kid':'key-1'," + header), payload(claims), LocalIssuer.RSA);
    }

    private static String payload(String claims) {
        return json("'iss':'" + issuer.url() + "','iat':" + (NOW - 5) + ",'exp':" + (NOW + 600) + "," + claims);
    }

    private static String json(String members) {
        return "{" + members.replace('\'', '"') + "}";
    }

    private static Verdict verify(Shape shape) throws Exception {
        try (TokenVerifier verifier = new TokenVerifier(
                issuers(shape.config()),
                new ReferenceResolver(
                        FhirVersion.R4, List.of("https://ehr.example.org/fhir", "https://ehr.example.org/other/r4")),
                () -> Instant.ofEpochSecond(NOW),
                System::nanoTime,
                new Staff())) {
            return verifier.verify(new PresentedToken(
                            shape.token(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static List<Issuer> issuers(String config) throws Exception {
        Path file = Files.createTempFile(folder, "issuers", ".yaml");
        Files.writeString(file, "issuers:\n  - {url: '" + issuer.url() + "', " + config + "}\n");
        return ConfigReader.read(
                        Optional.empty(),
                        Map.of(
                                "GATEWAY_ISSUERS_FILE", file.toString(),
                                "GATEWAY_UPSTREAM_URL", "https://ehr.example.org/fhir",
                                "GATEWAY_ORGANIZATION", "Organization/org-a"))
                .config()
                .issuers();
    }

    /** The EHR knows one person by the identifier of the issuer. */
    private static final class Staff implements StaffDirectory {
        @Override
        public Set<Reference> identified(String type, String system, String value) {
            boolean known = system.equals("https://example.org/staff") && value.equals("u-1");
            return known ? Set.of(new Reference(type, "dr-o")) : Set.of();
        }

        @Override
        public Set<Reference> organizationsOf(Reference person) {
            return Set.of();
        }
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signedByEd25519(String algorithm, String payload) {
        String input = LocalIssuer.encode(json("'alg':'" + algorithm + "','typ':'JWT','kid':'key-ed'")) + "."
                + LocalIssuer.encode(payload);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(ED.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
