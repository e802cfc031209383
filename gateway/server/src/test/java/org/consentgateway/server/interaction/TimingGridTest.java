package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.server.port.CallTally.Kind;
import org.consentgateway.server.stage.NotFoundCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grid on a clock that a test moves. */
class TimingGridTest {

    private static final long MS = 1_000_000L;
    private static final int MADE = NotFoundCalls.NOTE.calls().size() + 1; // and the one that was asked for

    private final AtomicLong now = new AtomicLong(5_000 * MS);
    private final TimingGrid grid = new TimingGrid(Duration.ofMillis(100), now::get);

    private void heard(double ms, int times) {
        for (int i = 0; i < times; i++) grid.heard(Duration.ofNanos((long) (ms * MS)));
    }

    /** When it leaves after it came, in nanoseconds. */
    private long leaves(long took) {
        long arrived = now.get();
        now.addAndGet(took);
        return took + grid.left(arrived, MADE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 5, 15, 50, 200})
    void what_takes_the_ehr_as_long_leaves_in_the_same_slot_whatever_our_own_work_is(double latency) {
        // Given
        heard(latency, 300);
        Random random = new Random(7);

        // When
        for (int i = 0; i < 500; i++) {
            long calls = 0;
            for (int call = 0; call < MADE; call++) calls += (long) (latency * MS * (0.7 + 0.5 * random.nextDouble()));
            long missing = leaves(calls + 2 * MS);
            long hidden = leaves(calls + 25 * MS);

            // Then
            assertThat(hidden).isEqualTo(missing).isEqualTo(grid.slot(MADE));
        }
    }

    @Test
    void a_slot_has_room_for_all_calls_of_an_ehr_that_became_slower() {
        // Given
        heard(1, 300);
        long before = grid.slot(MADE);

        // When
        heard(50, 24);

        // Then
        assertThat(before).isEqualTo(100 * MS);
        assertThat(grid.slot(MADE)).isGreaterThan(MADE * 50L * MS);
    }

    @Test
    void a_slot_stays_as_long_as_it_is_until_the_ehr_was_faster_for_long() {
        // Given
        heard(50, 300);
        long slow = grid.slot(MADE);

        // When
        heard(1, 1_000);
        long soon = grid.slot(MADE);
        heard(1, 2_000);
        long later = grid.slot(MADE);

        // Then
        assertThat(soon).isEqualTo(slow);
        assertThat(later).isEqualTo(100 * MS);
    }

    @Test
    void one_slow_call_moves_nothing() {
        // Given
        heard(2, 300);
        long before = grid.slot(MADE);

        // When
        heard(900, 1);
        heard(2, 100);

        // Then
        assertThat(grid.slot(MADE)).isEqualTo(before);
    }

    @Test
    void what_misses_a_slot_leaves_at_the_end_of_the_next() {
        assertThat(leaves(100 * MS)).isEqualTo(200 * MS);
        assertThat(leaves(99 * MS)).isEqualTo(100 * MS);
    }

    @Test
    void a_bill_is_paid_whole_whatever_was_asked_before() {
        // Given
        Random random = new Random(11);
        Kind[] kinds = {Kind.PATIENT, Kind.SEARCH, Kind.CONSENTS, Kind.VERSION, Kind.READ};
        for (int i = 0; i < 1_000; i++) {
            List<Kind> made = random.ints(random.nextInt(12), 0, kinds.length)
                    .mapToObj(kind -> kinds[kind])
                    .toList();

            // When
            List<Kind> owed = NotFoundCalls.NOTE.owed(made);

            // Then
            int all = made.size() + owed.size();
            assertThat(all % NotFoundCalls.NOTE.calls().size())
                    .as("%s then %s", made, owed)
                    .isZero();
            for (Kind kind : kinds)
                assertThat(count(made, kind) + count(owed, kind))
                        .isEqualTo(count(NotFoundCalls.NOTE.calls(), kind)
                                * all
                                / NotFoundCalls.NOTE.calls().size());
        }
    }

    private static long count(List<Kind> in, Kind kind) {
        return in.stream().filter(kind::equals).count();
    }
}
