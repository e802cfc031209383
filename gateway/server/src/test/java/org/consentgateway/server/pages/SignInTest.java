package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in at the issuer, and the session that follows. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class SignInTest {

    static Office office;
    Browser browser;

    @BeforeAll
    static void start() throws Exception {
        office = new Office();
    }

    @AfterAll
    static void stop() throws Exception {
        office.world.nothingLeftBehind();
        office.close();
    }

    @BeforeEach
    void fresh() {
        browser = new Browser(office.world.gateway.port());
        office.desk.lies.clear();
        office.desk.lifetime = 300;
    }

    @Test
    void who_has_not_signed_in_is_led_to_the_issuer_with_state_nonce_and_a_challenge() throws Exception {
        HttpResponse<String> page = browser.get("/console");
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(Browser.location(page)).isEqualTo("/signin?to=console");

        HttpResponse<String> start = browser.get("/signin?to=console");

        assertThat(start.statusCode()).isEqualTo(303);
        assertThat(Browser.location(start))
                .startsWith(office.world.issuer.url() + "/authorize?")
                .contains("response_type=code", "code_challenge_method=S256", "code_challenge=", "state=", "nonce=")
                .contains(
                        "client_id=" + SignInDesk.CLIENT,
                        "redirect_uri=https%3A%2F%2Fgateway.example%2Fsignin%2Fcallback");
        assertThat(Browser.setCookie(start, "__Host-signin").orElseThrow())
                .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=300");
    }

    @Test
    void a_session_is_a_strict_cookie_that_no_script_reads_and_its_page_leads_on() throws Exception {
        HttpResponse<String> back = browser.signIn("officer", "console");

        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(Browser.setCookie(back, "__Host-session").orElseThrow())
                .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("Domain", "Max-Age", "Expires");
        assertThat(back.body()).contains("href=\"/console\"");
        HttpResponse<String> console = browser.get("/console");
        assertThat(console.statusCode()).isEqualTo(200);
        assertThat(console.body()).contains("Today", "Practitioner/po-1", "Riverside Clinic");
    }

    @Test
    void a_sign_in_is_good_once_and_in_its_own_browser_alone() throws Exception {
        HttpResponse<String> start = browser.get("/signin?to=console");
        String callback = browser.callback(Browser.location(start) + "&as=officer");
        String attempt = browser.cookies.get("__Host-signin");

        Browser other = new Browser(office.world.gateway.port());
        assertThat(other.get(callback).statusCode()).isEqualTo(400);
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
        browser.cookies.put("__Host-signin", attempt);
        assertThat(browser.get(callback).statusCode()).isEqualTo(400);
    }

    @Test
    void an_id_token_of_another_nonce_issuer_or_audience_signs_nobody_in() throws Exception {
        for (Map<String, String> lie : java.util.List.of(
                Map.of("nonce", "another"), Map.of("iss", "https://evil.example"), Map.of("aud", "another-app"))) {
            office.desk.lies.clear();
            office.desk.lies.putAll(lie);

            HttpResponse<String> back = browser.signIn("officer", "console");

            assertThat(back.statusCode()).as(lie.toString()).isEqualTo(403);
            assertThat(browser.cookies).doesNotContainKey("__Host-session");
        }
    }

    @Test
    void a_session_that_the_browser_brought_is_not_taken_over() throws Exception {
        browser.cookies.put("__Host-session", "fixed-by-somebody");

        browser.signIn("officer", "console");

        assertThat(browser.cookies.get("__Host-session")).isNotEqualTo("fixed-by-somebody");
    }

    @Test
    void signing_out_ends_the_session_here_and_leads_to_the_issuers_own() throws Exception {
        Browser officer = office.signedIn("officer", "console");
        String name = officer.cookies.get("__Host-session");

        HttpResponse<String> out = officer.submit("/signin/out", Map.of());

        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.body()).contains(office.world.issuer.url() + "/logout");
        officer.cookies.put("__Host-session", name);
        assertThat(officer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void a_back_channel_logout_of_the_issuer_ends_sessions_and_of_nobody_else() throws Exception {
        Browser officer = office.signedIn("officer", "console");
        String token = office.desk.logoutToken("officer");

        assertThat(browser.post("/signin/backchannel-logout", Map.of("logout_token", token + "x"), Map.of())
                        .statusCode())
                .isEqualTo(400);
        assertThat(officer.get("/console").statusCode()).isEqualTo(200);
        assertThat(browser.post("/signin/backchannel-logout", Map.of("logout_token", token), Map.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(officer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void an_old_access_token_is_renewed_and_the_session_ends_where_it_cannot_be() throws Exception {
        office.desk.lifetime = 5;
        Browser officer = office.signedIn("officer", "console");

        assertThat(officer.get("/console").statusCode()).isEqualTo(200);
        assertThat(office.desk.refreshes.get()).isPositive();
    }
}
