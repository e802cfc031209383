package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is done to web pages from outside; none of it works. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class WebAttacksTest {

    private static final String SCRIPT = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

    static Office office;

    @BeforeAll
    static void start() throws Exception {
        office = new Office();
        Chart.all().forEach(office.world.ehr::put);
        office.world.ehr.put(Chart.authorization("A1"));
        var doctor = Chart.parse("{\"resourceType\":\"Practitioner\",\"id\":\"dr-x\"}");
        doctor.putArray("name").addObject().put("text", SCRIPT);
        office.world.ehr.put(doctor);
    }

    @AfterAll
    static void stop() throws Exception {
        office.world.nothingLeftBehind();
        office.close();
    }

    private interface Attack {
        void run() throws Exception;
    }

    private static DynamicTest attack(String name, Attack attack) {
        return dynamicTest(name, attack::run);
    }

    @TestFactory
    Stream<DynamicTest> a_form_of_another_site_changes_nothing() {
        Map<String, Map<String, String>> headers = new LinkedHashMap<>();
        headers.put("of another origin", Map.of("Origin", "https://evil.example"));
        headers.put("of no origin", Map.of("Origin", "null"));
        headers.put("cross-site as the browser says", Map.of("Sec-Fetch-Site", "cross-site"));
        headers.put("of a sibling host", Map.of("Sec-Fetch-Site", "same-site"));
        headers.put("of another port", Map.of("Origin", "https://gateway.example:8443"));
        headers.put("of plain http", Map.of("Origin", "http://gateway.example"));
        return Stream.concat(
                headers.entrySet().stream()
                        .map(each -> attack("with the right token, " + each.getKey(), () -> {
                            Browser patient = office.signedIn("patient", "my");
                            patient.get("/my/revoke/A1");
                            assertThat(patient.post("/my/revoke/A1", Map.of("csrf", patient.csrf()), each.getValue())
                                            .statusCode())
                                    .isEqualTo(403);
                            stillAllowed();
                        })),
                Stream.of("", "wrong", "token-of-another-session")
                        .map(token -> attack("with the token `" + token + "`", () -> {
                            Browser patient = office.signedIn("patient", "my");
                            Browser other = office.signedIn("officer", "console");
                            String brought = token.startsWith("token-of") ? other.csrf() : token;
                            assertThat(patient.post("/my/revoke/A1", Map.of("csrf", brought), Map.of())
                                            .statusCode())
                                    .isEqualTo(403);
                            stillAllowed();
                        })));
    }

    private static void stillAllowed() throws Exception {
        assertThat(office.world
                        .get("/fhir/DocumentReference/N1", office.world.tokens.authorised())
                        .status())
                .isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> a_change_by_a_link_or_with_another_body_is_none() {
        return Stream.of(
                attack("by GET", () -> {
                    Browser officer = office.signedIn("officer", "console");
                    assertThat(officer.get("/console/grants/P1/some-id/revoke").statusCode())
                            .isEqualTo(404);
                }),
                attack("as JSON", () -> {
                    Browser patient = office.signedIn("patient", "my");
                    Reply reply = raw(
                            "POST",
                            "/my/revoke/A1",
                            Map.of("Cookie", cookie(patient), "Content-Type", "application/json"),
                            "{\"csrf\":\"" + patient.csrf() + "\"}");
                    assertThat(reply.status()).isEqualTo(415);
                    stillAllowed();
                }),
                attack("as text, which needs no leave of a browser", () -> {
                    Browser patient = office.signedIn("patient", "my");
                    Reply reply = raw(
                            "POST",
                            "/my/revoke/A1",
                            Map.of("Cookie", cookie(patient), "Content-Type", "text/plain"),
                            "csrf=" + patient.csrf());
                    assertThat(reply.status()).isEqualTo(415);
                }),
                attack("by PUT", () -> assertThat(
                                raw("PUT", "/my/revoke/A1", Map.of(), "x=y").status())
                        .isEqualTo(405)),
                attack("by somebody unknown, with a large body", () -> assertThat(raw(
                                        "POST",
                                        "/my/revoke/A1",
                                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                                        "a=" + "b".repeat(70_000))
                                .status())
                        .isEqualTo(413)));
    }

    @TestFactory
    Stream<DynamicTest> no_session_is_had_but_by_signing_in() {
        return Stream.of(
                attack("a session that the attacker fixed", () -> {
                    Browser victim = new Browser(office.world.gateway.port());
                    victim.cookies.put("__Host-session", "attackers-choice");
                    victim.signIn("officer", "console");
                    Browser attacker = new Browser(office.world.gateway.port());
                    attacker.cookies.put("__Host-session", "attackers-choice");
                    assertThat(attacker.get("/console").statusCode()).isEqualTo(303);
                }),
                attack("a session of before the sign-in", () -> {
                    Browser victim = office.signedIn("patient", "my");
                    String before = victim.cookies.get("__Host-session");
                    victim.signIn("officer", "console");
                    assertThat(victim.cookies.get("__Host-session")).isNotEqualTo(before);
                    victim.cookies.put("__Host-session", before);
                    assertThat(victim.get("/my").statusCode()).isEqualTo(303);
                }),
                attack("the same cookie twice", () -> {
                    Browser victim = office.signedIn("patient", "my");
                    Reply reply = raw("GET", "/my", Map.of("Cookie", cookie(victim) + "; __Host-session=other"), "");
                    assertThat(reply.status()).isEqualTo(303);
                }),
                attack("a bearer token instead of a session", () -> assertThat(raw(
                                        "GET",
                                        "/console",
                                        Map.of(
                                                "Authorization",
                                                "Bearer " + office.world.tokens.person("po", "privacy-officer")),
                                        "")
                                .status())
                        .isEqualTo(303)),
                attack("a code that somebody else was given", () -> {
                    Browser attacker = new Browser(office.world.gateway.port());
                    String callback =
                            attacker.callback(Browser.location(attacker.get("/signin?to=console")) + "&as=officer");
                    Browser victim = new Browser(office.world.gateway.port());
                    victim.get("/signin?to=console");
                    assertThat(victim.get(callback).statusCode()).isEqualTo(400);
                    assertThat(victim.cookies).doesNotContainKey("__Host-session");
                }),
                attack("a state that was changed", () -> {
                    Browser browser = new Browser(office.world.gateway.port());
                    String callback =
                            browser.callback(Browser.location(browser.get("/signin?to=console")) + "&as=officer");
                    assertThat(browser.get(callback + "x").statusCode()).isEqualTo(400);
                }));
    }

    @TestFactory
    Stream<DynamicTest> nobody_is_led_elsewhere() {
        return Stream.of(
                        "https://evil.example",
                        "//evil.example",
                        "/\\evil.example",
                        "javascript:alert(1)",
                        "console%0d%0aX:1")
                .map(to -> attack(to, () -> {
                    Browser browser = new Browser(office.world.gateway.port());
                    HttpResponse<String> start = browser.get("/signin?to=" + Browser.encode(to));
                    assertThat(Browser.location(start)).startsWith(office.world.issuer.url());
                    HttpResponse<String> back = browser.get(browser.callback(Browser.location(start) + "&as=officer"));
                    assertThat(back.body()).contains("href=\"/my\"").doesNotContain("evil");
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_script_in_what_people_wrote_is_text() {
        return Stream.of(
                attack("in a name", () -> {
                    Browser patient = office.signedIn("patient", "my");
                    harmless(patient.get("/my"));
                    harmless(patient.get("/my/revoke/A1"));
                    assertThat(patient.get("/my").body()).contains("&lt;script");
                }),
                attack("in a field of a form that comes back", () -> {
                    Browser officer = office.signedIn("officer", "console");
                    officer.get("/console/grants/new?patient=P1&basis=coroner");
                    Map<String, String> form = new HashMap<>();
                    for (String field : List.of("recipient", "number", "attestation", "end", "evidence", "resource"))
                        form.put(field, SCRIPT);
                    form.put("patient", "P1");
                    form.put("basis", "coroner");
                    HttpResponse<String> answer = officer.submit("/console/grants/new", form);
                    assertThat(answer.statusCode()).isEqualTo(422);
                    harmless(answer);
                }),
                attack("in a grant that was recorded", () -> {
                    Browser officer = office.signedIn("officer", "console");
                    officer.get("/console/grants/new?patient=P1&basis=coroner");
                    Map<String, String> form = new HashMap<>(Map.of(
                            "patient",
                            "P1",
                            "basis",
                            "coroner",
                            "recipient",
                            "Practitioner/dr-z",
                            "end",
                            "2099-01-01"));
                    form.put("number", SCRIPT);
                    form.put("attestation", SCRIPT);
                    HttpResponse<String> filed = officer.submit("/console/grants/new", form);
                    assertThat(filed.statusCode()).isEqualTo(303);
                    String list = officer.get("/console/grants?patient=P1").body();
                    String link = list.replaceAll("(?s).*href=\"(/console/grants/P1/[0-9a-f-]{36})\".*", "$1");
                    HttpResponse<String> grant = officer.get(link);
                    harmless(grant);
                    assertThat(grant.body()).contains("&lt;script");
                }),
                attack("in what is asked", () -> {
                    Browser officer = office.signedIn("officer", "console");
                    for (String page : List.of(
                            "decisions?caller=",
                            "grants?patient=",
                            "simulator?patient=P1&resource=",
                            "accounting?patient=P1&start=",
                            "decisions/x?patient=")) harmless(officer.get("/console/" + page + Browser.encode(SCRIPT)));
                }),
                attack("in the path", () -> {
                    Browser officer = office.signedIn("officer", "console");
                    assertThat(officer.get("/console/decisions/%3Cscript%3E?patient=P1")
                                    .statusCode())
                            .isEqualTo(404);
                }));
    }

    private static void harmless(HttpResponse<String> page) {
        assertThat(page.body()).doesNotContain("<script", "<img");
    }

    @TestFactory
    Stream<DynamicTest> no_header_of_ours_is_the_attackers() {
        return Stream.of(
                        "/console/accounting.csv?patient=P1%0d%0aSet-Cookie:x=1",
                        "/signin?to=my%0d%0aSet-Cookie:%20x=1", "/my?lang=es%0d%0aX-Own:1")
                .map(path -> attack(path, () -> {
                    Browser officer = office.signedIn("officer", "console");
                    HttpResponse<String> answer = officer.get(path);
                    assertThat(answer.headers().map()).doesNotContainKey("x-own");
                    assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(set -> set.startsWith("x=1"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_page_forbids_frames_scripts_and_caches() {
        return Stream.of("/console", "/my", "/therapist", "/signin/callback", "/assets/style.css", "/console/nothing")
                .map(path -> attack(path, () -> {
                    Browser officer = office.signedIn("officer", "console");
                    Map<String, List<String>> headers =
                            officer.get(path).headers().map();
                    assertThat(headers.getOrDefault("content-security-policy", List.of(""))
                                    .get(0))
                            .contains(
                                    "default-src 'none'",
                                    "frame-ancestors 'none'",
                                    "form-action 'self'",
                                    "base-uri 'none'")
                            .doesNotContain("unsafe", "http:", "https:", "*");
                    assertThat(headers).containsEntry("x-frame-options", List.of("DENY"));
                    assertThat(headers).containsEntry("cache-control", List.of("no-store"));
                    assertThat(headers).containsEntry("x-content-type-options", List.of("nosniff"));
                    assertThat(headers).containsEntry("referrer-policy", List.of("same-origin"));
                    assertThat(headers).doesNotContainKey("access-control-allow-origin");
                }));
    }

    private static String cookie(Browser browser) {
        return "__Host-session=" + browser.cookies.get("__Host-session");
    }

    private static Reply raw(String method, String path, Map<String, String> headers, String body) throws Exception {
        return Wire.ask(office.world.gateway.port(), Wire.request(method, path, "", headers, body));
    }
}
