package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** AUTH-*: a token that is not whole and for us opens nothing, and every refusal looks the same. */
class TokenAttackTest {

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of("GATEWAY_ISSUER_CLIENTS", "portal"));
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> a_bad_token_is_refused_and_nothing_is_asked() {
        long now = Instant.now().getEpochSecond();
        Map<String, String> tokens = new LinkedHashMap<>();
        String good = world.tokens.claims(claims -> {});
        RSAKey own = LocalIssuer.OTHER_RSA;
        header(tokens, "AUTH-003 jku", "\"kid\":\"key-1\",\"jku\":\"http://127.0.0.1/keys\"", good, LocalIssuer.RSA);
        header(tokens, "AUTH-003 x5u", "\"kid\":\"key-1\",\"x5u\":\"http://127.0.0.1/cert\"", good, LocalIssuer.RSA);
        header(
                tokens,
                "AUTH-003 jwk",
                "\"kid\":\"key-2\",\"jwk\":" + own.toPublicJWK().toJSONString(),
                good,
                own);
        header(tokens, "AUTH-003 kid path", "\"kid\":\"../../etc/passwd\"", good, own);
        header(tokens, "AUTH-003 kid sql", "\"kid\":\"' or 1=1 --\"", good, own);
        claims(tokens, "AUTH-004 other realm", c -> c.put("iss", world.issuer.url() + "2"));
        claims(tokens, "AUTH-004 trailing slash", c -> c.put("iss", world.issuer.url() + "/"));
        claims(tokens, "AUTH-004 case", c -> c.put("iss", world.issuer.url().replace("realms", "Realms")));
        claims(tokens, "AUTH-004 prefix", c -> c.put("iss", world.issuer.url() + ".evil.example"));
        claims(tokens, "AUTH-005 other audience", c -> c.put("aud", "other"));
        claims(tokens, "AUTH-005 no audience", c -> c.remove("aud"));
        claims(tokens, "AUTH-005 array of others", c -> c.putArray("aud")
                .add("other")
                .add("account"));
        claims(tokens, "AUTH-005 other client", c -> c.put("azp", "evil"));
        claims(tokens, "AUTH-007 expired", c -> c.put("exp", now - 61));
        claims(tokens, "AUTH-007 not yet", c -> c.put("nbf", now + 600));
        claims(tokens, "AUTH-007 issued later", c -> c.put("iat", now + 600));
        claims(tokens, "AUTH-007 no expiry", c -> c.remove("exp"));
        claims(tokens, "AUTH-007 expiry as text", c -> c.put("exp", "9999999999"));
        tokens.put("AUTH-007 expiry 1e999", signed(good.replaceFirst("\"exp\":\\d+", "\"exp\":1e999")));
        claims(tokens, "AUTH-009 user scope, no user", c -> c.remove("fhirUser"));
        claims(tokens, "AUTH-009 patient scope, no patient", c -> c.put("scope", "patient/*.rs")
                .remove("fhirUser"));
        claims(tokens, "AUTH-010 two at signs", c -> c.put("email", "a@good.example@evil.example"));
        claims(tokens, "AUTH-010 confusable user", c -> c.put("fhirUser", "Practitioner/d\uff52-o"));
        tokens.put("AUTH-011 1 MiB", signed(good.replaceFirst("\\{", "{\"x\":\"" + "a".repeat(20_000) + "\",")));
        tokens.put(
                "AUTH-011 nested",
                signed(good.replaceFirst("\\{", "{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + ",")));
        tokens.put(
                "AUTH-011 JWE",
                LocalIssuer.encode("{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,"
                                + "\"p2s\":\"AAAA\",\"zip\":\"DEF\"}")
                        + ".AAAA.AAAA.AAAA.AAAA");
        tokens.put("AUTH-012 two subs", signed(good.replaceFirst("\\{", "{\"sub\":\"u-2\",")));
        tokens.put("AUTH-012 two scopes", signed(good.replaceFirst("\\{", "{\"scope\":\"system/*.cruds\",")));
        return tokens.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    world.ehr.reset();
                    Reply reply = world.get("/fhir/Patient/P1", one.getValue());
                    Case.of(one.getKey().substring(0, 8)).holds(reply);
                    assertThat(world.ehr.asked()).isEmpty();
                    if (reply.status() == 401)
                        assertThat(reply.text())
                                .isEqualTo(world.get("/fhir/Patient/P1", "x").text());
                }));
    }

    @TestFactory
    Stream<DynamicTest> AUTH_015_there_is_one_place_for_a_token_and_one_token_in_it() {
        String token = world.tokens.clinician();
        return Stream.of(
                        "GET /fhir/Patient/P1 HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer " + token
                                + "\r\nAuthorization: Bearer " + token + "\r\n\r\n",
                        "GET /fhir/Patient/P1 HTTP/1.1\r\n"
                                + "Host: gw\r\n"
                                + "Authorization: Basic YTpi\r\n"
                                + "Authorization: Bearer "
                                + token + "\r\n\r\n",
                        "GET /fhir/Patient/P1?access_token=" + token + " HTTP/1.1\r\nHost: gw\r\n\r\n",
                        "GET /fhir/Patient/P1 HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer " + token + ", Bearer "
                                + token + "\r\n\r\n",
                        "POST /fhir/Patient/_search HTTP/1.1\r\n"
                                + "Host: gw\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n"
                                + "Content-Length: "
                                + ("access_token=" + token).length() + "\r\n\r\naccess_token=" + token)
                .map(raw -> DynamicTest.dynamicTest("AUTH-015 " + raw.substring(0, 24), () -> {
                    world.ehr.reset();
                    Reply reply = Wire.ask(world.gateway.port(), raw);
                    world.harmless(reply);
                    assertThat(reply.status()).isIn(401, 400);
                    assertThat(world.ehr.asked()).isEmpty();
                }));
    }

    @Test
    void AUTH_014_nothing_starts_without_issuer_or_audience() throws Exception {
        for (String missing :
                List.of("GATEWAY_ISSUER_URL", "GATEWAY_AUDIENCE", "GATEWAY_ORGANIZATION", "GATEWAY_UPSTREAM_URL")) {
            Map<String, String> variables =
                    RunningGateway.variables(world.ehr.url(), world.issuer.url(), world.data(), Map.of());
            variables.remove(missing);
            org.assertj.core.api.Assertions.assertThatExceptionOfType(InvalidConfiguration.class)
                    .as(missing)
                    .isThrownBy(() -> ConfigReader.read(java.util.Optional.empty(), variables));
        }
    }

    private static void header(Map<String, String> into, String name, String header, String claims, RSAKey key) {
        into.put(name, LocalIssuer.sign("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"," + header + "}", claims, key));
    }

    private static void claims(Map<String, String> into, String name, Consumer<ObjectNode> change) {
        into.put(name, world.tokens.with(change));
    }

    private static String signed(String claims) {
        return LocalIssuer.sign(Token.HEADER, claims, LocalIssuer.RSA);
    }
}
