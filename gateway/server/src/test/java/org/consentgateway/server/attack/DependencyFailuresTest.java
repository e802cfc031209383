package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.pages.SignInDesk;
import org.consentgateway.server.port.Dependencies;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Whatever the gateway needs of others: when it fails, one line of the log says who it is and which key to look at, and a
 * metric says that it is down; when it is back, both say so.
 */
@SuppressWarnings("NullAway.Init")
class DependencyFailuresTest {

    private static final String ORDINARY = "/fhir/Observation/O1";
    private static final String FHIR = "application/fhir+json";

    @TempDir
    static Path folder;

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static FakeEhr ehr;
    private static FakeEhr consents;
    private static FakeEhr audit;
    private static LocalIssuer first;
    private static LocalIssuer second;
    private static Server database;
    private static TcpRelay wayToDatabase;
    private static RunningGateway gateway;
    private static volatile boolean tokensRefused;
    private static int asked;
    private static long start; // the same token for the same claims

    @BeforeAll
    static void start() throws Exception {
        LOG.start();
        start = Instant.now().getEpochSecond();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(LOG);
        ehr = new FakeEhr();
        consents = new FakeEhr();
        audit = new FakeEhr();
        first = new LocalIssuer();
        second = new LocalIssuer();
        second.down = true; // from the start: keys are asked for once in ten minutes
        var unused = new SignInDesk(first);
        first.endpoint("ehr-token", "", exchange -> {
            byte[] body = (tokensRefused
                            ? "{\"error\":\"invalid_client\"}"
                            : "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":0}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(tokensRefused ? 401 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
                .start();
        wayToDatabase = new TcpRelay(database.getPort());
        gateway = RunningGateway.before(ehr.url(), first.url(), folder.resolve("data"), variables());
        get(ORDINARY, token("'fhirUser':'Practitioner/dr-c',"));
    }

    private static Map<String, String> variables() throws IOException {
        Path issuers = folder.resolve("issuers.yaml");
        Files.writeString(
                issuers, """
                issuers:
                  - url: %s
                    audience: [%s]
                    introspection: opaque
                    client-id: gw
                    client-secret: secret
                    userinfo: true
                    directory: {search: "Practitioner?identifier=https://example.org/staff|{sub}", max-age: 1s}
                    clients: {app: {organization: Organization/org-a, purpose: TREAT}}
                  - {url: %s, audience: [%s]}
                """.formatted(first.url(), RunningGateway.AUDIENCE, second.url(), RunningGateway.AUDIENCE));
        return Map.ofEntries(
                Map.entry("GATEWAY_ISSUERS_FILE", issuers.toString()),
                Map.entry("GATEWAY_PUBLIC_OAUTH", "pass"),
                Map.entry("GATEWAY_SIGNIN_CLIENT_ID", SignInDesk.CLIENT),
                Map.entry("GATEWAY_SIGNIN_CLIENT_SECRET", SignInDesk.SECRET),
                Map.entry("GATEWAY_CONSENT_URL", consents.url()),
                Map.entry("GATEWAY_AUDIT_URL", audit.url()),
                Map.entry("GATEWAY_UPSTREAM_AUTH", "client-credentials"),
                Map.entry("GATEWAY_UPSTREAM_AUTH_TOKEN_URL", first.url() + "/ehr-token"),
                Map.entry("GATEWAY_UPSTREAM_AUTH_CLIENT_ID", "gw"),
                Map.entry("GATEWAY_UPSTREAM_AUTH_CLIENT_SECRET", "secret"),
                Map.entry("GATEWAY_DATABASE_URL", "jdbc:h2:tcp://127.0.0.1:" + wayToDatabase.port() + "/./grants"));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        wayToDatabase.close();
        database.stop();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
        Stream.of(first, second).forEach(LocalIssuer::close);
        Stream.of(ehr, consents, audit).forEach(FakeEhr::close);
    }

    private interface Act {
        void run() throws Exception;
    }

    /**
     * @param line  what the log says, from its beginning
     * @param keys  that it names
     * @param needs a request that needs it
     */
    private record Failure(Dependencies.Kind kind, String line, List<String> keys, Act breaks, Act needs, Act mends) {}

    @TestFactory
    Stream<DynamicTest> each_is_told_once_with_the_key_to_look_at_and_counted_until_it_is_back() {
        List<Failure> all = failures();
        Set<Dependencies.Kind> kinds = all.stream().map(Failure::kind).collect(Collectors.toSet());
        // the trail's own disk fails in the test of the trail, a tap in that of the road, a notice in that of notices
        assertThat(kinds)
                .isEqualTo(EnumSet.complementOf(
                        EnumSet.of(Dependencies.Kind.AUDIT_TRAIL, Dependencies.Kind.TAP, Dependencies.Kind.NOTICE)));
        return all.stream()
                .map(failure -> DynamicTest.dynamicTest(failure.kind() + ": " + failure.line(), () -> {
                    int before = lines("can be used again").size();
                    int toldBefore = lines(failure.line()).size();

                    // When
                    failure.breaks().run();
                    patiently().untilAsserted(() -> {
                        failure.needs().run();
                        assertThat(lines(failure.line())).isNotEmpty();
                        assertThat(down(failure.kind())).isPositive();
                    });
                    for (int i = 0; i < 3; i++) failure.needs().run();

                    // Then
                    // the witness is down with the database, and was so before
                    int outages = failure.kind() == Dependencies.Kind.WITNESS ? 2 : 1;
                    assertThat(lines(failure.line())).hasSizeBetween(1, outages).allSatisfy(line -> assertThat(line)
                            .contains(failure.keys()));
                    assertThat(down(failure.kind())).isPositive();

                    // When
                    failure.mends().run();
                    patiently().untilAsserted(() -> {
                        failure.needs().run();
                        assertThat(down(failure.kind())).isZero();
                    });

                    // Then
                    // one that comes and goes within seconds, as the witness does with the database, is not told of
                    // twice
                    if (lines(failure.line()).size() > toldBefore)
                        assertThat(lines("can be used again")).hasSizeGreaterThan(before);
                }));
    }

    private static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(40));
    }

    private static List<Failure> failures() {
        List<Failure> all = new ArrayList<>();
        all.add(new Failure(
                Dependencies.Kind.ISSUER_KEYS,
                "the signing keys of the issuer " + second.url() + " cannot be read",
                List.of("answers 503", "`issuer.url`"),
                () -> {},
                () -> {},
                () -> second.down = false));
        all.add(new Failure(
                Dependencies.Kind.EHR_DISCOVERY,
                "the EHR's `.well-known/smart-configuration` cannot be read",
                List.of("`public.oauth: pass`", "`upstream.url`"),
                () -> {},
                () -> {},
                () -> ehr.wire()
                        .stubFor(any(urlPathEqualTo("/fhir/.well-known/smart-configuration"))
                                .willReturn(
                                        aResponse().withBody("{\"token_endpoint\":\"" + ehr.url() + "/token\"}")))));
        all.add(new Failure(
                Dependencies.Kind.INTROSPECTION,
                "introspection at the issuer " + first.url() + " cannot be asked",
                List.of("`introspection` of the issuer"),
                () -> first.introspected = "no json",
                () -> get(ORDINARY, "opaque-" + asked++),
                () -> first.introspected = "{\"active\":false}"));
        all.add(new Failure(
                Dependencies.Kind.USERINFO,
                "userinfo at the issuer " + first.url() + " cannot be asked",
                List.of("`userinfo` of the issuer"),
                () -> first.userinfo.put(token(""), "no json"),
                () -> get(ORDINARY, token("")),
                () -> first.userinfo.put(token(""), "{\"sub\":\"u-1\",\"fhirUser\":\"Practitioner/dr-c\"}")));
        all.add(new Failure(
                Dependencies.Kind.DIRECTORY,
                "the EHR as the directory of the issuer " + first.url() + " cannot be searched",
                List.of("`directory`", "`lookup.auth`"),
                () -> lay(ehr, "/fhir/Practitioner", 503),
                () -> get(ORDINARY, token("'jti':'d-" + asked++ + "',")),
                DependencyFailuresTest::well));
        all.add(new Failure(
                Dependencies.Kind.SIGN_IN,
                "sign-in at the issuer " + first.url() + " is not possible",
                List.of("answers 503", "`issuer.url`"),
                () -> first.down = true,
                () -> page("/signin?to=console"),
                () -> first.down = false));
        all.add(new Failure(
                Dependencies.Kind.TOKEN_ENDPOINT,
                "`" + origin(first.url()) + "` refuses the credential (401)",
                List.of("`upstream.auth`"),
                () -> tokensRefused = true,
                DependencyFailuresTest::ordinary,
                () -> tokensRefused = false));
        all.add(new Failure(
                Dependencies.Kind.CONSENT_SERVER,
                "`" + origin(consents.url()) + "` refuses the credential (403)",
                List.of("`consent.auth`"),
                () -> lay(consents, "/fhir/.*", 403),
                DependencyFailuresTest::note,
                consents::reset));
        all.add(new Failure(
                Dependencies.Kind.AUDIT_REPOSITORY,
                "AuditEvents are refused (400) and put aside",
                List.of("`audit/rejected`", "`audit.url`"),
                () -> lay(audit, "/fhir/AuditEvent/.*", 400),
                DependencyFailuresTest::ordinary,
                audit::reset));
        all.add(new Failure(
                Dependencies.Kind.AUDIT_REPOSITORY,
                "`" + origin(audit.url()) + "` answers 503",
                List.of("`audit.url`"),
                () -> lay(audit, "/fhir/AuditEvent/.*", 503),
                DependencyFailuresTest::ordinary,
                audit::reset));
        all.add(new Failure(
                Dependencies.Kind.EHR,
                "`" + origin(ehr.url()) + "` answers 502",
                List.of("`upstream.url`"),
                () -> lay(ehr, "/fhir/Observation.*", 502),
                DependencyFailuresTest::ordinary,
                DependencyFailuresTest::well));
        all.add(new Failure(
                Dependencies.Kind.DATABASE,
                "the database does not answer",
                List.of("`database.url`", "`data.dir`"),
                () -> wayToDatabase.cut(),
                DependencyFailuresTest::metadata,
                () -> wayToDatabase.mend()));
        all.add(new Failure(
                Dependencies.Kind.WITNESS,
                "the database as the witness of the trail cannot be told",
                List.of("`database.url`"),
                () -> {
                    wayToDatabase.cut();
                    ordinary(); // it is told of records alone
                },
                DependencyFailuresTest::metadata,
                () -> wayToDatabase.mend()));
        return all;
    }

    private static void well() {
        ehr.reset();
        lay(ehr, "/fhir/.well-known/smart-configuration", 200);
    }

    private static void lay(FakeEhr server, String path, int status) {
        server.wire()
                .stubFor(any(urlPathMatching(path))
                        .willReturn(aResponse()
                                .withStatus(status)
                                .withHeader("Content-Type", FHIR)
                                .withBody("{\"token_endpoint\":\"" + ehr.url() + "/token\"}")));
    }

    private static void ordinary() throws IOException {
        get(ORDINARY, token("'fhirUser':'Practitioner/dr-c',"));
    }

    /** A record without a look into the database, of which the trail and what indexes it tell the database. */
    private static void metadata() throws IOException {
        get("/fhir/metadata", "");
    }

    private static void note() throws IOException {
        get("/fhir/DocumentReference/N1", token("'fhirUser':'Practitioner/dr-o',"));
    }

    private static String token(String more) {
        return LocalIssuer.sign(
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}",
                ("{" + more + "'iss':'" + first.url() + "','iat':" + start + ",'exp':" + (start + 7200) + ",'aud':'"
                                + RunningGateway.AUDIENCE + "','azp':'app','sub':'u-1','scope':'user/*.rs'}")
                        .replace('\'', '"'),
                LocalIssuer.RSA);
    }

    private static void get(String target, String token) throws IOException {
        var unused = Wire.ask(gateway.port(), Wire.request("GET", target, token, Map.of(), ""));
    }

    private static void page(String path) throws IOException {
        var unused = Wire.ask(gateway.port(), Wire.request("GET", path, "", Map.of(), ""));
    }

    private static String origin(String url) {
        return "http://" + URI.create(url).getRawAuthority();
    }

    private static List<String> lines(String part) {
        return List.copyOf(LOG.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(part))
                .toList();
    }

    private static double down(Dependencies.Kind kind) throws IOException {
        return Wire.metric(
                gateway.managementPort(),
                "gateway_dependencies_down{dependency=\"" + kind.name().toLowerCase(Locale.ROOT) + "\"}");
    }
}
