package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Web apps of listed origins may call from a browser, no others, and none by default. */
class OriginsTest {

    private static final String APP = "https://app.example.org";
    private static final Map<String, String> ASKS = Map.of(
            "Origin", APP, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization");

    private static World world;
    private static World closed;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Map.of(
                "GATEWAY_HTTP_CORS_ORIGINS",
                APP + ",http://localhost:9000",
                "GATEWAY_HTTP_CORS_HEADERS",
                "X-App-Version"));
        closed = new World(Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
        closed.close();
    }

    private static Reply ask(World world, String method, String target, String token, Map<String, String> headers)
            throws Exception {
        return Wire.ask(world.gateway.port(), Wire.request(method, target, token, headers, ""));
    }

    @Test
    void a_browser_that_asks_first_is_told_yes_without_a_token() throws Exception {
        Reply reply = ask(world, "OPTIONS", "/fhir/DocumentReference/N1", "", ASKS);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Origin")).contains(APP);
        assertThat(reply.header("Access-Control-Allow-Headers").orElse("")).contains("Authorization");
        assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void an_answer_may_be_read_by_the_app_and_hidden_stays_as_missing() throws Exception {
        Map<String, String> origin = Map.of("Origin", APP);
        Reply hidden = ask(world, "GET", "/fhir/DocumentReference/N1", world.tokens.clinician(), origin);
        Reply missing = ask(world, "GET", "/fhir/DocumentReference/none", world.tokens.clinician(), origin);
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.header("Access-Control-Allow-Origin")).contains(APP);
        assertThat(hidden.header("Vary")).contains("Origin");
        assertThat(missing.header("Access-Control-Allow-Origin")).contains(APP);
        assertThat(hidden.text()).isEqualTo(missing.text());
    }

    @Test
    void discovery_and_metadata_are_open_to_every_origin() throws Exception {
        for (String open : new String[] {"/fhir/metadata", "/fhir/.well-known/smart-configuration"}) {
            Reply asked = ask(closed, "OPTIONS", open, "", ASKS);
            Reply got = ask(closed, "GET", open, "", Map.of("Origin", APP));
            assertThat(asked.status()).isEqualTo(204);
            assertThat(got.header("Access-Control-Allow-Origin")).contains("*");
        }
    }

    @Test
    void a_header_that_the_operator_lists_may_be_sent() throws Exception {
        String headers = ask(world, "OPTIONS", "/fhir/Patient/P2", "", ASKS)
                .header("Access-Control-Allow-Headers")
                .orElse("");
        assertThat(headers).contains("X-App-Version");
    }

    @Test
    void another_origin_is_told_nothing() throws Exception {
        Map<String, String> evil =
                Map.of("Origin", "https://app.example.org.evil", "Access-Control-Request-Method", "GET");
        Reply reply = ask(world, "OPTIONS", "/fhir/Patient/P2", "", evil);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void by_default_no_origin_is_told_anything() throws Exception {
        Reply asked = ask(closed, "OPTIONS", "/fhir/Patient/P2", "", ASKS);
        Reply got = ask(closed, "GET", "/fhir/Patient/P2", closed.tokens.clinician(), Map.of("Origin", APP));
        assertThat(asked.status()).isEqualTo(405);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(got.header("Vary")).isEmpty();
    }
}
