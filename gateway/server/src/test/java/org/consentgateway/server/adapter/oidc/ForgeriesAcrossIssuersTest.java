package org.consentgateway.server.adapter.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.AUDIENCE;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.FIRST_KEY;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.NOW;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.SECOND_KEY;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.THIRD_KEY;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.claims;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.json;
import static org.consentgateway.server.adapter.oidc.ThreeIssuers.sign;

import com.nimbusds.jose.jwk.JWK;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;
import org.consentgateway.server.port.AccessTokenVerifier.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of one issuer is worth anything at another: each forgery is refused for its own reason, beside the good token it apes. */
@SuppressWarnings("NullAway.Init")
class ForgeriesAcrossIssuersTest {

    private static final String RS1 = "'alg':'RS256','typ':'JWT','kid':'key-1'";
    private static final String RS2 = "'alg':'RS256','typ':'JWT','kid':'key-2'";
    private static final String RS3 = "'alg':'RS256','typ':'JWT','kid':'key-3'";
    private static final String AUD = "'aud':'" + AUDIENCE + "',";
    private static final String OF_FIRST = AUD + "'azp':'app','sub':'a-1','scope':'user/*.rs'";
    private static final String OF_SECOND = "'azp':'other','sub':'b-1','scope':'user/*.rs'";
    private static final String OF_THIRD = AUD + "'azp':'third','sub':'c-1','scope':'user/*.rs'";
    private static final String NO_USER =
            "the token names no user: it lacks `fhirUser`, and no directory knows its subject";
    private static final String NO_ACTOR =
            "the actor in `act` is neither a registered client nor a person whom a directory knows";

    @TempDir
    static Path folder;

    private static ThreeIssuers issuers;

