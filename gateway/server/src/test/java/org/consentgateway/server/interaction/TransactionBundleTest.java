package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Arrays;
import java.util.List;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Bundle of a transaction: ruled on as a whole, written together, read after that. FHIR R4 http.html#trules. */
class TransactionBundleTest {

    private static final String ENCOUNTER =
            "{'resourceType':'Encounter','id':'e1','meta':{'versionId':'1'},'status':'planned',"
                    + "'subject':{'reference':'Patient/P1'}}";
    private static final String WRITE = "{'request':{'method':'PUT','url':'Encounter/e1'},'resource':"
            + ENCOUNTER.replace("planned", "finished") + "}";
    private static final String READ = "{'request':{'method':'GET','url':'Observation/o2'}}";
    private static final String READ_BACK = "{'request':{'method':'GET','url':'Encounter/e1'}}";
    private static final String HIDDEN = "{'request':{'method':'GET','url':'DocumentReference/N1'}}";
    private static final String MISSING = "{'request':{'method':'GET','url':'DocumentReference/none'}}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN, ENCOUNTER);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    private final MemoryRoad road = new MemoryRoad(hospital.site, client);

    @Test
    void reads_see_what_the_writes_beside_them_did_and_each_answer_stands_where_its_request_stood() {
        // When
        answer(READ_BACK, WRITE, READ);

        // Then
        assertThat(statuses()).containsExactly("200", "200", "200");
        assertThat(entries().get(0).object("resource").flatMap(seen -> seen.text("status")))
                .contains("finished");
        assertThat(entries().get(2).object("resource")).contains(json(PLAIN));
    }

    @Test
    void every_part_is_ruled_on_before_any_is_done_and_one_that_is_refused_refuses_the_whole() {
        // Given
        road.refuses("rule r-2", 403);

        // When
        Stage stage = answer(WRITE, READ, WRITE);

        // Then
        assertThat(((Refused) stage).status()).isEqualTo(403);
        assertThat(((Refused) stage).ask().id()).isEqualTo("r");
        assertThat(road.passed).containsExactly("rule r-1", "rule r-2");
        assertThat(stored()).isEqualTo("planned");
    }

    @Test
    void a_read_that_shows_nothing_refuses_the_whole_and_hidden_is_as_missing() {
        // When
        Refused hidden = (Refused) answer(WRITE, HIDDEN);
        Refused missing = (Refused) answer(WRITE, MISSING);

        // Then
        assertThat(hidden.status()).isEqualTo(404).isEqualTo(missing.status());
        assertThat(hidden.outcome()).isEqualTo(missing.outcome());
        assertThat(hidden.ask().id()).isEqualTo("r");
        assertThat(stored()).isEqualTo("planned");
    }

    @Test
    void a_read_that_cannot_be_tried_refuses_the_whole() {
        // Given
        hospital.ehr.refuses("GET Observation/o2", 0);

        // Then
        assertThat(((Refused) answer(WRITE, READ)).status()).isEqualTo(502);
        assertThat(stored()).isEqualTo("planned");
    }

    @Test
    void what_is_neither_read_nor_write_has_no_place_in_a_transaction() {
        // When
        Refused refused = (Refused) answer(
                WRITE,
                "{'request':{'method':'POST','url':'Observation/$validate'},'resource':"
                        + "{'resourceType':'Observation'}}");

        // Then
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.why()).contains(Reason.OPERATION_NOT_ALLOWED);
        assertThat(stored()).isEqualTo("planned");
    }

    @Test
    void one_write_that_is_refused_refuses_all_and_no_read_is_answered() {
        // When
        Stage stage = answer(READ, WRITE, "{'request':{'method':'DELETE','url':'DocumentReference/N1'}}");

        // Then
        assertThat(((Refused) stage).status()).isEqualTo(404);
        assertThat(client.reply.started()).isFalse();
        assertThat(stored()).isEqualTo("planned");
    }

    @Test
    void parts_name_each_other_by_the_url_that_they_came_under() {
        // When
        String url = "urn:uuid:0d5a9a1e-8a5f-4b7c-9d2e-3f6a1b2c4d5e";
        answer(
                "{'fullUrl':'" + url + "','request':{'method':'POST','url':'Encounter'},'resource':"
                        + ENCOUNTER.replace("'id':'e1',", "") + "}",
                "{'request':{'method':'POST','url':'Task'},'resource':{'resourceType':'Task','status':'draft',"
                        + "'intent':'order','for':{'reference':'Patient/P1'},'encounter':{'reference':'" + url
                        + "'}}}");

        // Then
        assertThat(statuses()).containsExactly("201", "201");
        assertThat(hospital.ehr
                        .get("Task/made-2")
                        .orElseThrow()
                        .at("/encounter/reference")
                        .asText())
                .isEqualTo("Encounter/made-1");
        assertThat(client.reply.text()).doesNotContain("ehr.invalid");
    }

    @ParameterizedTest
    @CsvSource({"urn:uuid:1, urn:uuid:1, true", "urn:uuid:1, urn:uuid:2, false"})
    void two_parts_under_one_url_are_refused(String first, String second, boolean refused) {
        // When
        Stage stage = answer(
                "{'fullUrl':'" + first + "'," + WRITE.substring(1),
                "{'fullUrl':'" + second + "'," + WRITE.substring(1).replace("e1", "e2"));

        // Then
        assertThat(stage instanceof Refused).isEqualTo(refused);
        if (stage instanceof Refused one) assertThat(one.why()).contains(Reason.REQUEST_NOT_UNDERSTOOD);
    }

    private Stage answer(String... entries) {
        TransactionHandler writes = new TransactionHandler(
                hospital.site, new WriteHandler(hospital.site), MemoryRoad.PARSER, MemoryRoad.untimed(hospital));
        return new TransactionBundle(hospital.site, road.entries(), writes, MemoryRoad.untimed(hospital))
                .answer(
                        client.bundle("{'resourceType':'Bundle','type':'transaction'}"),
                        Arrays.stream(entries).map(MemoryHospital::json).toList());
    }

    private List<Json.Obj> entries() {
        return json(client.reply.text()).objects("entry");
    }

    private List<String> statuses() {
        return entries().stream()
                .map(entry -> entry.object("response").orElseThrow().text("status"))
                .map(status -> status.orElse(""))
                .toList();
    }

    private String stored() {
        return hospital.ehr.get("Encounter/e1").orElseThrow().path("status").asText();
    }
}
