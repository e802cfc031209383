package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Base64;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The read of one resource. */
class ReadHandlerTest {

    private static final String JSON = "application/fhir+json";
    private static final byte[] SCAN = {1, 2, 3, (byte) 0xff};

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void a_resource_that_the_caller_may_have_is_given() {
        assertThat(answer("GET Observation/o2", 200, PLAIN)).isInstanceOf(Released.class);
        assertThat(client.reply.text()).isEqualTo(PLAIN.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "DocumentReference/N1, 200",
        "DocumentReference/N1, 403",
        "DocumentReference/none, 404",
        "DocumentReference/none, 410"
    })
    void a_hidden_resource_a_kept_one_and_a_missing_one_are_one_answer(String target, int status) {
        // When
        Refused refused = (Refused) answer("GET " + target, status, NOTE);

        // Then
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.outcome()).isEqualTo(Outcomes.of(404));
        assertThat(refused.headers()).isEmpty();
        assertThat(refused.recorded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Patient/P9, 403, 403",
        "Observation/o2, 500, 502",
        "Observation/o2, 503, 503",
        "Observation/o2, 302, 502"
    })
    void what_the_ehr_says_of_itself_is_told_by_a_status(String target, int status, int told) {
        assertThat(((Refused) answer("GET " + target, status, "{}")).status()).isEqualTo(told);
        assertThat(client.reply.started()).isFalse();
    }

    @Test
    void another_resource_than_the_one_that_was_asked_for_is_no_answer() {
        assertThat(((Refused) answer("GET Observation/o1", 200, PLAIN)).status())
                .isEqualTo(502);
    }

    @Test
    void an_older_version_of_what_is_hidden_today_is_hidden() {
        // Given
        String before = NOTE.replaceAll(",'security':\\[.*?]", "");

        // Then
        assertThat(((Refused) answer("GET DocumentReference/N1/_history/1", 200, before)).status())
                .isEqualTo(404);
        assertThat(hospital.ehr.asked()).contains("GET DocumentReference/N1");
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, image/png",
        "text/plain; charset=utf-8, text/plain; charset=utf-8",
        "text/html<script>, application/octet-stream",
        "nonsense, application/octet-stream"
    })
    void a_binary_in_its_own_media_type_goes_as_a_file_that_no_browser_runs(String type, String told) {
        // Given
        hospital.with("{'resourceType':'DocumentReference','id':'D1','status':'current',"
                + "'subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'Binary/d1'}}]}");

        // When
        Stage stage = raw("d1", "DocumentReference/D1", type);

        // Then
        assertThat(stage).isInstanceOf(Released.class);
        assertThat(client.reply.body.toByteArray()).isEqualTo(SCAN);
        assertThat(client.reply.headers)
                .containsEntry("Content-Type", told)
                .containsEntry("Content-Disposition", "attachment");
    }

    @Test
    void the_bytes_of_a_notes_attachment_are_not_there_for_who_may_not_have_the_note() {
        assertThat(((Refused) raw("n1", "DocumentReference/N1", "text/plain")).status())
                .isEqualTo(404);
        assertThat(client.reply.body.size()).isZero();
    }

    @Test
    void bytes_without_a_record_do_not_go() {
        // Given
        hospital.with("{'resourceType':'DocumentReference','id':'D1','status':'current',"
                + "'subject':{'reference':'Patient/P1'},'content':[{'attachment':{'url':'Binary/d1'}}]}");
        hospital.trail.failing(true);

        // Then
        assertThat(((Refused) raw("d1", "DocumentReference/D1", "text/plain")).status())
                .isEqualTo(503);
        assertThat(client.reply.started()).isFalse();
    }

    private Stage raw(String id, String owner, String type) {
        String binary = "{'resourceType':'Binary','id':'" + id + "','contentType':'" + type
                + "','securityContext':{'reference':'" + owner + "'},'data':'"
                + Base64.getEncoder().encodeToString(SCAN) + "'}";
        Answered answered = client.answered("GET Binary/" + id, 200, JSON, binary, "Accept: image/png");
        return new ReadHandler(hospital.site).answer(answered, (Plan.Read) answered.plan());
    }

    private Stage answer(String line, int status, String body) {
        Answered answered = client.answered(line, status, JSON, body);
        return new ReadHandler(hospital.site).answer(answered, (Plan.Read) answered.plan());
    }
}
