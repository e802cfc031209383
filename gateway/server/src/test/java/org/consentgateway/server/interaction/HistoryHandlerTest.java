package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import org.consentgateway.server.authorize.MemoryEhr;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of one resource. */
class HistoryHandlerTest {

    private static final String CANARY = "canary-51d0";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-x"));

    @Test
    void the_versions_of_what_the_caller_sees_are_told() {
        // Given
        history("Observation/o2", PLAIN);

        // Then
        assertThat(answer("Observation/o2/_history")).isInstanceOf(Released.class);
        assertThat(client.reply.text()).contains("\"type\":\"history\"", "\"id\":\"o2\"");
    }

    @Test
    void what_is_hidden_today_was_never_there_in_any_version_and_the_ehr_is_not_asked_for_them() {
        // Given
        history("DocumentReference/N1", NOTE.replace("'status'", "'description':'" + CANARY + "','status'"));

        // When
        Refused hidden = (Refused) answer("DocumentReference/N1/_history");

        // Then
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.outcome()).isEqualTo(Outcomes.of(404));
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("_history?") || line.endsWith("_history"));
        assertThat(client.reply.text()).doesNotContain(CANARY);
    }

    @Test
    void a_version_that_was_a_note_is_left_out_of_the_history_of_what_is_none_today() {
        // Given
        hospital.ehr.answers(
                "Observation/o2/_history",
                "{'resourceType':'Bundle','type':'history','entry':[" + entry("Observation/o2", PLAIN, "2") + ","
                        + entry(
                                "Observation/o2",
                                PLAIN.replace(
                                                "'meta':{",
                                                "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/"
                                                        + "v3-ActCode','code':'PSYTHPN'}],")
                                        .replace("'status'", "'valueString':'" + CANARY + "','status'"),
                                "1")
                        + "]}");

        // Then
        assertThat(answer("Observation/o2/_history")).isInstanceOf(Released.class);
        assertThat(client.reply.text()).doesNotContain(CANARY, "PSYTHPN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Observation/none", "DocumentReference/none"})
    void what_is_not_there_has_no_history(String target) {
        assertThat(((Refused) answer(target + "/_history")).status()).isEqualTo(404);
    }

    @Test
    void since_when_is_judged_by_what_is_shown_and_not_by_the_ehr() {
        // Given
        history("Observation/o2", PLAIN);

        // When
        answer("Observation/o2/_history?_since=2026-01-01");

        // Then
        assertThat(hospital.ehr.asked())
                .contains("GET Observation/o2/_history")
                .noneMatch(line -> line.contains("_since"));
    }

    @Test
    void while_the_ehr_does_not_answer_nothing_is_told() {
        hospital.ehr.refuses("GET Observation", 0);
        assertThat(((Refused) answer("Observation/o2/_history")).status()).isEqualTo(502);
        assertThat(client.reply.started()).isFalse();
    }

    private void history(String target, String resource) {
        hospital.ehr.answers(
                target + "/_history",
                "{'resourceType':'Bundle','type':'history','entry':[" + entry(target, resource, "1") + "]}");
    }

    private static String entry(String target, String resource, String version) {
        return "{'fullUrl':'" + MemoryEhr.BASE + "/" + target + "','resource':"
                + resource.replace("'versionId':'1'", "'versionId':'" + version + "'")
                + ",'request':{'method':'PUT','url':'" + target + "'},'response':{'status':'200'}}";
    }

    private Stage answer(String target) {
        Answered answered = client.asks("GET " + target);
        return new HistoryHandler(hospital.site).answer(answered, (Plan.History) answered.plan());
    }
}
