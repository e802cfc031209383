package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.MemoryHospital;
import org.junit.jupiter.api.Test;

/** The answer to a batch is written entry by entry. */
class BatchAnswerTest {

    private static final Json.Obj DONE = json("{'response':{'status':'200'}}");

    private final MemoryHospital hospital = new MemoryHospital();
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void entries_stand_in_the_order_that_they_were_answered_in() throws Exception {
        // When
        BatchAnswer answer = answer("batch-response");
        answer.entry(DONE, 1);
        answer.entry(json("{'response':{'status':'404'}}"), 1);
        answer.end();

        // Then
        assertThat(client.reply.status).isEqualTo(200);
        assertThat(client.reply.text())
                .isEqualTo("{\"resourceType\":\"Bundle\",\"type\":\"batch-response\",\"entry\":["
                        + "{\"response\":{\"status\":\"200\"}},{\"response\":{\"status\":\"404\"}}]}");
    }

    @Test
    void an_empty_batch_has_no_array_of_entries() throws Exception {
        // When
        answer("transaction-response").end();

        // Then
        assertThat(client.reply.text()).isEqualTo("{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\"}");
    }

    @Test
    void in_json_an_entry_may_be_of_any_length_that_it_was_let_have() throws Exception {
        // When
        BatchAnswer answer = answer("batch-response");
        answer.entry(DONE, Integer.MAX_VALUE);
        answer.end();

        // Then
        assertThat(client.reply.text()).contains("\"200\"").doesNotContain("413");
    }

    private BatchAnswer answer(String type) throws Exception {
        return new BatchAnswer(client.asks("GET Observation/o2").ask(), hospital.site.xml(), type);
    }
}
