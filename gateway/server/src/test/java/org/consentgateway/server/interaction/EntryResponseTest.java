package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;

/** What is told of one request of a batch. FHIR R4 Bundle.entry.response. */
class EntryResponseTest {

    private final MemoryClient client = new MemoryClient(new MemoryHospital().site, caller("Practitioner/dr-c"));
    private final Answered asked = client.asks("GET Observation/o2");
    private final Stage whole = RequestEnds.complete(asked.ask(), asked.caller(), 200);
    private final BufferedReply reply = new BufferedReply(client.reply);

    @Test
    void a_resource_is_told_with_its_status_place_and_version() throws Exception {
        // Given
        written(201, Map.of("Location", "https://g.example/fhir/Basic/b", "ETag", "W/\"1\"", "X", "y"), "{'id':'b'}");

        // Then
        assertThat(EntryResponse.of(whole, reply))
                .isEqualTo(json("{'resource':{'id':'b'},'response':{'status':'201',"
                        + "'location':'https://g.example/fhir/Basic/b','etag':'W/\\\"1\\\"'}}"));
    }

    @Test
    void what_has_no_body_is_told_by_its_status_alone() throws Exception {
        // Given
        written(204, Map.of(), "");

        // Then
        assertThat(EntryResponse.of(whole, reply)).isEqualTo(json("{'response':{'status':'204'}}"));
    }

    @Test
    void the_bytes_of_a_binary_have_no_place_in_a_bundle() throws Exception {
        // Given
        written(200, Map.of(), "%PDF");

        // Then
        assertThat(EntryResponse.of(whole, reply)).isEqualTo(json("{'response':{'status':'200'}}"));
    }

    @Test
    void a_refusal_is_told_with_our_words_and_nothing_that_was_written_before() throws Exception {
        // Given
        written(200, Map.of("ETag", "W/\"1\""), "{'id':'canary'}");
        Refused refused = Outcomes.refused(asked.ask(), 404);

        // Then
        assertThat(EntryResponse.of(refused, reply).get("resource")).isEmpty();
        assertThat(JsonWriter.text(EntryResponse.of(refused, reply)))
                .contains("\"404\"", "OperationOutcome")
                .doesNotContain("canary", "etag");
    }

    @Test
    void an_answer_that_was_cut_is_told_as_no_usable_one() throws Exception {
        // Given
        written(200, Map.of(), "{'id':'canary'}");
        reply.cut();

        // Then
        assertThat(JsonWriter.text(EntryResponse.of(whole, reply)))
                .contains("\"502\"")
                .doesNotContain("canary");
    }

    @Test
    void an_answer_that_is_too_large_is_told_as_that_however_it_ended() throws Exception {
        // Given
        OutputStream out = reply.start(200, Map.of());
        out.write(new byte[BufferedReply.MOST]);
        try {
            out.write(1);
        } catch (IOException e) {
            reply.cut();
        }

        // Then
        assertThat(EntryResponse.of(whole, reply)).isEqualTo(EntryResponse.tooLarge());
        assertThat(JsonWriter.text(EntryResponse.tooLarge())).contains("\"413\"", "OperationOutcome");
    }

    private void written(int status, Map<String, String> headers, String body) throws IOException {
        try (OutputStream out = reply.start(status, headers)) {
            out.write(body.replace('\'', '"').getBytes(UTF_8));
        }
    }
}
