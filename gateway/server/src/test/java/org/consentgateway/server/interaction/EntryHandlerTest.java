package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.interaction.NotFoundTiming.Settled;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.NotFoundCalls;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One entry of a batch on the road that every request takes. */
class EntryHandlerTest {

    private static final String READ = "{'request':{'method':'GET','url':'Observation/o2'}}";
    private static final String BUNDLE = "{'resourceType':'Bundle','type':'batch'}";

    private final MemoryHospital hospital = new MemoryHospital().with(PLAIN);
    private final MemoryClient client = new MemoryClient(hospital.site, caller("Practitioner/dr-c"));
    private final MemoryRoad road = new MemoryRoad(hospital.site, client);

    @Test
    void an_entry_is_answered_as_if_it_had_come_alone() throws Exception {
        // When
        Json.Obj entry = told(road.entries(), READ);

        // Then
        assertThat(road.passed).containsExactly("rule r-1", "forward r-1", "settle r-1");
        assertThat(entry.object("resource")).contains(json(PLAIN));
        assertThat(status(entry)).contains("200");
    }

    @ParameterizedTest
    @CsvSource({"rule r-1, 403, 1", "forward r-1, 503, 2"})
    void a_step_that_refuses_is_the_last_one(String step, int status, int steps) throws Exception {
        // Given
        road.refuses(step, status);

        // When
        Json.Obj entry = told(road.entries(), READ);

        // Then
        assertThat(status(entry)).contains(Integer.toString(status));
        assertThat(entry.get("resource")).isEmpty();
        assertThat(road.passed).hasSize(steps);
    }

    @Test
    void what_is_no_request_is_refused_before_any_step() throws Exception {
        // When
        Json.Obj entry = told(road.entries(), "{'request':{'method':'GET','url':'https://other.example/Patient/1'}}");

        // Then
        assertThat(status(entry)).contains("400");
        assertThat(road.passed).isEmpty();
    }

    @Test
    void what_fails_in_an_entry_is_the_answer_to_it() throws Exception {
        assertThat(status(told(road.entries(failing(new IllegalStateException("broken"))), READ)))
                .contains("500");
        assertThat(status(told(road.entries(failing(new StoreUnavailable("down", new IOException()))), READ)))
                .contains("503");
    }

    @Test
    void the_ehrs_answer_is_closed_however_the_entry_ends() throws Exception {
        // Given
        Answered[] seen = new Answered[1];

        // When
        told(
                road.entries(entry -> {
                    seen[0] = entry;
                    throw new IllegalStateException("broken");
                }),
                READ);

        // Then
        assertThat(seen[0].upstream().orElseThrow().body())
                .isInstanceOfSatisfying(MemoryRoad.Watched.class, body -> assertThat(body.closed)
                        .isTrue());
    }

    @Test
    void what_was_kept_is_told_once_its_slot_has_ended() throws Exception {
        // Given
        AtomicLong clock = new AtomicLong();
        Duration slot = Duration.ofMillis(100);
        TimingGrid grid = new TimingGrid(slot, () -> clock.addAndGet(slot.toNanos() / 2));

        // When
        Json.Obj entry = told(road.entries(EntryHandlerTest::kept, grid), READ);

        // Then
        assertThat(entry.object("resource").flatMap(one -> one.text("resourceType")))
                .contains("Basic");
        assertThat(clock.get()).isGreaterThanOrEqualTo(slot.toNanos());
    }

    @Test
    void ruling_on_an_entry_does_nothing_of_it() {
        // When
        EntryHandler entries = road.entries();

        // Then
        assertThat(entries.ruled(client.bundle(BUNDLE), json(READ), "r-1")).isInstanceOf(Permitted.class);
        assertThat(road.passed).containsExactly("rule r-1");
        assertThat(entries.ruled(client.bundle(BUNDLE), json("{}"), "r-2"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(400));
    }

    private static Function<Answered, Settled> failing(RuntimeException failure) {
        return entry -> {
            throw failure;
        };
    }

    private static Settled kept(Answered entry) {
        HeldReply kept = new HeldReply(entry.ask().reply(), Integer.MAX_VALUE);
        try (OutputStream out = kept.start(200, Map.of())) {
            out.write("{\"resourceType\":\"Basic\"}".getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Settled(
                RequestEnds.complete(entry.ask(), entry.caller(), 200),
                Optional.of(kept),
                Optional.of(NotFoundCalls.NOTE));
    }

    private Json.Obj told(EntryHandler entries, String entry) throws Exception {
        client.reply.body.reset();
        Answered bundle = client.bundle(BUNDLE);
        BatchAnswer answer = new BatchAnswer(bundle.ask(), hospital.site.xml(), "batch-response");
        entries.answer(bundle, json(entry), "r-1", answer);
        answer.end();
        return json(client.reply.text()).objects("entry").get(0);
    }

    private static Optional<String> status(Json.Obj entry) {
        return entry.object("response").flatMap(response -> response.text("status"));
    }
}