    @BeforeAll
    static void start() throws Exception {
        issuers = new ThreeIssuers(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        issuers.close();
    }

    /**
     * @param refusedBy the check that it fails
     * @param good      the token that it apes, which is accepted
     */
    private record Forgery(String name, String refusedBy, String token, String good) {}

    @TestFactory
    Stream<DynamicTest> each_is_refused_for_its_own_reason_and_the_good_token_that_it_apes_is_accepted() {
        List<Forgery> forgeries = new ArrayList<>();
        keys(forgeries);
        names(forgeries);
        audiences(forgeries);
        people(forgeries);
        kinds(forgeries);
        told(forgeries);
        actors(forgeries);
        assertThat(forgeries).hasSizeGreaterThanOrEqualTo(60);
        return forgeries.stream()
                .map(forgery -> DynamicTest.dynamicTest(forgery.name(), () -> {
                    assertThat(issuers.verify(forgery.good())).isInstanceOf(Verdict.Valid.class);
                    assertThat(issuers.verify(forgery.token()))
                            .isInstanceOfSatisfying(Verdict.Invalid.class, refused -> assertThat(refused.why())
                                    .isEqualTo(forgery.refusedBy()));
                }));
    }

    private static void keys(List<Forgery> into) {
        into.add(ofFirst("the second's key under the first's kid", "signature", RS1, OF_FIRST, SECOND_KEY));
        into.add(ofFirst("the second's key under its own kid", "unknown key", RS2, OF_FIRST, SECOND_KEY));
        into.add(ofFirst("the third's key under no kid", "signature", without(RS1, "kid"), OF_FIRST, THIRD_KEY));
        into.add(ofSecond("the first's key under the second's kid", "signature", RS2, OF_SECOND, FIRST_KEY));
        into.add(ofSecond("the first's key under its own kid", "unknown key", RS1, OF_SECOND, FIRST_KEY));
        into.add(ofSecond("the first's key under no kid", "signature", without(RS2, "kid"), OF_SECOND, FIRST_KEY));
        into.add(ofThird("the first's key under the third's kid", "signature", RS3, OF_THIRD, FIRST_KEY));
        for (String kid : List.of(issuers.second.url() + "/certs#key-2", "../../x/certs/key-2", "key-2 key-1", "KEY-1"))
            into.add(ofFirst(
                    "a kid that leads to the second: " + kid,
                    "unknown key",
                    RS1.replace("key-1", kid),
                    OF_FIRST,
                    SECOND_KEY));
        String certs = issuers.second.url() + "/certs";
        Map<String, String> brought = Map.of(
                "jku",
                "'" + certs + "'",
                "x5u",
                "'" + certs + "'",
                "jwk",
                SECOND_KEY.toPublicJWK().toJSONString().replace('"', '\''),
                "x5c",
                "['MIIB']",
                "crit",
                "['iss']");
        brought.forEach((name, value) -> into.add(ofFirst(
                "the second's key brought along as " + name,
                "header",
                RS2 + ",'" + name + "':" + value,
                OF_FIRST,
                SECOND_KEY)));
        for (String algorithm : List.of("RS384", "RS512", "PS256", "PS512"))
            into.add(ofFirst(
                    "the second's key by " + algorithm,
                    "signature",
                    RS1.replace("RS256", algorithm),
                    OF_FIRST,
                    SECOND_KEY));
        into.add(ofSecond(
                "an algorithm of the first", "algorithm", RS2.replace("RS256", "PS256"), OF_SECOND, SECOND_KEY));
        into.add(ofSecond(
                "the first's public key as a secret", "algorithm", RS1.replace("RS", "HS"), OF_SECOND, FIRST_KEY));
        into.add(ofFirst(
                "an elliptic algorithm on the kid of an RSA key",
                "unknown key",
                RS1.replace("RS", "ES"),
                OF_FIRST,
                FIRST_KEY));
    }

    private static void names(List<Forgery> into) {
        String first = issuers.first.url();
        for (String iss : List.of(
                first + "/",
                first + "#",
                first + "?",
                first + " ",
                first.replace("realms", "Realms"),
                first.replace("http:", "HTTP:"),
                first.replace("127.0.0.1", "localhost"),
                first.replace("127.0.0.1", "127.1"),
                first.replace("realms", "%72ealms"),
                first + "/../x",
                first + " " + issuers.second.url(),
                ""))
            into.add(new Forgery(
                    "an issuer like the first: `" + iss + "`",
                    "issuer",
                    sign(RS1, claims(iss, OF_FIRST), FIRST_KEY),
                    firstToken()));
        String good = claims(first, OF_FIRST);
        String iss = "\"iss\":\"" + first + "\"";
        into.add(first("no issuer", "issuer", good.replace(iss + ",", "")));
        into.add(first("issuers in a list", "issuer", good.replace(iss, "\"iss\":[\"" + first + "\"]")));
        into.add(first(
                "an issuer that is an object", "issuer", good.replace(iss, "\"iss\":{\"url\":\"" + first + "\"}")));
        into.add(first(
                "two issuers",
                "not strict json",
                good.replace(iss, "\"iss\":\"" + issuers.second.url() + "\"," + iss)));
        into.add(new Forgery(
                "the first as issuer in the header alone",
                "unknown key",
                sign(RS1 + ",'iss':'" + first + "'", claims(issuers.second.url(), OF_SECOND), FIRST_KEY),
                firstToken()));
        into.add(new Forgery(
                "the claims of the second under a signature of the first that was seen",
                "unknown key",
                part(firstToken(), 0) + "." + part(secondToken(), 1) + "." + part(firstToken(), 2),
                firstToken()));
        into.add(new Forgery(
                "the signature of the first under a token of the second",
                "signature",
                part(secondToken(), 0) + "." + part(secondToken(), 1) + "." + part(firstToken(), 2),
                secondToken()));
    }

    private static void audiences(List<Forgery> into) {
        into.add(second("the first's audience at the second", "audience", AUD + OF_SECOND));
        into.add(second("a client of the first as audience at the second", "audience", "'aud':'app'," + OF_SECOND));
        into.add(first("the second's client as audience at the first", "audience", "other"));
        into.add(first("the second itself as audience at the first", "audience", issuers.second.url()));
        into.add(firstOf("no audience", "the token lacks `aud`", OF_FIRST.replace(AUD, "")));
        into.add(second("a client of the first at the second", "client", OF_SECOND.replace("other", "app")));
        into.add(second("a client of the third at the second", "client", OF_SECOND.replace("other", "third")));
        into.add(second("a client of each", "two clients", OF_SECOND + ",'client_id':'app'"));
        into.add(second("no client", "the token lacks `azp`", OF_SECOND.replace("'azp':'other',", "")));
    }

    private static void people(List<Forgery> into) {
        into.add(second("a subject of the first at the second", NO_USER, OF_SECOND.replace("b-1", "a-1")));
        into.add(firstOf("a subject of the second at the first", NO_USER, OF_FIRST.replace("a-1", "b-1")));
        into.add(firstOf("a subject in the case of another", NO_USER, OF_FIRST.replace("a-1", "A-1")));
        into.add(firstOf(
                "a subject with the name that the trail gives one of the second",
                "an identity is malformed",
                OF_FIRST.replace("a-1", issuers.second.url() + "@@b-1")));
        into.add(firstOf(
                "organisations of two issuers",
                "two organizations",
                OF_FIRST + ",'organization':'Organization/org-a','extensions':{'hl7-b2b':{'organization_id':"
                        + "'Organization/org-b'}}"));
    }

    private static void kinds(List<Forgery> into) {
        into.add(ofSecond(
                "a type of the first at the second", "type", RS2.replace("JWT", "at+jwt"), OF_SECOND, SECOND_KEY));
        into.add(ofFirst("a DPoP proof as a token", "type", RS1.replace("JWT", "dpop+jwt"), OF_FIRST, FIRST_KEY));
        into.add(ofFirst("a logout token as a token", "type", RS1.replace("JWT", "logout+jwt"), OF_FIRST, FIRST_KEY));
        into.add(second(
                "an ID token of the second",
                "type",
                "'aud':'other','azp':'other','sub':'b-1','nonce':'n','at_hash':'x'"));
        into.add(firstOf("a refresh token of the first", "type", OF_FIRST + ",'typ':'Refresh'"));
    }

    /** What one issuer says of another's tokens, or of another person. */
    private static void told(List<Forgery> into) {
        opaque(issuers.first, "good-opaque", OF_FIRST);
        into.add(opaque("issued-by-nobody", "inactive"));
        issuers.second.introspectedTokens.put("of-second", json("'active':true," + OF_SECOND));
        into.add(opaque("of-second", "inactive"));
        opaque(issuers.first, "said-to-be-seconds", "'iss':'" + issuers.second.url() + "'," + OF_FIRST);
        into.add(opaque("said-to-be-seconds", "issuer"));
        opaque(issuers.first, "for-another-audience", OF_FIRST.replace(AUD, "'aud':'other',"));
        into.add(opaque("for-another-audience", "audience"));
        opaque(issuers.first, "for-no-audience", OF_FIRST.replace(AUD, ""));
        into.add(opaque("for-no-audience", "the token lacks `aud`"));
        opaque(issuers.first, "of-nobody-here", OF_FIRST.replace("a-1", "b-1"));
        into.add(opaque("of-nobody-here", NO_USER));
        opaque(issuers.third, "subject-of-the-first", OF_THIRD.replace("c-1", "a-1"));
        into.add(opaque("subject-of-the-first", NO_USER));

        introspected(into, "the third about a subject of the first", "two subjects", "'sub':'a-1'");
        introspected(into, "the third as the first", "issuer", "'iss':'" + issuers.first.url() + "'");
        introspected(into, "the third about a client of the first", "two clients", "'client_id':'app'");
        introspected(into, "the third about another audience", "audience", "'aud':'other'");
        String withdrawn = third("'jti':'withdrawn'");
        issuers.third.introspectedTokens.put(withdrawn, "{\"active\":false}");
        into.add(new Forgery("what the third alone no longer knows", "inactive", withdrawn, third("'jti':'good'")));

        String stranger = sign(RS1, claims(issuers.first.url(), OF_FIRST.replace("a-1", "u-9")), FIRST_KEY);
        issuers.first.userinfo.put(stranger, json("'sub':'a-1','fhirUser':'Practitioner/dr-a-1'"));
        into.add(new Forgery("userinfo about another subject", "userinfo of another subject", stranger, firstToken()));
        String both = sign(RS1, claims(issuers.first.url(), OF_FIRST.replace("a-1", "b-1")), FIRST_KEY);
        issuers.second.userinfo.put(both, json("'sub':'b-1','fhirUser':'Practitioner/dr-c'"));
        into.add(new Forgery("userinfo that the second alone would give", NO_USER, both, firstToken()));
    }

    private static void actors(List<Forgery> into) {
        String second = "'iss':'" + issuers.second.url() + "'";
        actor(into, "an actor of the second", "an actor of another issuer", second + ",'sub':'a-2'");
        actor(
                into,
                "an actor of the second before ours",
                "an actor of another issuer",
                "'sub':'assistant','act':{" + second + ",'sub':'agent-b'}");
        actor(
                into,
                "an actor of the second at the end of a chain",
                "an actor of another issuer",
                "'sub':'assistant','act':{'sub':'a-2','act':{" + second + ",'sub':'b-1'}}");
        actor(
                into,
                "an actor of an issuer like the first",
                "an actor of another issuer",
                "'iss':'" + issuers.first.url() + "/','sub':'a-2'");
        actor(into, "a client of the second who acts at the first", NO_ACTOR, "'sub':'agent-b'");
        actor(into, "a user of the second who acts at the first", NO_ACTOR, "'sub':'b-1'");
        into.add(firstOf("an actor who is a text", "the actor is malformed", OF_FIRST + ",'act':'assistant'"));
        into.add(firstOf(
                "a chain that ends in a text",
                "the actor is malformed",
                OF_FIRST + ",'act':{'sub':'assistant','act':'agent-b'}"));
    }

    @Test
    void a_message_of_one_issuer_ends_no_session_of_another() throws Exception {
        // Given: sessions of the same name at two issuers
        String first = sign(RS1, claims(issuers.first.url(), OF_FIRST + ",'sid':'s-1'"), FIRST_KEY);
        String second = sign(RS2, claims(issuers.second.url(), OF_SECOND + ",'sid':'s-1'"), SECOND_KEY);
        String logout = "'aud':'gw','jti':'1','sid':'s-1','events':"
                + "{'http://schemas.openid.net/event/backchannel-logout':{}}";

        // Then: forged by the second for the first, and rightly for its own
        assertThat(issuers.logsOut(sign(RS1, claims(issuers.first.url(), logout), SECOND_KEY)))
                .isFalse();
        assertThat(issuers.logsOut(sign(RS2, claims(issuers.first.url(), logout), SECOND_KEY)))
                .isFalse();
        assertThat(issuers.logsOut(sign(RS2, claims(issuers.second.url(), logout.replace("gw", "app")), SECOND_KEY)))
                .isFalse();
        assertThat(issuers.logsOut(sign(RS2, claims(issuers.second.url(), logout.replace("gw", "other")), SECOND_KEY)))
                .isTrue();
        assertThat(issuers.verify(first)).isInstanceOf(Verdict.Valid.class);
        assertThat(issuers.verify(second)).isEqualTo(new Verdict.Invalid("logged out"));
        assertThat(issuers.logsOut(sign(RS1, claims(issuers.first.url(), logout), FIRST_KEY)))
                .isTrue();
        assertThat(issuers.verify(first)).isEqualTo(new Verdict.Invalid("logged out"));
    }

    @Test
    void a_not_before_time_of_one_issuer_refuses_no_token_of_another() throws Exception {
        try (ThreeIssuers own = new ThreeIssuers(folder)) {
            String push = json("'action':'PUSH_NOT_BEFORE','expiration':" + (NOW + 30) + ",'notBefore':" + NOW);
            String first = sign(RS1, claims(own.first.url(), OF_FIRST), FIRST_KEY);
            String second = sign(RS2, claims(own.second.url(), OF_SECOND), SECOND_KEY);
            assertThat(own.verify(second)).isInstanceOf(Verdict.Valid.class);

            // When
            assertThat(own.setsNotBefore(sign(RS2, push, SECOND_KEY))).isTrue();

            // Then
            assertThat(own.verify(first)).isInstanceOf(Verdict.Valid.class);
            assertThat(own.verify(second)).isEqualTo(new Verdict.Invalid("before the not-before time"));
        }
    }

    @Test
    void a_key_that_one_issuer_gave_up_is_not_believed_of_it_because_another_has_it_now() throws Exception {
        try (ThreeIssuers own = new ThreeIssuers(folder)) {
            // Given: a token that was found good, and is remembered
            String token = sign(RS1, claims(own.first.url(), OF_FIRST), FIRST_KEY);
            assertThat(own.verify(token)).isInstanceOf(Verdict.Valid.class);

            // When: the second has the key
            own.first.keys(List.of(THIRD_KEY));
            own.second.keys(List.of(SECOND_KEY, FIRST_KEY));
            own.pass(61);

            // Then
            assertThat(own.verify(token)).isEqualTo(new Verdict.Invalid("unknown key"));
            assertThat(own.verify(sign(RS1, claims(own.second.url(), OF_SECOND), FIRST_KEY)))
                    .isInstanceOf(Verdict.Valid.class);
        }
    }

    @Test
    void a_binding_of_a_token_of_one_issuer_is_proven_by_no_certificate_of_another() throws Exception {
        String bound = sign(
                RS1, claims(issuers.first.url(), OF_FIRST + ",'cnf':{'x5t#S256':'certificate-of-first'}"), FIRST_KEY);

        assertThat(issuers.verify(shown(bound, "certificate-of-first"))).isInstanceOf(Verdict.Valid.class);
        assertThat(((Verdict.Invalid) issuers.verify(shown(bound, "certificate-of-second"))).why())
                .isEqualTo("another certificate");
    }

    private static PresentedToken shown(String token, String certificate) {
        return new PresentedToken(
                token, Optional.empty(), Optional.of(certificate), Optional.empty(), Optional.empty());
    }

    private static Forgery ofFirst(String name, String check, String header, String claims, JWK key) {
        return new Forgery(name, check, sign(header, claims(issuers.first.url(), claims), key), firstToken());
    }

    private static Forgery ofSecond(String name, String check, String header, String claims, JWK key) {
        return new Forgery(name, check, sign(header, claims(issuers.second.url(), claims), key), secondToken());
    }

    private static Forgery ofThird(String name, String check, String header, String claims, JWK key) {
        return new Forgery(name, check, sign(header, claims(issuers.third.url(), claims), key), third("'jti':'good'"));
    }

    /** @param payload whole, or the audience instead of the first's own */
    private static Forgery first(String name, String check, String payload) {
        String whole =
                payload.startsWith("{") ? payload : claims(issuers.first.url(), OF_FIRST.replace(AUDIENCE, payload));
        return new Forgery(name, check, sign(RS1, whole, FIRST_KEY), firstToken());
    }

    private static Forgery firstOf(String name, String check, String claims) {
        return ofFirst(name, check, RS1, claims, FIRST_KEY);
    }

    private static Forgery second(String name, String check, String claims) {
        return ofSecond(name, check, RS2, claims, SECOND_KEY);
    }

    private static Forgery opaque(String token, String check) {
        return new Forgery("opaque: " + token, check, token, "good-opaque");
    }

    private static void opaque(LocalIssuer issuer, String token, String says) {
        issuer.introspectedTokens.put(token, json("'active':true," + says));
    }

    private static void introspected(List<Forgery> into, String name, String check, String says) {
        String token = third("'jti':'" + check + "'");
        issuers.third.introspectedTokens.put(token, json("'active':true," + says));
        into.add(new Forgery("introspection by " + name, check, token, third("'jti':'good'")));
    }

    private static void actor(List<Forgery> into, String name, String check, String act) {
        String good = sign(
                RS1, claims(issuers.first.url(), OF_FIRST + ",'act':{'sub':'a-2','act':{'sub':'app'}}"), FIRST_KEY);
        String forged = sign(RS1, claims(issuers.first.url(), OF_FIRST + ",'act':{" + act + "}"), FIRST_KEY);
        into.add(new Forgery(name, check, forged, good));
    }

    private static String firstToken() {
        return sign(RS1, claims(issuers.first.url(), OF_FIRST), FIRST_KEY);
    }

    private static String secondToken() {
        return sign(RS2, claims(issuers.second.url(), OF_SECOND), SECOND_KEY);
    }

    /** A token that the third itself calls active. */
    private static String third(String more) {
        String token = sign(RS3, claims(issuers.third.url(), OF_THIRD + "," + more), THIRD_KEY);
        issuers.third.introspectedTokens.putIfAbsent(token, "{\"active\":true}");
        return token;
    }

    private static String without(String header, String member) {
        return header.replaceFirst(",'" + member + "':'[^']*'", "");
    }

    private static String part(String token, int number) {
        return token.split("\\.", -1)[number];
    }
}
