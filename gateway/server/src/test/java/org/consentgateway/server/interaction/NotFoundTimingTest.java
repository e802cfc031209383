package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PACK;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.interaction.NotFoundTiming.Settled;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers alike that say that something is not there; no clock runs. */
class NotFoundTimingTest {

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));

    @Test
    void a_hidden_note_and_a_missing_one_take_as_many_calls_of_each_kind() {
        // Given
        MemoryHospital empty = new MemoryHospital();
        MemoryClient other = new MemoryClient(empty.site, caller("Practitioner/dr-c"));

        // When
        Settled hidden = settle(
                hospital, client, client.answered("GET DocumentReference/N1", 200, "application/fhir+json", NOTE));
        Settled missing =
                settle(empty, other, other.answered("GET DocumentReference/N1", 404, "application/fhir+json", "{}"));

        // Then
        assertThat(hidden.bill()).isPresent().isEqualTo(missing.bill());
        assertThat(kinds(hospital)).isEqualTo(kinds(empty)).isNotEmpty();
        assertThat(((Refused) hidden.stage()).status()).isEqualTo(((Refused) missing.stage()).status());
    }

    @Test
    void what_shows_all_that_was_asked_for_goes_at_once_and_asks_nothing_more() {
        // When
        Settled settled =
                settle(hospital, client, client.answered("GET Observation/o2", 200, "application/fhir+json", PLAIN));

        // Then
        assertThat(settled.bill()).isEmpty();
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("nobody-"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET Observation/o2, 404, true",
        "GET Observation/o2, 403, false",
        "GET Patient/P1, 404, true",
        "PUT Observation/o2, 403, true",
        "PUT Observation/o2, 412, true",
        "PUT Encounter/e1, 403, false",
        "PUT Encounter/e1, 422, true",
        "PUT Encounter/e1, 405, true",
        "DELETE Encounter/e1, 409, true"
    })
    void a_refusal_waits_where_it_may_say_that_something_is_hidden(String line, int status, boolean waits) {
        // When
        Answered answered = line.startsWith("PUT") ? client.writes(line, "{}") : client.asks(line);
        Settled settled =
                timing(hospital, Duration.ofMillis(1)).answer(answered, asked -> Outcomes.refused(asked.ask(), status));

        // Then
        assertThat(settled.bill().isPresent()).isEqualTo(waits);
        assertThat(((Refused) settled.stage()).bill()).isEqualTo(settled.bill());
        assertThat(hospital.ehr.asked().isEmpty()).isEqualTo(!waits);
    }

    @Test
    void without_a_grid_everything_goes_at_once() {
        // When
        Settled settled = timing(hospital, Duration.ZERO)
                .answer(client.asks("GET Observation/o2"), asked -> Outcomes.refused(asked.ask(), 404));

        // Then
        assertThat(settled.bill()).isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Observation?code=x, 0, true",
        "Observation?code=x, 1, false",
        "'Observation?_id=a,b', 1, true",
        "'Observation?_id=a,b', 2, false",
        "'Observation?_id=a,a', 1, false",
        "Observation?code=x&_summary=count, 3, true",
        "Encounter?status=planned, 0, false"
    })
    void a_search_is_kept_until_it_shows_as_much_as_was_asked_for_by_id(String search, int matches, boolean kept) {
        // When
        Settled settled = timing(hospital, Duration.ofMillis(1)).answer(client.asks("GET " + search), showing(matches));

        // Then
        assertThat(settled.kept().isPresent()).isEqualTo(kept);
        assertThat(client.reply.started()).isEqualTo(!kept);
    }

    private static Function<Answered, Stage> showing(int matches) {
        return asked -> {
            try (var out = asked.ask().reply().start(200, Map.of())) {
                asked.ask().reply().counts(() -> matches);
                out.write(1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return RequestEnds.complete(asked.ask(), asked.caller(), 200);
        };
    }

    private static Settled settle(MemoryHospital at, MemoryClient by, Answered answered) {
        assertThat(by.reply.started()).isFalse();
        return timing(at, Duration.ofMillis(1))
                .answer(answered, asked -> new ReadHandler(at.site).answer(asked, (Plan.Read) asked.plan()));
    }

    private static NotFoundTiming timing(MemoryHospital at, Duration slot) {
        return new NotFoundTiming(
                new TimingGrid(slot, () -> 0L),
                new Decoys(at.site.ehr(), at.site.ehr()),
                PACK.hideableTypes()::contains,
                PACK.notes());
    }

    /** What was asked, without whom: paths to their kinds. */
    private static List<String> kinds(MemoryHospital at) {
        return at.ehr.asked().stream()
                .map(line -> line.replaceAll("nobody-[0-9a-f-]{36}|N1|P1|dr-o", "~"))
                .sorted()
                .toList();
    }
}
