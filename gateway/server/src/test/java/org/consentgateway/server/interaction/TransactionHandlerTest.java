package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NAMING;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Arrays;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The writes of a transaction: all of them or none. */
class TransactionHandlerTest {

    private static final String ENCOUNTER = "{'resourceType':'Encounter','id':'e1','meta':{'versionId':'1'},"
            + "'status':'planned','subject':{'reference':'Patient/P1'}}";
    private static final String PLANNED = "PUT Encounter/e1";
    private static final String FINISHED = ENCOUNTER.replace("planned", "finished");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING, PLAIN, ENCOUNTER);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void all_writes_go_to_the_ehr_in_one_request_and_only_their_statuses_come_back() {
        // When
        TransactionHandler.Done done = done(part(PLANNED, FINISHED), part("DELETE Observation/o2", ""));

        // Then
        assertThat(done.refused()).isEmpty();
        assertThat(statuses(done)).isEqualTo("200 204");
        assertThat(JsonWriter.text(new Json.Arr(done.answers()))).doesNotContain("ehr.invalid", "planned");
        assertThat(writes()).isEqualTo(1);
        assertThat(hospital.ehr.get("Observation/o2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"DELETE DocumentReference/N1", "DELETE DocumentReference/none"})
    void one_write_that_is_refused_refuses_all_before_any_is_done(String refused) {
        // When
        TransactionHandler.Done done = done(part(PLANNED, FINISHED), part(refused, ""));

        // Then
        assertThat(status(done)).contains(404);
        assertThat(done.answers()).isEmpty();
        assertThat(writes()).isZero();
        assertThat(encounter()).isEqualTo("planned");
    }

    @Test
    void without_a_record_none_is_done() {
        // Given
        hospital.trail.failing(true);

        // Then
        assertThat(status(done(part(PLANNED, FINISHED)))).contains(503);
        assertThat(writes()).isZero();
    }

    @Test
    void what_holds_something_hidden_is_told_to_be_deleted_with_the_rest() {
        // When
        TransactionHandler.Done done = done(part("DELETE Observation/o1", ""), part(PLANNED, FINISHED));

        // Then
        assertThat(statuses(done)).isEqualTo("204 200");
        assertThat(hospital.deleted).containsKey(new Reference("Observation", "o1"));
        assertThat(hospital.ehr.get("Observation/o1").orElseThrow().toString()).contains("DocumentReference/N1");
        assertThat(encounter()).isEqualTo("finished");
    }

    @Test
    void a_deletion_alone_that_is_kept_asks_the_ehr_for_no_transaction() {
        // When
        TransactionHandler.Done done = done(part("DELETE Observation/o1", ""));

        // Then
        assertThat(statuses(done)).isEqualTo("204");
        assertThat(writes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"400, 400", "409, 409", "422, 422", "500, 502"})
    void what_the_ehr_refuses_together_is_told_by_a_status_and_remembered_of_none(int upstream, int told) {
        // Given
        hospital.ehr.refuses("POST ", upstream);

        // Then
        assertThat(status(done(part(PLANNED, FINISHED)))).contains(told);
        assertThat(encounter()).isEqualTo("planned");
    }

    @Test
    void what_is_hidden_from_its_writer_stays_in_what_is_written_with_the_rest() {
        // When
        String seen = POINTING.replaceAll(",'derivedFrom':.*", "}").replace("final", "amended");
        TransactionHandler.Done done = done(part("PUT Observation/o1", seen));

        // Then
        assertThat(done.refused()).isEmpty();
        assertThat(hospital.ehr.get("Observation/o1").orElseThrow().toString())
                .contains("amended", "DocumentReference/N1");
    }

    @Test
    void a_deletion_that_the_ehr_refuses_for_a_hidden_notes_sake_alone_is_told_and_the_rest_is_done() {
        // Given
        hospital.with(NAMING);
        hospital.ehr.refusesOnce("POST ", 409);

        // When
        TransactionHandler.Done done = done(part("DELETE Observation/o2", ""), part(PLANNED, FINISHED));

        // Then
        assertThat(statuses(done)).isEqualTo("204 200");
        assertThat(hospital.deleted).containsKey(new Reference("Observation", "o2"));
        assertThat(hospital.ehr.get("Observation/o2")).isPresent();
        assertThat(encounter()).isEqualTo("finished");
    }

    @Test
    void a_transaction_of_no_writes_asks_the_ehr_nothing() {
        assertThat(done().refused()).isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    private TransactionHandler.Done done(TransactionHandler.Part... parts) {
        return new TransactionHandler(
                        hospital.site,
                        new WriteHandler(hospital.site),
                        new RequestParser(FhirVersion.R4, "/fhir"),
                        MemoryRoad.untimed(hospital))
                .answer(client.writes("POST Observation", "{}"), Arrays.asList(parts));
    }

    private TransactionHandler.Part part(String line, String body) {
        Answered answered = body.isEmpty() ? client.asks(line) : client.writes(line, body);
        return new TransactionHandler.Part(answered, Optional.empty());
    }

    private static Optional<Integer> status(TransactionHandler.Done done) {
        return done.refused().map(stage -> ((Refused) stage).status());
    }

    private static String statuses(TransactionHandler.Done done) {
        return String.join(
                " ",
                done.answers().stream()
                        .map(answer -> ((Json.Obj) answer)
                                .object("response")
                                .flatMap(told -> told.text("status"))
                                .orElse(""))
                        .toList());
    }

    private long writes() {
        return hospital.ehr.asked().stream().filter("POST "::equals).count();
    }

    private String encounter() {
        return hospital.ehr.get("Encounter/e1").orElseThrow().path("status").asText();
    }
}
