package org.consentgateway.server.access;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.adapter.audit.Why;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.attack.World;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions for other enforcement points, OpenID AuthZEN 1.0: as the road answers, and never more. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class AccessEvaluationTest {

    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(Asking.LISTED);
    }

    @AfterAll
    static void stop() throws Exception {
        world.nothingLeftBehind();
        world.close();
    }

    @BeforeEach
    void fresh() {
        world.ehr.reset();
        world.forgetConsents();
    }

    private static Reply ask(ObjectNode question) throws Exception {
        return Asking.evaluation(world.gateway.managementPort(), question);
    }

    private static Reply clinician(String reference) throws Exception {
        return ask(Asking.byToken("u-1", world.tokens.clinician(), "read", reference));
    }

    private static List<Recorded> recorded(Reply reply) throws Exception {
        return new Lookup(world.data()).ofRequest(reply.header("X-Decision-Id").orElseThrow());
    }

    @Test
    void each_answer_is_counted() throws Exception {
        double yes = Wire.metric(world.gateway.managementPort(), "gateway_evaluations_total{outcome=\"release\"}");
        double no = Wire.metric(world.gateway.managementPort(), "gateway_evaluations_total{outcome=\"withhold\"}");

        // When
        var unusedYes = ask(Asking.byToken("u-1", world.tokens.author(), "read", "DocumentReference/N1"));
        var unusedNo = clinician("DocumentReference/N1");

        // Then
        assertThat(Wire.metric(world.gateway.managementPort(), "gateway_evaluations_total{outcome=\"release\"}"))
                .isEqualTo(yes + 1);
        assertThat(Wire.metric(world.gateway.managementPort(), "gateway_evaluations_total{outcome=\"withhold\"}"))
                .isEqualTo(no + 1);
    }

    @Test
    void a_whole_resource_is_yes_and_stands_recorded_as_disclosed_by_the_point() throws Exception {
        // When
        Reply reply = ask(Asking.byToken("u-1", world.tokens.author(), "read", "DocumentReference/N1"));

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{\"decision\":true}");
        assertThat(recorded(reply))
                .filteredOn(record -> record.kind() != Trail.Kind.OUTCOME)
                .extracting(Recorded::kind)
                .containsExactly(Trail.Kind.DECISION, Trail.Kind.DISCLOSED);
        assertThat(recorded(reply))
                .filteredOn(record -> record.kind() != Trail.Kind.OUTCOME)
                .allSatisfy(record ->
                        assertThat(record.body().text("enforcementPoint")).contains("archive"));
    }

    @Test
    void why_names_the_point_that_asked() throws Exception {
        Reply reply = clinician("DocumentReference/N1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Why(reply.header("X-Decision-Id").orElseThrow())
                .run(world.data(), new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Practitioner/dr-c", ", asked by the enforcement point archive", "withhold 1");
    }

    @Test
    void missing_hidden_and_unreadable_are_one_answer() throws Exception {
        // Given
        world.ehr
                .wire()
                .stubFor(get("/fhir/DocumentReference/kept")
                        .willReturn(aResponse().withStatus(403)));
        world.ehr
                .wire()
                .stubFor(get("/fhir/DocumentReference/broken")
                        .willReturn(aResponse().withStatus(500)));

        // When
        Reply missing = clinician("DocumentReference/none");
        Reply hidden = clinician("DocumentReference/N1");
        Reply kept = clinician("DocumentReference/kept");
        Reply broken = clinician("DocumentReference/broken");
        Reply unknown = clinician("Nonsense/none");

        // Then
        assertThat(missing.text()).isEqualTo("{\"decision\":false}");
        assertThat(List.of(hidden, kept, broken, unknown)).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(missing.status());
            assertThat(reply.text()).isEqualTo(missing.text());
            assertThat(plain(reply)).isEqualTo(plain(missing));
        });
    }

    private static Map<String, List<String>> plain(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers());
        headers.keySet().removeAll(List.of("x-decision-id", "date"));
        return headers;
    }

    @Test
    void what_is_shown_in_part_is_no_with_the_elements_to_leave_out_and_is_not_disclosed() throws Exception {
        // When
        Reply reply = clinician("Procedure/PR1");

        // Then
        assertThat(reply.text()).isEqualTo("{\"decision\":false,\"context\":{\"elements\":[\"report[0]\"]}}");
        assertThat(recorded(reply)).extracting(Recorded::kind).doesNotContain(Trail.Kind.DISCLOSED);
    }

    @ParameterizedTest
    @CsvSource({
        "Practitioner/dr-o, DocumentReference/N1, true",
        "Practitioner/dr-c, DocumentReference/N1, false",
        "Practitioner/dr-c, DocumentReference/SUM1, true",
        "Practitioner/dr-c, Observation/O1, true"
    })
    void a_point_may_say_who_asks_as_a_token_says_it(String who, String reference, boolean decision) throws Exception {
        assertThat(Asking.decision(ask(Asking.byClaims(who, "read", reference))))
                .isEqualTo(decision);
    }

    @Test
    void the_token_names_the_subject_that_is_asked_about_or_the_answer_is_no() throws Exception {
        String author = world.tokens.author();
        for (String same : List.of("u-1", "Practitioner/dr-o"))
            assertThat(Asking.decision(ask(Asking.byToken(same, author, "read", "DocumentReference/N1"))))
                    .isTrue();
        for (String other : List.of("u-2", "Practitioner/dr-c"))
            assertThat(Asking.decision(ask(Asking.byToken(other, author, "read", "DocumentReference/N1"))))
                    .isFalse();
    }

    @Test
    void a_token_that_is_not_good_opens_nothing() throws Exception {
        String expired =
                world.tokens.with(claims -> claims.put("exp", claims.path("iat").asLong() - 600));
        String forged = world.tokens.clinician().replaceAll(".{4}$", "AAAA");
        for (String token : List.of(expired, forged, "nonsense"))
            assertThat(ask(Asking.byToken("u-1", token, "read", "Observation/O1"))
                            .text())
                    .isEqualTo("{\"decision\":false}");
    }

    @ParameterizedTest
    @CsvSource({
        "read, true",
        "search-type, true",
        "update, false",
        "patch, false",
        "delete, false",
        "history-instance, false"
    })
    void only_what_gives_one_resource_can_be_yes_and_nothing_is_written(String action, boolean decision)
            throws Exception {
        Reply reply = ask(Asking.byToken("u-1", world.tokens.clinician(), action, "Observation/O1"));
        assertThat(Asking.decision(reply)).isEqualTo(decision);
        assertThat(recorded(reply)).extracting(Recorded::kind).contains(Trail.Kind.DECISION);
        assertThat(world.ehr.wire().getAllServeEvents())
                .allSatisfy(event ->
                        assertThat(event.getRequest().getMethod().value()).isEqualTo("GET"));
    }

    @Test
    void a_version_is_asked_for_by_its_number() throws Exception {
        ObjectNode question = Asking.byToken("u-1", world.tokens.clinician(), "vread", "Observation/O1");
        assertThat(ask(question).status()).isEqualTo(400);
        question.withObject("/resource/properties").put("version", "1");
        assertThat(Asking.decision(ask(question))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{'subject':{'type':'user','id':'u-1'},'action':{'name':'read'}}",
                "{'subject':{'type':'user'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'group','id':'u-1'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'user','id':'u-1'},'action':{'name':'see'},'resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'user','id':'u-1'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1/x'}}",
                "{'subject':{'type':'user','id':'u-1'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1?x=1'}}",
                "{'subject':{'type':'user','id':'u-1'},'action':'read','resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'user','id':'u-1','properties':{'token':'x','scope':'y'}},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'user','id':'u-1','properties':{'sub':'u-2'}},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'user','id':'u-1'},'subject':{'type':'user','id':'u-2'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'}}",
                "{'subject':{'type':'user','id':'u-1'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'},'context':[]}",
                "{'subject':{'type':'user','id':'u-1'},'action':{'name':'read'},'resource':{'type':'Patient','id':'P1'},'evaluations':[]}"
            })
    void what_is_not_understood_is_a_mistake_and_no_decision(String body) throws Exception {
        Reply reply = Asking.post(
                world.gateway.managementPort(), "/access/v1/evaluation", Asking.CREDENTIAL, body.replace('\'', '"'));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).startsWith("{\"error\":").doesNotContain("decision");
    }

    @ParameterizedTest
    @CsvSource({
        "execute_all, '[true,false,true]'",
        "deny_on_first_deny, '[true,false]'",
        "permit_on_first_permit, '[true]'"
    })
    void several_questions_are_answered_in_order_as_far_as_their_semantic_goes(String semantic, String decisions)
            throws Exception {
        // Given
        String token = world.tokens.clinician();
        ObjectNode all = Asking.byToken("u-1", token, "read", "DocumentReference/N1");
        all.remove("resource");
        for (String id : List.of("SUM1", "N1", "SUM2"))
            all.withArray("/evaluations")
                    .addObject()
                    .putObject("resource")
                    .put("type", "DocumentReference")
                    .put("id", id);
        all.putObject("options").put("evaluations_semantic", semantic);

        // When
        Reply reply = Asking.post(
                world.gateway.managementPort(), "/access/v1/evaluations", Asking.CREDENTIAL, all.toString());

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(Chart.parse(reply.text()).findValues("decision").toString().replace(" ", ""))
                .isEqualTo(decisions);
    }

    @Test
    void one_question_without_a_list_is_answered_as_one() throws Exception {
        ObjectNode question = Asking.byClaims("Practitioner/dr-c", "read", "Observation/O1");
        Reply reply = Asking.post(
                world.gateway.managementPort(), "/access/v1/evaluations", Asking.CREDENTIAL, question.toString());
        assertThat(reply.text()).isEqualTo("{\"decision\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another-credential-altogether", "a-credential-of-the-archiv"})
    void only_listed_points_may_ask(String credential) throws Exception {
        Reply reply = Asking.post(
                world.gateway.managementPort(),
                "/access/v1/evaluation",
                credential,
                Asking.byClaims("Practitioner/dr-c", "read", "Observation/O1").toString());
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).contains("Bearer");
        assertThat(world.ehr.wire().getAllServeEvents()).isEmpty();
    }

    @Test
    void where_no_point_is_listed_nothing_is_there_and_the_FHIR_port_never_has_it() throws Exception {
        ObjectNode question = Asking.byClaims("Practitioner/dr-c", "read", "Observation/O1");
        try (World closed = new World(Map.of())) {
            assertThat(Asking.evaluation(closed.gateway.managementPort(), question)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(Asking.evaluation(world.gateway.port(), question).status()).isIn(401, 404, 405);
    }

    @Test
    void what_is_hidden_is_asked_for_as_what_is_missing() throws Exception {
        try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"))) {
            Chart.all().forEach(ehr::put);
            Map<String, String> variables = new HashMap<>(Asking.LISTED);
            variables.put("GATEWAY_TIMING_GRID", "50ms");
            try (World timed = new World(new FakeEhr(), ehr.url(), variables)) {
                // When
                List<String> hidden = calls(timed, ehr, "DocumentReference/N1");
                List<String> missing = calls(timed, ehr, "DocumentReference/none");

                // Then
                assertThat(hidden).hasSameSizeAs(missing).hasSizeGreaterThan(1);
            }
        }
    }

    /** What the EHR is asked for one question, which is answered at the end of a slot. */
    private static List<String> calls(World timed, EhrDouble ehr, String reference) throws Exception {
        int before = ehr.asked().size();
        long begun = System.nanoTime();
        Reply reply = Asking.evaluation(
                timed.gateway.managementPort(), Asking.byToken("u-1", timed.tokens.clinician(), "read", reference));
        assertThat(System.nanoTime() - begun).isGreaterThan(50_000_000L);
        assertThat(reply.text()).isEqualTo("{\"decision\":false}");
        return ehr.asked().subList(before, ehr.asked().size());
    }
}
