package org.consentgateway.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The EHR's OAuth endpoints at the gateway's address: a closed list of paths, and no way round for FHIR or for a pointer. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class PassedOAuthTest {

    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");

    private static AuthorizingEhr ehr;
    private static World world;
    private static String origin;

    @BeforeAll
    static void start() throws Exception {
        ehr = new AuthorizingEhr();
        int port = freePort();
        origin = "http://127.0.0.1:" + port;
        Map<String, String> variables = new HashMap<>(ehr.gateway(port));
        variables.put("GATEWAY_HTTP_CORS_ORIGINS", "https://app.example.org");
        world = new World(new FakeEhr(), ehr.url(), variables);
        Awaitility.await()
                .until(() -> ask("GET", AuthorizingEhr.BASE + "/.well-known/smart-configuration", Map.of(), "")
                                .status()
                        == 200);
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(ehr.past()).as("nobody got past the gateway").isZero();
        world.nothingLeftBehind();
        world.close();
        ehr.close();
    }

    @BeforeEach
    void fresh() {
        ehr.writes("application/json");
        ehr.gives(answer(world.tokens.clinician()));
    }

    private static ObjectNode answer(String token) {
        return Chart.parse("{\"token_type\":\"Bearer\",\"expires_in\":300,\"patient\":\"P1\"}")
                .put("access_token", token);
    }

    private static Reply ask(String method, String target, Map<String, String> headers, String body)
            throws IOException {
        return Wire.ask(world.gateway.port(), Wire.request(method, target, "", headers, body));
    }

    private static JsonNode token() throws IOException {
        Reply reply = ask("POST", "/oauth2/token", FORM, "grant_type=client_credentials");
        assertThat(reply.status()).isEqualTo(200);
        return Chart.parse(reply.text());
    }

    @Test
    void discovery_is_the_EHR_s_with_our_address_and_nothing_that_is_not_passed() throws Exception {
        JsonNode document =
                Chart.parse(ask("GET", AuthorizingEhr.BASE + "/.well-known/smart-configuration", Map.of(), "")
                        .text());
        assertThat(document.path("authorization_endpoint").asText()).isEqualTo(origin + "/oauth2/authorize");
        assertThat(document.path("token_endpoint").asText()).isEqualTo(origin + "/oauth2/token");
        assertThat(document.path("revocation_endpoint").asText()).isEqualTo("https://login.example.org/revoke");
        // it lies under the FHIR base
        assertThat(document.has("registration_endpoint")).isFalse();
        assertThat(document.path("code_challenge_methods_supported").toString()).isEqualTo("[\"S256\"]");
        assertThat(document.path("capabilities").toString())
                .contains("launch-ehr", "permission-v2")
                .doesNotContain("smart-app-state");
        assertThat(document.path("scopes_supported").toString())
                .contains("patient/*.rs", "launch")
                .doesNotContain("fhir:everything");
    }

    @Test
    void metadata_says_where_to_sign_in() throws Exception {
        String statement =
                ask("GET", AuthorizingEhr.BASE + "/metadata", Map.of(), "").text();
        assertThat(statement)
                .contains("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris")
                .contains("{\"url\":\"authorize\",\"valueUri\":\"" + origin + "/oauth2/authorize\"}");
    }

    @Test
    void a_browser_is_sent_on_with_its_cookies_and_no_header_of_the_inside() throws Exception {
        Reply reply = ask(
                "GET",
                "/oauth2/authorize?response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example.org%2F&state=s&code_challenge=x&code_challenge_method=S256",
                Map.of("Cookie", "login=0; __Host-session=ours"),
                "");
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("Location")).contains("https://app.example.org/?code=code-1&state=s");
        assertThat(reply.header("Set-Cookie")).contains("login=1; HttpOnly");
        assertThat(reply.header("X-Internal-Node")).isEmpty();
    }

    @Test
    void a_redirection_to_the_EHR_itself_leads_to_the_gateway() throws Exception {
        Reply reply = ask("GET", "/oauth2/authorize?response_type=code&client_id=app", Map.of(), "");
        assertThat(reply.header("Location").orElse("")).startsWith(origin + "/oauth2/authorize?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&code_challenge=x&code_challenge_method=plain", "&code_challenge=x"})
    void a_plain_challenge_never_gets_there(String pkce) throws Exception {
        int before = ehr.heard().size();
        Reply reply = ask("GET", "/oauth2/authorize?response_type=code&client_id=app" + pkce, Map.of(), "");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("S256");
        assertThat(ehr.heard()).hasSize(before);
    }

    @Test
    void a_hidden_note_in_the_launch_context_was_never_there() throws Exception {
        // Given
        ObjectNode withNote = answer(world.tokens.clinician());
        withNote.withArray("/fhirContext").addObject().put("reference", "DocumentReference/N1");
        withNote.withArray("/fhirContext").addObject().put("reference", "DocumentReference/SUM1");
        withNote.put("documentreference", "N1").put("intent", "show " + ehr.url() + "/DocumentReference/N1");
        ObjectNode without = answer(world.tokens.clinician());
        without.withArray("/fhirContext").addObject().put("reference", "DocumentReference/SUM1");

        // When
        ehr.gives(withNote);
        JsonNode hidden = token();
        ehr.gives(without);
        JsonNode never = token();

        // Then
        assertThat(hidden.path("fhirContext")).isEqualTo(never.path("fhirContext"));
        assertThat(hidden.fieldNames()).toIterable().containsExactlyElementsOf(() -> never.fieldNames());
        assertThat(hidden.toString()).doesNotContain("N1\"");
    }

    @Test
    void its_originator_is_told_of_it_and_of_whom_nobody_knows_nobody_is() throws Exception {
        ObjectNode asAuthor = answer(world.tokens.author());
        asAuthor.withArray("/fhirContext").addObject().put("reference", "DocumentReference/N1");
        ehr.gives(asAuthor);
        assertThat(token().path("fhirContext").toString()).contains("DocumentReference/N1");

        ObjectNode unknown = answer("opaque");
        unknown.withArray("/fhirContext").addObject().put("reference", "DocumentReference/SUM1");
        unknown.withArray("/fhirContext").addObject().put("reference", "Encounter/E1");
        ehr.gives(unknown);
        assertThat(token().path("fhirContext").toString())
                .doesNotContain("SUM1")
                .contains("Encounter/E1");
    }

    @Test
    void introspection_is_closed_for_whom_the_token_names() throws Exception {
        ObjectNode active = Chart.parse("{\"active\":true,\"patient\":\"P1\"}");
        active.withArray("/fhirContext").addObject().put("reference", "DocumentReference/N1");
        ehr.gives(active);
        Reply reply = ask("POST", "/oauth2/introspect", FORM, "token=" + world.tokens.clinician());
        assertThat(reply.text()).isEqualTo("{\"active\":true,\"patient\":\"P1\"}");
        Reply author = ask("POST", "/oauth2/introspect", FORM, "token=" + world.tokens.author());
        assertThat(author.text()).contains("DocumentReference/N1");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /oauth2/token, 405",
        "DELETE, /oauth2/authorize, 405",
        "GET, /oauth2/token/, 404",
        "GET, /oauth2/secret, 404",
        "GET, /oauth2/%61uthorize, 404",
        "GET, /oauth2/../oauth2/authorize, 400",
        "GET, //oauth2/authorize, 400",
        "GET, /OAUTH2/authorize, 404",
        "GET, /api/FHIR/DSTU2/Patient/P1, 404",
        "GET, /api/FHIR/STU3/Patient/P1, 404",
        "GET, /api/FHIR/DSTU2/metadata, 404",
        "GET, /api/FHIR/R4/register, 401",
        "POST, /revoke, 404"
    })
    void only_the_closed_list_of_paths_is_passed(String method, String target, int status) throws Exception {
        int before = ehr.heard().size();
        Reply reply = ask(method, target, method.equals("POST") ? FORM : Map.of(), "");
        assertThat(ehr.heard()).hasSize(before);
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void what_is_passed_and_what_is_refused_is_counted() throws Exception {
        String passed = "gateway_oauth_passes_total{outcome=\"2xx\"}";
        String refused = "gateway_oauth_passes_total{outcome=\"4xx\"}";
        double before = Wire.metric(world.gateway.managementPort(), passed);
        double beforeThat = Wire.metric(world.gateway.managementPort(), refused);

        // When
        var unused = token();
        assertThat(ask("GET", "/oauth2/token", Map.of(), "").status()).isEqualTo(405);

        // Then
        assertThat(Wire.metric(world.gateway.managementPort(), passed)).isEqualTo(before + 1);
        assertThat(Wire.metric(world.gateway.managementPort(), refused)).isEqualTo(beforeThat + 1);
    }

    @Test
    void no_FHIR_goes_this_way() throws Exception {
        Map<String, String> fhir = Map.of("Accept", "application/fhir+json");
        assertThat(ask("GET", "/oauth2/keys", fhir, "").status()).isEqualTo(406);
        assertThat(ask("POST", "/oauth2/token", Map.of("Content-Type", "application/fhir+json"), "{}")
                        .status())
                .isEqualTo(415);
        ehr.writes("application/fhir+json");
        assertThat(ask("GET", "/oauth2/keys", Map.of(), "").status()).isEqualTo(502);
        ehr.writes("application/json");
        ehr.gives(Chart.note("N9", "P1", "Practitioner/dr-o", "CNRY_N9"));
        Reply reply = ask("POST", "/oauth2/introspect", FORM, "token=x");
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.text()).doesNotContain("CNRY");
    }

    @Test
    void bodies_headers_and_parameters_have_bounds() throws Exception {
        assertThat(ask("POST", "/oauth2/token", FORM, "a=" + "x".repeat(70_000)).status())
                .isEqualTo(413);
        Map<String, String> cookie = Map.of("Cookie", "x".repeat(20_000));
        assertThat(ask("GET", "/oauth2/authorize?client_id=a", cookie, "").status())
                .isEqualTo(431);
        assertThat(ask("POST", "/oauth2/token?client_secret=x", FORM, "a=b").status())
                .isEqualTo(400);
        assertThat(ask("POST", "/oauth2/token", FORM, "code=a&code=b").status()).isEqualTo(400);
    }

    @Test
    void a_listed_web_app_may_ask_for_its_token_and_another_may_not() throws Exception {
        Map<String, String> listed = new HashMap<>(FORM);
        listed.put("Origin", "https://app.example.org");
        Map<String, String> other = new HashMap<>(FORM);
        other.put("Origin", "https://evil.example.org");
        assertThat(ask("POST", "/oauth2/token", listed, "a=b").header("Access-Control-Allow-Origin"))
                .contains("https://app.example.org");
        assertThat(ask("POST", "/oauth2/token", other, "a=b").header("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(ehr.heard()).allSatisfy(heard -> assertThat(heard).doesNotContain("Origin"));
    }
}
