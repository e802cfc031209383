package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryEhr;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a write is answered with. */
class WriteAnswerTest {

    private static final String PUBLIC = "https://gateway.example/fhir/";
    private static final Reference RESULT = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE);
    private final WriteAnswer written = new WriteAnswer(hospital.site, new ResponseReleaser(hospital.site));
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @ParameterizedTest
    @CsvSource({"400, 400", "409, 409", "412, 412", "415, 422", "422, 422", "401, 502", "403, 502", "500, 502"})
    void what_the_ehr_did_not_do_is_told_by_a_status_and_not_in_its_words(int upstream, int told) {
        // When
        Stage stage = answer(client.writes("PUT Observation/o2", PLAIN), upstream, "canary-9b", "");

        // Then
        assertThat(((Refused) stage).status()).isEqualTo(told);
        assertThat(client.reply.started()).isFalse();
    }

    @Test
    void what_was_made_is_told_with_its_place_under_the_base_that_clients_see() {
        // When
        answer(client.writes("POST Observation", PLAIN), 201, PLAIN, MemoryEhr.BASE + "/Observation/o2/_history/1");

        // Then
        assertThat(client.reply.status).isEqualTo(201);
        assertThat(client.reply.headers)
                .containsEntry("Location", PUBLIC + "Observation/o2/_history/1")
                .containsEntry("ETag", "W/\"1\"");
        assertThat(client.reply.text()).isEqualTo(PLAIN.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://elsewhere.example/other/Observation/o2", MemoryEhr.BASE + "/Patient/P1", "nonsense"})
    void a_place_that_is_no_place_of_such_a_resource_is_not_told(String location) {
        // When
        answer(client.writes("POST Observation", PLAIN), 201, PLAIN, location);

        // Then
        assertThat(client.reply.headers).doesNotContainKey("Location");
    }

    @Test
    void what_is_stored_is_shown_as_the_writer_may_see_it() {
        // When
        answer(client.writes("PUT Observation/o1", PLAIN), 200, POINTING, "");

        // Then
        assertThat(client.reply.text()).contains("\"id\":\"o1\"").doesNotContain("derivedFrom", "N1");
        assertThat(client.reply.headers).containsEntry("Content-Location", PUBLIC + "Observation/o1/_history/2");
    }

    @Test
    void a_note_that_its_writer_may_not_see_is_told_without_a_body() {
        // When
        answer(
                client.writes("POST DocumentReference", NOTE),
                201,
                NOTE,
                MemoryEhr.BASE + "/DocumentReference/N1/_history/1");

        // Then
        assertThat(client.reply.status).isEqualTo(201);
        assertThat(client.reply.text()).isEmpty();
        assertThat(client.reply.headers).containsKey("Location").doesNotContainKey("ETag");
    }

    @ParameterizedTest
    @CsvSource({"return=minimal, false", "return=OperationOutcome, false", "return=representation, true"})
    void a_client_that_wants_no_body_gets_none(String preference, boolean body) {
        // When
        answer(client.writes("PUT Observation/o2", PLAIN, "Prefer: " + preference), 200, PLAIN, "");

        // Then
        assertThat(client.reply.headers).containsEntry("ETag", "W/\"1\"");
        assertThat(client.reply.text().isEmpty()).isEqualTo(!body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{'resourceType':'OperationOutcome'}"})
    void a_write_that_took_place_is_told_though_its_answer_shows_no_resource(String body) {
        // When
        answer(client.writes("PUT Observation/o2", PLAIN), 200, body, "");

        // Then
        assertThat(client.reply.status).isEqualTo(200);
        assertThat(client.reply.text()).isEmpty();
        assertThat(client.reply.headers).containsEntry("Content-Location", PUBLIC + "Observation/o2");
    }

    @Test
    void a_write_is_answered_by_a_fault_while_its_answer_cannot_be_recorded() {
        // Given
        hospital.trail.failing(true);

        // When
        Stage stage = answer(client.writes("PUT Observation/o2", PLAIN), 200, PLAIN, "");

        // Then
        assertThat(((Refused) stage).status()).isEqualTo(503);
        assertThat(client.reply.started()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE Observation/o2, 204, true",
        "PUT Observation/o2, 201, true",
        "PUT Observation/o2, 200, false",
        "PUT Observation/o2, 409, false"
    })
    void a_deletion_that_was_told_is_over_when_the_resource_is_gone_or_made_anew(
            String line, int status, boolean over) {
        // Given
        hospital.site.deletions().keep(new Deletion(RESULT, Optional.of("1"), Set.of()));

        // When
        Answered answered = line.startsWith("PUT") ? client.writes(line, PLAIN) : client.asks(line);
        answer(answered, status, PLAIN, "");

        // Then
        assertThat(hospital.deleted.containsKey(RESULT)).isEqualTo(!over);
    }

    @Test
    void a_deletion_is_told_without_a_body() {
        // When
        answer(client.asks("DELETE Observation/o2"), 200, "{'resourceType':'OperationOutcome'}", "");

        // Then
        assertThat(client.reply.status).isEqualTo(204);
        assertThat(client.reply.text()).isEmpty();
    }

    @Test
    void who_makes_a_binary_is_remembered_as_its_maker() {
        // Given
        String binary = "{'resourceType':'Binary','id':'b1','meta':{'versionId':'3'},'contentType':'text/plain'}";

        // When
        answer(client.writes("POST Binary", binary), 201, binary, MemoryEhr.BASE + "/Binary/b1/_history/3");

        // Then
        Reference self = new Reference("Binary", "b1");
        assertThat(hospital.creators)
                .containsEntry(
                        self,
                        new BinaryCreators.Created(
                                self, "3", hospital.site.seals().creator(caller("Practitioner/dr-c"))));
    }

    private Stage answer(Answered answered, int status, String body, String location) {
        byte[] sent = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        HttpAnswer upstream = new HttpAnswer(
                status,
                Optional.of("application/fhir+json"),
                Optional.of(location).filter(known -> !known.isEmpty()),
                Optional.empty(),
                new ByteArrayInputStream(sent));
        Records.Asked asked = ResponseReleaser.asked(answered.ask().request());
        UpstreamWrite write = new UpstreamWrite(
                answered.ask().request().method().name(),
                asked.target(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(json(PLAIN)));
        return written.answer(answered, client.authorizer(answered), upstream, write);
    }
}
