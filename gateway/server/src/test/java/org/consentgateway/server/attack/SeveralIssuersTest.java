package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.audit.Why;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Several issuers over the road: each tells who asks in its own way, and none can speak for another. */
@SuppressWarnings("NullAway.Init")
class SeveralIssuersTest {

    private static final String NOTE = "/fhir/DocumentReference/N1";
    private static final String ORDINARY = "/fhir/Observation/O1";
    private static final String AUD = "'aud':'" + RunningGateway.AUDIENCE + "'";
    private static final RSAKey B_KEY = LocalIssuer.OTHER_RSA;

    @TempDir
    static Path folder;

    private static FakeEhr ehr;
    private static LocalIssuer first;
    private static LocalIssuer second;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        ehr = new FakeEhr();
        for (String id : List.of("dr-o", "dr-c")) {
            ehr.get("Practitioner/" + id)
                    .putArray("identifier")
                    .addObject()
                    .put("system", "https://example.org/staff")
                    .put("value", "staff-" + id);
            ehr.put(json("{'resourceType':'PractitionerRole','id':'role-" + id + "','active':true,'practitioner':"
                    + "{'reference':'Practitioner/" + id + "'},'organization':{'reference':'Organization/org-a'}}"));
        }
        first = new LocalIssuer();
        second = new LocalIssuer();
        second.keys(List.of(B_KEY));
        Path file = folder.resolve("issuers.yaml");
        Files.writeString(file, """
                issuers:
                  - url: %s
                    audience: [%s]
                    types: [JWT, at+jwt, none]
                    introspection: opaque
                    client-id: gw
                    client-secret: secret
                    userinfo: true
                    directory: {search: "Practitioner?identifier=https://example.org/staff|{sub}", max-age: 1m}
                    clients:
                      app: {purpose: TREAT, purposes: [TREAT, HPAYMT], scopes: "user/*.cruds patient/*.rs"}
                      assistant: {organization: Organization/org-a, scopes: "user/*.rs"}
                      shared: {organization: Organization/org-a, purpose: TREAT}
                      speech: {channel: true, scopes: "user/DocumentReference.rs"}
                  - url: %s
                    audience: none
                    types: [JWT, none]
                    users:
                      staff-dr-c: {fhirUser: Practitioner/dr-c}
                    clients:
                      other: {organization: Organization/org-b, purpose: TREAT}
                      shared: {organization: Organization/org-a, purpose: TREAT}
                """.formatted(first.url(), RunningGateway.AUDIENCE, second.url()));
        gateway = RunningGateway.before(
                ehr.url(),
                first.url(),
                folder.resolve("data"),
                Map.of(
                        "GATEWAY_ISSUERS_FILE",
                        file.toString(),
                        "GATEWAY_UPSTREAM_BASES",
                        "https://ehr.example/r4, https://ehr.example/tenant/r4"));
        assertThat(get(ORDINARY, smart("dr-c", "")).status()).isEqualTo(200);
        assertThat(get(ORDINARY, ofSecond("'sub':'staff-dr-c','azp':'other','scope':'user/*.rs'"))
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        first.close();
        second.close();
        ehr.close();
    }

