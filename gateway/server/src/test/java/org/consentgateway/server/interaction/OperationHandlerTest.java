package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operation of the EHR is judged as the output that it has. */
class OperationHandlerTest {

    private static final String CANARY = "canary-9b20";
    private static final String JSON = "application/fhir+json";

    private static final OperationOutput ONE = new OperationOutput.Single("Observation");
    private static final OperationOutput DOCUMENT = new OperationOutput.Document();
    private static final OperationOutput FINDINGS = new OperationOutput.Findings();

    private static final String SUMMARY = "{'resourceType':'Bundle','type':'document','entry':[{'resource':"
            + "{'resourceType':'Composition','id':'c','status':'final','title':'Summary','text':{'div':'" + CANARY
            + "'},'section':[{'title':'All','entry':[{'reference':'Observation/o2'},"
            + "{'reference':'DocumentReference/N1'}]}]}},{'resource':" + PLAIN + "},{'resource':" + NOTE + "}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void one_resource_is_shown_as_a_read_of_it_would_be() {
        // When
        answer(ONE, 200, JSON, POINTING);

        // Then
        assertThat(client.reply.status).isEqualTo(200);
        assertThat(client.reply.text()).contains("\"id\":\"o1\"").doesNotContain("N1");
    }

    @Test
    void one_resource_that_is_hidden_is_one_that_is_missing() {
        // When
        OperationOutput note = new OperationOutput.Single("DocumentReference");
        Refused hidden = (Refused) answer(note, 200, JSON, NOTE);
        Refused missing = (Refused) answer(note, 404, JSON, "{}");

        // Then
        assertThat(hidden.status()).isEqualTo(404).isEqualTo(missing.status());
        assertThat(hidden.outcome()).isEqualTo(missing.outcome());
    }

    @Test
    void another_type_than_the_output_has_is_of_no_use() {
        assertThat(((Refused) answer(ONE, 200, JSON, NOTE)).status()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({"403, 403", "400, 400", "410, 404", "409, 502", "500, 502", "503, 503", "201, 502"})
    void an_operation_that_failed_is_told_by_a_status(int upstream, int told) {
        assertThat(((Refused) answer(ONE, upstream, JSON, PLAIN)).status()).isEqualTo(told);
        assertThat(client.reply.started()).isFalse();
    }

    @Test
    void a_searchset_is_judged_entry_by_entry() {
        // When
        answer(
                new OperationOutput.Searchset(Set.of()),
                200,
                JSON,
                "{'resourceType':'Bundle','type':'searchset','total':2,'entry':[{'resource':" + PLAIN + "},{'resource':"
                        + NOTE + "}]}");

        // Then
        assertThat(client.reply.text()).contains("\"id\":\"o2\"").doesNotContain("N1", "\"total\":2");
    }

    @Test
    void a_document_holds_what_may_be_seen_and_is_one_of_this_answer() {
        // When
        answer(DOCUMENT, 200, JSON, SUMMARY);

        // Then
        Json.Obj shown = json(client.reply.text());
        assertThat(shown.text("type")).contains("document");
        assertThat(shown.object("identifier").flatMap(one -> one.text("value")).orElseThrow())
                .startsWith("urn:uuid:");
        assertThat(shown.text("timestamp").orElseThrow()).matches("20.*Z");
        assertThat(client.reply.text())
                .contains("\"id\":\"o2\"", "\"title\":\"All\"")
                .doesNotContain("N1", CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "{'resourceType':'Bundle','type':'searchset'}", "{'resourceType':'Patient'}"})
    void what_is_no_document_is_of_no_use(String body) {
        assertThat(((Refused) answer(DOCUMENT, 200, JSON, body)).status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 412, 422})
    void of_a_validation_no_word_of_the_ehrs_is_told(int status) {
        // When
        answer(
                FINDINGS,
                status,
                JSON,
                "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'required','diagnostics':'"
                        + CANARY + "','expression':['Task.status']},{'severity':'error','code':'not-found',"
                        + "'details':{'text':'" + CANARY + "'}}]}");

        // Then
        assertThat(client.reply.status).isEqualTo(200);
        assertThat(client.reply.text())
                .contains("OperationOutcome", "\"code\":\"required\"", "Task.status")
                .doesNotContain(CANARY, "not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "404, application/fhir+json, {}, 404",
        "500, application/fhir+json, {}, 502",
        "422, text/html, {'resourceType':'OperationOutcome'}, 502",
        "200, application/fhir+json, no json, 502"
    })
    void a_validation_that_did_not_take_place_is_told_by_a_status(int upstream, String type, String body, int told) {
        assertThat(((Refused) answer(FINDINGS, upstream, type, body)).status()).isEqualTo(told);
    }

    private Stage answer(OperationOutput output, int status, String type, String body) {
        Answered asked = client.answered("GET Patient/P1/$summary", status, type, body);
        Plan.Operation plan = new Plan.Operation(
                "Patient/P1/$summary", Optional.empty(), output, new Plan.Page("Patient/P1/$summary"));
        PageLinks links = new PageLinks(
                new SealedTokens(new SecretKeySpec(new byte[32], "AES")),
                hospital.site.bases().publicBase(),
                new RememberedPageLinks());
        return new OperationHandler(hospital.site, new SearchHandler(hospital.site, links, new PageSizes()))
                .answer(new Answered(asked.ask(), asked.caller(), asked.bearer(), plan, asked.upstream()), plan);
    }
}
