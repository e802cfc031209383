package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.MovableClock;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.World;
import org.junit.jupiter.api.Test;

/** The EHR is asked so much a minute and no more, and by when that is spent nobody learns what is hidden. */
class BudgetTest {

    private static final Map<String, String> SIXTY = Map.of("GATEWAY_UPSTREAM_BUDGET_CALLS_PER_MINUTE", "60");

    // stands still at the full minute
    private final MovableClock clock = new MovableClock(Instant.parse("2030-01-01T00:00:00Z"));

    @Test
    void past_the_budget_of_a_minute_requests_are_429_until_the_next_and_the_EHR_is_left_alone() throws Exception {
        try (World world = new World(SIXTY, clock)) {
            nextMinute();
            world.ehr.reset();
            // When: a read is reckoned as four calls
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 16; i++) statuses.add(read(world).status());

            // Then
            assertThat(statuses.subList(0, 15)).containsOnly(200);
            int asked = world.ehr.asked().size();
            assertThat(asked).isLessThanOrEqualTo(60);
            clock.move(Duration.ofSeconds(18));
            Reply refused = read(world);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).contains("42");
            assertThat(world.ehr.asked()).hasSize(asked);

            // When
            nextMinute();

            // Then
            assertThat(read(world).status()).isEqualTo(200);
        }
    }

    @Test
    void when_it_is_spent_does_not_depend_on_what_is_hidden() throws Exception {
        // Given: a chart in which nothing is hidden, and one of which most is
        List<String> plain = answers(0);
        List<String> hiding = answers(300);

        // Then
        assertThat(hiding).isEqualTo(plain);
        assertThat(plain).contains("429 60", "200 -");
    }

    private List<String> answers(int notes) throws Exception {
        List<String> answers = new ArrayList<>();
        try (World world = new World(SIXTY, clock)) {
            for (int i = 0; i < notes; i++)
                world.ehr.put(Chart.note("HN" + i, "P1", "Practitioner/dr-o", "CNRY_HN" + i));
            nextMinute();
            String clinician = world.tokens.clinician();
            for (int i = 0; i < 12; i++) {
                Reply reply = world.get("/fhir/DocumentReference?patient=P1&_count=5", clinician);
                answers.add(reply.status() + " " + reply.header("Retry-After").orElse("-"));
            }
        }
        return answers;
    }

    private static Reply read(World world) throws Exception {
        return world.get("/fhir/Observation/O1", world.tokens.clinician());
    }

    private void nextMinute() {
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        clock.move(Duration.between(clock.instant(), minute.plus(1, ChronoUnit.MINUTES)));
    }
}
