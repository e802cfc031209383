package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.interaction.NotFoundTiming.Settled;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch is answered entry by entry, each for itself. */
class BatchHandlerTest {

    private static final String READ = "{'request':{'method':'GET','url':'Observation/o2'}}";
    private static final String HIDDEN = "{'request':{'method':'GET','url':'DocumentReference/N1'}}";
    private static final String NOTHING = "{'request':{'method':'GET','url':'DocumentReference/none'}}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    private final MemoryRoad road = new MemoryRoad(hospital.site, client);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | 400",
                "{'resourceType':'Patient'} | 422",
                "{'resourceType':'Bundle'} | 422",
                "{'resourceType':'Bundle','type':'document'} | 422",
                "{'resourceType':'Bundle','type':'searchset','entry':[" + READ + "]} | 422"
            })
    void what_is_no_batch_is_refused_and_nothing_of_it_is_asked(String body, int status) {
        // When
        Stage stage = answer(road.entries(), body);

        // Then
        assertThat(((Refused) stage).status()).isEqualTo(status);
        assertThat(road.passed).isEmpty();
    }

    @Test
    void what_is_no_fhir_xml_is_no_batch() {
        // When
        Stage stage =
                handler(road.entries()).answer(client.asks("POST ", "<Bundle/>", "Content-Type: application/fhir+xml"));

        // Then
        assertThat(((Refused) stage).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "200, 200", "201, 413"})
    void a_batch_has_no_more_than_two_hundred_entries(int entries, int status) {
        // When
        Stage stage = answer(road.entries(), batch(Collections.nCopies(entries, "{}")));

        // Then
        if (stage instanceof Refused refused) assertThat(refused.status()).isEqualTo(status);
        else assertThat(((Released) stage).summary().status()).isEqualTo(status);
    }

    @Test
    void each_entry_is_done_before_the_next_is_looked_at_under_a_name_of_its_own() {
        // When
        answer(road.entries(), batch(List.of(READ, HIDDEN)));

        // Then
        assertThat(road.passed)
                .containsExactly("rule r-1", "forward r-1", "settle r-1", "rule r-2", "forward r-2", "settle r-2");
    }

    @Test
    void an_entry_that_is_refused_refuses_none_beside_it() {
        // Given
        road.refuses("rule r-1", 403);

        // When
        answer(road.entries(), batch(List.of(READ, READ)));

        // Then
        assertThat(statuses()).containsExactly("403", "200");
        assertThat(client.reply.text()).contains("\"type\":\"batch-response\"");
    }

    @Test
    void the_entry_of_a_hidden_note_is_that_of_a_missing_one() {
        // When
        answer(road.entries(), batch(List.of(HIDDEN)));
        String hidden = client.reply.text();
        client.reply.body.reset();
        answer(road.entries(), batch(List.of(NOTHING)));

        // Then
        assertThat(hidden).contains("404").isEqualTo(client.reply.text());
    }

    @Test
    void when_the_client_is_gone_no_further_entry_is_asked_for() {
        // When
        EntryHandler entries = road.entries(entry -> {
            client.reply.gone = true;
            return Settled.atOnce(RequestEnds.complete(entry.ask(), entry.caller(), 200));
        });
        Stage stage = answer(entries, batch(List.of(READ, READ)));

        // Then
        assertThat(road.passed).contains("settle r-1").doesNotContain("rule r-2");
        assertThat(client.reply.cut).isTrue();
        assertThat(((Released) stage).summary().status()).isZero();
    }

    @Test
    void a_transaction_is_answered_as_one() {
        // When
        answer(road.entries(), batch(List.of(READ)).replace("'batch'", "'transaction'"));

        // Then
        assertThat(client.reply.text()).contains("\"type\":\"transaction-response\"");
    }

    private Stage answer(EntryHandler entries, String body) {
        return handler(entries).answer(client.bundle(body));
    }

    private BatchHandler handler(EntryHandler entries) {
        TransactionHandler writes = new TransactionHandler(
                hospital.site, new WriteHandler(hospital.site), MemoryRoad.PARSER, MemoryRoad.untimed(hospital));
        return new BatchHandler(
                hospital.site,
                entries,
                new TransactionBundle(hospital.site, entries, writes, MemoryRoad.untimed(hospital)));
    }

    private List<String> statuses() {
        return json(client.reply.text()).objects("entry").stream()
                .map(entry -> entry.object("response").orElseThrow().text("status"))
                .map(status -> status.orElse(""))
                .collect(Collectors.toList());
    }

    private static String batch(List<String> entries) {
        return "{'resourceType':'Bundle','type':'batch','entry':[" + String.join(",", entries) + "]}";
    }
}
