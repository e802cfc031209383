package org.consentgateway.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither the calls that a token answer makes nor when it leaves tell a hidden resource from a missing one. */
@SuppressWarnings("NullAway.Init")
class TokenAnswerLookUpsTest {

    private static final int SLOT_MILLIS = 400;
    private static final String TOKEN = "/oauth2/token";

    private static AuthorizingEhr ehr;
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        ehr = new AuthorizingEhr();
        Map<String, String> variables = new java.util.HashMap<>(ehr.gateway(PassedOAuthTest.freePort()));
        variables.put("GATEWAY_TIMING_GRID", SLOT_MILLIS + "ms");
        world = new World(new FakeEhr(), ehr.url(), variables);
        Awaitility.await()
                .until(() -> ask("GET", AuthorizingEhr.BASE + "/.well-known/smart-configuration", "")
                                .status()
                        == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
        ehr.close();
    }

    private static Reply ask(String method, String target, String body) throws IOException {
        Map<String, String> headers =
                body.isEmpty() ? Map.of() : Map.of("Content-Type", "application/x-www-form-urlencoded");
        return Wire.ask(world.gateway.port(), Wire.request(method, target, "", headers, body));
    }

    /** What the EHR is asked for a token answer that points at that, by kind of question and without ids. */
    private static List<String> asked(String pointer) throws IOException {
        ObjectNode answer = Chart.parse("{\"token_type\":\"Bearer\",\"expires_in\":300,\"patient\":\"P1\"}")
                .put("access_token", world.tokens.clinician());
        if (!pointer.isEmpty()) answer.withArray("/fhirContext").addObject().put("reference", pointer);
        ehr.gives(answer);
        int before = ehr.chart.asked().size();
        Reply reply = ask("POST", TOKEN, "grant_type=client_credentials");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text().contains("SUM1")).isEqualTo(pointer.endsWith("SUM1"));
        List<String> all = ehr.chart.asked();
        return all.subList(before, all.size()).stream()
                .map(TokenAnswerLookUpsTest::kind)
                .sorted()
                .toList();
    }

    private static String kind(String asked) {
        if (asked.contains("/_history")) return "version";
        if (asked.contains("Consent?")) return "consents";
        if (asked.contains("?")) return "search";
        return asked.contains("Patient/") ? "patient" : "read";
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentReference/N777", ""})
    void what_is_hidden_takes_the_calls_of_what_is_missing_and_of_what_was_never_there(String other) throws Exception {
        assertThat(asked("DocumentReference/N1")).isNotEmpty(); // what is remembered from then on is known
        List<String> hidden = asked("DocumentReference/N1");

        assertThat(hidden).contains("consents", "patient", "read", "search", "version");
        assertThat(asked(other)).isEqualTo(hidden);
    }

    @Test
    void what_is_not_shown_leaves_on_the_grid() throws Exception {
        for (String pointer : List.of("DocumentReference/N1", "DocumentReference/N777", "")) {
            long began = System.nanoTime();
            var unused = asked(pointer);
            assertThat((System.nanoTime() - began) / 1_000_000).as(pointer).isGreaterThanOrEqualTo(SLOT_MILLIS);
        }
    }

    @Test
    void what_is_shown_is_looked_up_as_it_must_be() throws Exception {
        assertThat(asked("DocumentReference/SUM1")).isNotEmpty();
    }
}
