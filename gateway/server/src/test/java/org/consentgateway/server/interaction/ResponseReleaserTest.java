package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.ResponseFormat;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One answer of the EHR is judged, recorded and written, or nothing of it leaves. */
class ResponseReleaserTest {

    private static final String CANARY = "canary-7f3a";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);
    private final ResponseReleaser releaser = new ResponseReleaser(hospital.site);
    private MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void what_leaves_is_recorded_before_it_leaves_and_its_end_after() {
        // When
        Stage stage = told(PLAIN);

        // Then
        assertThat(stage).isInstanceOf(Released.class);
        assertThat(client.reply.status).isEqualTo(200);
        assertThat(client.reply.text()).isEqualTo(PLAIN.replace('\'', '"'));
        assertThat(kinds()).containsExactly(Trail.Kind.DECISION, Trail.Kind.DISCLOSED, Trail.Kind.OUTCOME);
        assertThat(end("end")).contains(new Json.Text("complete"));
    }

    @Test
    void without_a_record_nothing_leaves() {
        // Given
        hospital.trail.failing(true);

        // When
        Stage stage = told(PLAIN);

        // Then
        assertThat(refused(stage).status()).isEqualTo(503);
        assertThat(client.reply.started()).isFalse();
    }

    @Test
    void what_points_at_a_hidden_note_leaves_without_the_pointer() {
        // When
        told(POINTING);

        // Then
        assertThat(client.reply.text()).contains("\"id\":\"o1\"").doesNotContain("derivedFrom", "N1");
    }

    @Test
    void a_hidden_note_is_answered_as_what_is_not_there_and_is_recorded() {
        // When
        Refused hidden = refused(told(NOTE.replace("'status'", "'description':'" + CANARY + "','status'")));

        // Then
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.outcome()).isEqualTo(Outcomes.of(404));
        assertThat(hidden.headers()).isEmpty();
        assertThat(hidden.recorded()).isTrue();
        assertThat(kinds()).containsExactly(Trail.Kind.DECISION);
        assertThat(hospital.trail.entries().toString() + hidden + client.reply.text())
                .doesNotContain(CANARY);
    }

    @Test
    void its_recorded_author_is_told_that_a_hidden_note_is_forbidden_and_for_which_purpose_it_is_not() {
        // Given
        client = new MemoryClient(hospital.site, caller("Practitioner/dr-o", "HPAYMT"));

        // Then
        assertThat(refused(told(NOTE)).status()).isEqualTo(403);
    }

    @Test
    void a_hidden_note_is_no_answer_while_it_cannot_be_recorded() {
        // Given
        hospital.trail.failing(true);

        // Then
        assertThat(refused(told(NOTE)).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "[]"})
    void an_answer_that_is_no_resource_is_of_no_use(String body) {
        // When
        Refused refused = refused(told(body));

        // Then
        assertThat(refused.status()).isEqualTo(502);
        assertThat(client.reply.started()).isFalse();
    }

    @Test
    void a_resource_that_cannot_be_read_without_doubt_is_hidden_from_everybody_and_on_the_list() {
        assertThat(refused(told("{'resourceType':'Observation','id':'o2','id':'o3'}"))
                        .status())
                .isEqualTo(404);
        assertThat(hospital.findings)
                .extracting(Worklist.Finding::kind)
                .containsExactly(Worklist.Kind.UNREADABLE_ENTRY);
    }

    @Test
    void an_answer_in_another_media_type_is_of_no_use() {
        // When
        Answered answered = client.asks("GET Observation/o2");
        Stage stage = releaser.tell(
                answered,
                answer(PLAIN, "text/html"),
                client.authorizer(answered),
                shape(),
                new ResponseBody(answered.ask(), 200, hospital.site.xml()));

        // Then
        assertThat(refused(stage).status()).isEqualTo(502);
        assertThat(hospital.trail.entries()).isEmpty();
    }

    @Test
    void a_client_that_goes_away_is_cut_off_and_the_record_says_so() {
        // Given
        client.reply.breaks = true;

        // When
        Stage stage = told(PLAIN);

        // Then
        assertThat(((Released) stage).summary().status()).isZero();
        assertThat(client.reply.cut).isTrue();
        assertThat(end("end")).contains(new Json.Text("cut"));
    }

    @Test
    void a_refusal_names_the_caller_and_whether_the_decision_is_on_record() throws Exception {
        // Given
        Answered answered = client.asks("GET Observation/o2");
        ResponseAuthorizer before = client.authorizer(answered);
        ResponseAuthorizer after = client.authorizer(answered);
        after.audit().recordWithheld();
        Refused refusal = Outcomes.refused(answered.ask(), 400);

        // Then
        assertThat(ResponseReleaser.closed(refusal, answered, before)).isEqualTo(refusal.by(answered.caller()));
        assertThat(ResponseReleaser.closed(refusal, answered, after))
                .isEqualTo(refusal.by(answered.caller()).asRecorded());
    }

    @Test
    void what_is_not_there_has_that_for_a_reason() {
        // When
        Answered answered = client.asks("GET Observation/none");
        Refused missing = releaser.hidden(answered.ask(), client.authorizer(answered));

        // Then
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.why()).contains(Reason.NOTHING_THERE);
        assertThat(missing.recorded()).isTrue();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Trail.Unavailable("x"), Fault.AUDIT_UNAVAILABLE),
                Arguments.of(new FhirServer.Broken(Fault.UPSTREAM_TIMEOUT, null), Fault.UPSTREAM_TIMEOUT),
                Arguments.of(new FhirServer.Broken(Fault.UPSTREAM_BUSY, null), Fault.UPSTREAM_BUSY),
                Arguments.of(new IOException("x"), Fault.INTERNAL));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_could_not_be_decided_is_the_fault_of_who_failed(Exception cause, Fault fault) {
        Answered asked = client.asks("GET Observation/o1");
        assertThat(ResponseReleaser.fault(asked.ask(), new NoVerdict("x", cause)))
                .isEqualTo(Outcomes.fault(asked.ask(), fault));
    }

    @ParameterizedTest
    @CsvSource({"404, true", "410, true", "200, false", "403, false", "500, false"})
    void an_ehr_has_no_such_thing_where_it_says_so(int status, boolean missing) {
        HttpAnswer answer = new HttpAnswer(
                status, Optional.empty(), Optional.empty(), Optional.empty(), new ByteArrayInputStream(new byte[0]));
        assertThat(ResponseReleaser.missing(answer)).isEqualTo(missing);
    }

    @Test
    void the_record_of_a_search_names_its_parameters_but_for_the_page() {
        assertThat(ResponseReleaser.asked(client.asks("GET Observation?code=a&code=b&status=final")
                                .ask()
                                .request())
                        .parameters())
                .isEqualTo(Map.of("code", List.of("a", "b"), "status", List.of("final")));
    }

    @ParameterizedTest
    @CsvSource({
        "_summary=true, TRUE",
        "_summary=text, TEXT",
        "_summary=data, DATA",
        "_summary=false, FALSE",
        "_pretty=true, FALSE"
    })
    void an_answer_is_shown_as_it_was_asked_for(String parameter, ResponseFormat.Summary summary) {
        // When
        ResponseFormat format = ResponseReleaser.rendering(
                client.asks("GET Observation/o2?" + parameter).ask().request());

        // Then
        assertThat(format).isEqualTo(new ResponseFormat(parameter.startsWith("_pretty"), summary, Set.of()));
    }

    private Stage told(String body) {
        Answered answered = client.asks("GET Observation/o2");
        return releaser.tell(
                answered,
                answer(body, "application/fhir+json"),
                client.authorizer(answered),
                shape(),
                new ResponseBody(answered.ask(), 200, hospital.site.xml()));
    }

    private static HttpAnswer answer(String body, String type) {
        byte[] sent = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new HttpAnswer(
                200, Optional.of(type), Optional.empty(), Optional.empty(), new ByteArrayInputStream(sent));
    }

    private static ExpectedAnswer shape() {
        return new ExpectedAnswer.Single(
                Optional.empty(), Optional.empty(), new ResponseFormat(false, ResponseFormat.Summary.FALSE, Set.of()));
    }

    private static Refused refused(Stage stage) {
        assertThat(stage).isInstanceOf(Refused.class);
        return (Refused) stage;
    }

    private List<Trail.Kind> kinds() {
        return hospital.trail.entries().stream().map(Trail.Entry::kind).toList();
    }

    private Optional<Json> end(String member) {
        List<Trail.Entry> entries = hospital.trail.entries();
        return entries.get(entries.size() - 1).body().get(member);
    }
}