    @TestFactory
    Stream<DynamicTest> a_therapist_reads_her_own_note_and_a_colleague_with_the_same_kind_of_token_does_not() {
        Map<String, java.util.function.Function<String, String>> kinds = new LinkedHashMap<>();
        kinds.put(
                "Okta",
                who -> ofFirst("'x':1", AUD + ",'cid':'app','sub':'staff-" + who + "','scp':['openid','user/*.rs']"));
        kinds.put(
                "Entra",
                who -> ofFirst(
                        "'typ':'JWT'", AUD + ",'azp':'app','ver':'2.0','sub':'staff-" + who + "','scp':'user.all.rs'"));
        kinds.put("opaque", who -> {
            String token = "opaque-" + who;
            first.introspectedTokens.put(
                    token,
                    quoted("{'active':true,'client_id':'app','scope':'user/*.rs','sub':'staff-" + who + "'," + AUD
                            + "}"));
            return token;
        });
        kinds.put("SMART with userinfo", who -> {
            String token = ofFirst(
                    "'typ':'JWT'", AUD + ",'azp':'app','sub':'x-" + who + "','scope':'openid fhirUser user/*.rs'");
            first.userinfo.put(
                    token, quoted("{'sub':'x-" + who + "','fhirUser':'" + ehr.url() + "/Practitioner/" + who + "'}"));
            return token;
        });
        kinds.put("SMART", who -> smart(who, ""));
        return kinds.entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
                    assertThat(get(NOTE, kind.getValue().apply("dr-o")).text()).contains("CNRY_N1");
                    Reply colleague = get(NOTE, kind.getValue().apply("dr-c"));
                    assertThat(colleague.status()).isEqualTo(404);
                    World.noCanary(colleague.all());
                    assertThat(get(ORDINARY, kind.getValue().apply("dr-c")).status())
                            .isEqualTo(200);
                }));
    }

    @TestFactory
    Stream<DynamicTest> no_issuer_speaks_for_another() {
        Map<String, String> forged = new LinkedHashMap<>();
        String good = AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','fhirUser':'Practitioner/dr-o'";
        String other = "'azp':'other','sub':'staff-dr-c','scope':'user/*.rs'";
        for (String kid : List.of("key-1", "key-2", "key-ec", "key-9", "", "../key-1", first.url() + "#key-1")) {
            String header = "'alg':'RS256','typ':'JWT'" + (kid.isEmpty() ? "" : ",'kid':'" + kid + "'");
            forged.put("key of the second for the first, kid " + kid, sign(header, claims(first.url(), good), B_KEY));
            forged.put(
                    "key of the first for the second, kid " + kid,
                    sign(header, claims(second.url(), other), LocalIssuer.RSA));
        }
        for (String algorithm : List.of("RS384", "RS512", "PS256", "PS384", "PS512"))
            forged.put(
                    "key of the second for the first by " + algorithm,
                    sign("'alg':'" + algorithm + "','typ':'JWT','kid':'key-2'", claims(first.url(), good), B_KEY));
        for (String iss : List.of(
                first.url() + "/",
                first.url() + "#",
                first.url().replace("realms", "Realms"),
                first.url().replace("127.0.0.1", "localhost"),
                second.url() + "/../x",
                first.url() + " " + second.url(),
                ""))
            forged.put(
                    "unlisted issuer " + iss,
                    sign("'alg':'RS256','typ':'JWT','kid':'key-1'", claims(iss, good), LocalIssuer.RSA));
        String rs = "'alg':'RS256','typ':'JWT','kid':'key-1'";
        String rs2 = "'alg':'RS256','typ':'JWT','kid':'key-2'";
        forged.put(
                "two issuers",
                sign(
                        rs,
                        claims(first.url(), good).replaceFirst("\\{", "{\"iss\":\"" + second.url() + "\","),
                        LocalIssuer.RSA));
        forged.put(
                "issuers in a list",
                sign(
                        rs,
                        claims(first.url(), good)
                                .replace(
                                        "\"" + first.url() + "\"",
                                        "[\"" + first.url() + "\",\"" + second.url() + "\"]"),
                        LocalIssuer.RSA));
        forged.put(
                "no issuer",
                sign(rs, claims(first.url(), good).replaceFirst("\"iss\":\"[^\"]*\",", ""), LocalIssuer.RSA));
        forged.put(
                "issuer in the header alone",
                sign(rs + ",'iss':'" + first.url() + "'", claims(second.url(), good), LocalIssuer.RSA));
        forged.put(
                "audience of nobody",
                sign(rs, claims(first.url(), good.replace(RunningGateway.AUDIENCE, "api")), LocalIssuer.RSA));
        forged.put(
                "a client of the first at the second",
                sign(rs2, claims(second.url(), other.replace("other", "app")), B_KEY));
        forged.put(
                "an unregistered client at the second",
                sign(rs2, claims(second.url(), other.replace("other", "nobody")), B_KEY));
        forged.put("two clients at the second", sign(rs2, claims(second.url(), other + ",'client_id':'app'"), B_KEY));
        forged.put(
                "no client at the second",
                sign(rs2, claims(second.url(), "'sub':'staff-dr-c','scope':'user/*.rs'"), B_KEY));
        forged.put(
                "the audience of the first at the second", sign(rs2, claims(second.url(), other + "," + AUD), B_KEY));
        forged.put(
                "an ID token of the second",
                sign(rs2, claims(second.url(), "'aud':'other','azp':'other','sub':'staff-dr-c','nonce':'n'"), B_KEY));
        forged.put(
                "an ID token that calls itself one",
                sign(rs2, claims(second.url(), other + ",'token_use':'id'"), B_KEY));
        forged.put(
                "a subject whom the first alone knows",
                sign(rs2, claims(second.url(), other.replace("dr-c", "dr-o")), B_KEY));
        forged.put(
                "an algorithm without a key",
                sign("'alg':'none','typ':'JWT'", claims(first.url(), good), LocalIssuer.RSA));
        forged.put(
                "a shared secret",
                sign("'alg':'HS256','typ':'JWT','kid':'key-1'", claims(first.url(), good), LocalIssuer.RSA));
        forged.put("an opaque token that the second issued", "second-opaque");
        second.introspectedTokens.put(
                "second-opaque", quoted("{'active':true,'client_id':'other','scope':'user/*.rs','sub':'staff-dr-c'}"));
        forged.put("an opaque token that the first says is the second's", "first-opaque");
        first.introspectedTokens.put(
                "first-opaque",
                quoted("{'active':true,'iss':'" + second.url()
                        + "','client_id':'app','scope':'user/*.rs','sub':'staff-dr-c'," + AUD + "}"));
        forged.put("an opaque token without audience", "no-audience");
        first.introspectedTokens.put(
                "no-audience", quoted("{'active':true,'client_id':'app','scope':'user/*.rs','sub':'staff-dr-c'}"));
        forged.put("an opaque refresh token", "a-refresh-token");
        first.introspectedTokens.put(
                "a-refresh-token",
                quoted(
                        "{'active':true,'token_type':'refresh_token','client_id':'app','scope':'user/*.rs','sub':'staff-dr-c',"
                                + AUD + "}"));
        forged.put("an opaque token that has expired", "expired-token");
        first.introspectedTokens.put(
                "expired-token",
                quoted("{'active':true,'exp':1000,'client_id':'app','scope':'user/*.rs','sub':'staff-dr-c'," + AUD
                        + "}"));
        forged.put("a token that two encodings away is one", LocalIssuer.encode(smart("dr-o", "")));
        forged.put(
                "an actor of the second at the first",
                smart("dr-o", ",'act':{'iss':'" + second.url() + "','sub':'assistant'}"));
        forged.put("an actor who is a text", smart("dr-o", ",'act':'assistant'"));
        forged.put("an actor whom nobody knows", smart("dr-o", ",'act':{'sub':'stranger'}"));
        forged.put(
                "two users in one token",
                ofFirst(
                        "'typ':'JWT'",
                        AUD
                                + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','extensions':{'hl7-b2b':{'organization_id':'Organization/org-b'}},'organization':'Organization/org-a'"));
        assertThat(forged).hasSizeGreaterThanOrEqualTo(40);
        return forged.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    Reply reply = get(NOTE, one.getValue());
                    assertThat(reply.status()).isEqualTo(401);
                    assertThat(get(ORDINARY, one.getValue()).status()).isEqualTo(401);
                }));
    }

    @Test
    void a_subject_of_one_issuer_is_nobody_at_another() throws Exception {
        // Given: the same subject, client, person and purpose by two issuers, and a page link of the first
        String claims = "'sub':'same','azp':'shared','scope':'user/*.rs','fhirUser':'Practitioner/dr-c'";
        String one = ofFirst("'typ':'JWT'", AUD + "," + claims);
        for (int i = 0; i < 3; i++)
            ehr.put(json("{'resourceType':'Observation','id':'more-" + i
                    + "','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/P1'}}"));
        String page = get("/fhir/Observation?patient=P1&_count=1", one).text();
        String next = page.replaceAll("(?s).*\"url\":\"[^\"]*(\\?_getpages=[^\"]*)\".*", "$1");
        assertThat(next).startsWith("?_getpages=");

        // Then
        assertThat(get("/fhir" + next, one).status()).isEqualTo(200);
        assertThat(get(ORDINARY, ofSecond(claims)).status()).isEqualTo(200);
        assertThat(get("/fhir" + next, ofSecond(claims)).status()).isNotEqualTo(200);
    }

    @Test
    void whoever_acts_for_another_gets_at_most_what_both_may() throws Exception {
        // Given
        String agent = smart("dr-o", ",'act':{'sub':'assistant'}");
        String colleague = smart("dr-o", ",'act':{'sub':'staff-dr-c'}");
        String herself = smart("dr-o", ",'act':{'sub':'staff-dr-o'}");
        String channel = smart("dr-o", ",'act':{'sub':'speech'}");
        String forColleague = smart("dr-c", ",'act':{'sub':'staff-dr-o'}");

        // Then: the note is its originator's own, and only a channel is no party
        for (String token : List.of(agent, colleague)) {
            Reply reply = get(NOTE, token);
            assertThat(reply.status()).isIn(403, 404);
            World.noCanary(reply.all());
            assertThat(get(ORDINARY, token).status()).isEqualTo(200);
        }
        assertThat(get(NOTE, forColleague).status()).isEqualTo(404);
        assertThat(get(NOTE, herself).text()).contains("CNRY_N1");
        assertThat(get(NOTE, channel).text()).contains("CNRY_N1");
        // a channel narrows by its registration, and so does an agent
        assertThat(get(ORDINARY, channel).status()).isEqualTo(403);
        assertThat(send("DELETE", ORDINARY, agent).status()).isEqualTo(403);
    }

    @Test
    void what_a_token_lacks_is_told_to_its_holder_and_to_the_operator() throws Exception {
        // Given: no scope at all, and a purpose that nobody told
        String unscoped = ofSecond("'sub':'staff-dr-c','azp':'other'");
        String silent = ofFirst("'typ':'JWT'", AUD + ",'azp':'unregistered','sub':'staff-dr-o','scope':'user/*.rs'");

        // Then
        assertThat(challenge(get(ORDINARY, unscoped)))
                .contains("insufficient_scope")
                .contains("no SMART scope");
        Reply own = get(NOTE, silent);
        assertThat(own.status()).isEqualTo(403);
        assertThat(challenge(own)).contains("`purpose_of_use`");
        Reply nobody = get(NOTE, ofFirst("'typ':'JWT'", AUD + ",'azp':'app','sub':'stranger','scope':'user/*.rs'"));
        assertThat(challenge(nobody))
                .startsWith("Bearer error=\"invalid_token\"")
                .contains("`fhirUser`");
        assertThat(challenge(get(NOTE, "x"))).isEqualTo("Bearer error=\"invalid_token\"");

        Reply reply = get(NOTE, ofFirst("'typ':'JWT'", AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs'"));
        assertThat(why(reply))
                .contains("user from directory, organization from PractitionerRole, purposes from registration,"
                        + " scopes from token scope within registration")
                .hasLineCount(8);
    }

    @Test
    void where_each_fact_came_from_is_told_of_every_way() throws Exception {
        // Given
        first.introspectedTokens.put(
                "told-by-introspection",
                quoted("{'active':true,'client_id':'app','scope':'user/*.rs','sub':'x','fhirUser':'Practitioner/dr-o',"
                        + "'purpose_of_use':'TREAT','organization':'Organization/org-a'," + AUD + "}"));
        String userinfo = ofFirst("'typ':'JWT'", AUD + ",'azp':'app','sub':'x-9','scope':'user/*.rs'");
        first.userinfo.put(userinfo, quoted("{'sub':'x-9','fhirUser':'Practitioner/dr-o'}"));
        String listed = ofSecond("'sub':'staff-dr-c','azp':'other','scope':'user/*.rs'");

        // Then
        assertThat(why(get(ORDINARY, "told-by-introspection")))
                .contains(
                        "user from introspection fhirUser, organization from introspection organization, purposes from"
                                + " introspection purpose_of_use, scopes from introspection scope within registration");
        assertThat(why(get(ORDINARY, userinfo))).contains("user from userinfo, organization from PractitionerRole");
        assertThat(why(get(ORDINARY, listed))).contains("user from users", "purposes from registration");
        assertThat(why(get(ORDINARY, smart("dr-o", ""))))
                .contains("user from token fhirUser", "purposes from token purpose_of_use");
    }

    @TestFactory
    Stream<DynamicTest> the_check_that_refused_a_token_is_told_to_the_operator_and_to_nobody_else() {
        String good = AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs'";
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("`no token`: see that the app sends `Authorization: Bearer`", "");
        refused.put("`header`", ofFirst("'typ':'JWT','jku':'https://keys.example'", good));
        refused.put(
                "`issuer`: see `issuer.url`, which must be its `iss` letter by letter",
                sign("'alg':'RS256','typ':'JWT','kid':'key-1'", claims(first.url() + "/", good), LocalIssuer.RSA));
        refused.put(
                "`audience`: see `audience`, one of which must be in its `aud`",
                ofFirst("'typ':'JWT'", good.replace(RunningGateway.AUDIENCE, "api")));
        refused.put("`client`: see `clients` of the issuer", ofSecond("'sub':'staff-dr-c','azp':'app','scope':'x'"));
        refused.put(
                "`expired`: see the clocks of issuer and gateway",
                sign(
                        "'alg':'RS256','typ':'JWT','kid':'key-1'",
                        claims(first.url(), good).replaceFirst("\"exp\":\\d+", "\"exp\":1000"),
                        LocalIssuer.RSA));
        refused.put(
                "`signature`: see that `issuer.url` is who signed it",
                sign("'alg':'RS256','typ':'JWT','kid':'key-1'", claims(first.url(), good), B_KEY));
        refused.put("`inactive`", "nobody-issued-this");
        return refused.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    Reply reply = get(NOTE, one.getValue());
                    assertThat(reply.status()).isEqualTo(401);
                    assertThat(challenge(reply))
                            .isEqualTo(one.getValue().isEmpty() ? "Bearer" : "Bearer error=\"invalid_token\"");
                    assertThat(why(reply)).contains(", by the check " + one.getKey());
                }));
    }

    /** What the operator's command says of a request, once its end is recorded. */
    private static String why(Reply reply) throws IOException {
        get(ORDINARY, smart("dr-o", "")); // a later record that is awaited
        var out = new ByteArrayOutputStream();
        new Why(reply.header("x-request-id").orElseThrow())
                .run(folder.resolve("data"), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_user_is_the_ehr_s_under_any_of_its_bases_and_under_no_other() throws Exception {
        String tenant = named("https://ehr.example/tenant/r4");

        assertThat(get(NOTE, tenant).text()).contains("CNRY_N1");
        for (String other : List.of("https://ehr.example/r4x", "https://ehr.example", "https://ehr.example/tenant"))
            assertThat(get(ORDINARY, named(other)).status()).as(other).isEqualTo(403);
    }

    private static String named(String base) {
        return ofFirst(
                "'typ':'JWT'",
                AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','fhirUser':'" + base
                        + "/Practitioner/dr-o'");
    }

    @Test
    void what_a_token_says_binds_and_a_registration_never_widens_it() throws Exception {
        String marketing = ofFirst(
                "'typ':'JWT'", AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','purpose_of_use':'HMARKT'");
        String narrow = ofFirst("'typ':'JWT'", AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/Patient.rs'");
        String foreign = ofFirst(
                "'typ':'JWT'",
                AUD
                        + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','fhirUser':'https://elsewhere.example/fhir/Practitioner/dr-o'");
        String payment = ofFirst(
                "'typ':'JWT'", AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','purpose_of_use':'HPAYMT'");
        String none =
                ofFirst("'typ':'JWT'", AUD + ",'azp':'app','sub':'staff-dr-o','scope':'user/*.rs','purpose_of_use':[]");

        assertThat(get(ORDINARY, marketing).status()).isEqualTo(403);
        assertThat(get(ORDINARY, narrow).status()).isEqualTo(403);
        assertThat(get(ORDINARY, foreign).status()).isEqualTo(403);
        assertThat(get(NOTE, payment).status()).isIn(403, 404);
        assertThat(get(NOTE, none).status()).isIn(403, 404);
        assertThat(get("/fhir/Patient/P1", narrow).status()).isEqualTo(200);
    }

    private static String challenge(Reply reply) {
        return reply.header("www-authenticate").orElse("");
    }

    private static String smart(String who, String more) {
        return ofFirst(
                "'typ':'at+jwt'",
                AUD + ",'client_id':'app','sub':'staff-" + who
                        + "','scope':'openid user/*.cruds','fhirUser':'Practitioner/" + who
                        + "','purpose_of_use':'TREAT'" + more);
    }

    private static String ofFirst(String header, String claims) {
        return sign("'alg':'RS256','kid':'key-1'," + header, claims(first.url(), claims), LocalIssuer.RSA);
    }

    private static String ofSecond(String claims) {
        return sign("'alg':'RS256','kid':'key-2','typ':'JWT'", claims(second.url(), claims), B_KEY);
    }

    private static String claims(String issuer, String claims) {
        long now = Instant.now().getEpochSecond();
        return quoted("{'iss':'" + issuer + "','iat':" + (now - 5) + ",'exp':" + (now + 600) + "," + claims + "}");
    }

    private static String sign(String header, String payload, JWK key) {
        return LocalIssuer.sign(quoted("{" + header + "}"), payload, key);
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode json(String text) {
        return Chart.parse(quoted(text));
    }

    private static Reply get(String target, String token) throws IOException {
        return send("GET", target, token);
    }

    private static Reply send(String method, String target, String token) throws IOException {
        return Wire.ask(gateway.port(), Wire.request(method, target, token, Map.of(), ""));
    }
}
