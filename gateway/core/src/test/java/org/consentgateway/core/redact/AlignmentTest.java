package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.consentgateway.core.json.Json;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    @Test
    void a_list_with_items_taken_out_is_found_in_the_whole_however_long_it_is() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            // Given a list in which many items are alike, some of them hidden from the second
            int size = random.nextInt(4_000);
            int kinds = 1 + random.nextInt(size + 1);
            List<Json> whole = new ArrayList<>();
            for (int i = 0; i < size; i++) whole.add(item(random.nextInt(kinds)));
            List<Json> shown =
                    whole.stream().filter(item -> random.nextInt(3) > 0).toList();

            // When
            int[] places = Alignment.of(whole, shown, ArrayMerge::cutFrom);

            // Then every one has its place, in order, and it is an equal one
            assertThat(places)
                    .as("seed %d", seed)
                    .doesNotContain(Alignment.NONE)
                    .isSorted();
            for (int j = 0; j < places.length; j++)
                assertThat(whole.get(places[j])).as("seed %d", seed).isEqualTo(shown.get(j));
        }
    }

    @Test
    void what_a_caller_changed_far_apart_in_a_long_list_is_told_from_what_stayed() {
        // Given
        List<Json> shown = new ArrayList<>(
                IntStream.range(0, 12_000).mapToObj(AlignmentTest::item).toList());
        List<Json> submitted = new ArrayList<>(shown);
        submitted.set(10, item(20_001));
        submitted.remove(6_000);
        submitted.add(11_000, item(20_002));

        // When
        int[] places = Alignment.of(shown, submitted, Alignment.EQUAL);

        // Then
        for (int j = 0; j < places.length; j++) {
            int expected = j == 10 || j == 11_000 ? Alignment.NONE : j < 6_000 || j > 11_000 ? j : j + 1;
            assertThat(places[j]).as("item %d", j).isEqualTo(expected);
        }
    }

    @Test
    void ten_times_as_many_items_are_compared_little_more_than_ten_times_as_often() {
        for (int kinds : new int[] {1, 7, Integer.MAX_VALUE}) {
            long few = comparisons(4_000, kinds);
            long many = comparisons(40_000, kinds);
            assertThat(many).as("of %d kinds", kinds).isLessThan(20 * Math.max(few, 40_000));
        }
    }

    /** How often two items are held against each other where no item at the ends is the same. */
    private static long comparisons(int size, int kinds) {
        AtomicLong count = new AtomicLong();
        BiPredicate<Json, Json> counted = (one, other) -> {
            count.incrementAndGet();
            return ArrayMerge.cutFrom(one, other);
        };
        List<Json> whole = new ArrayList<>();
        for (int i = 0; i < size; i++) whole.add(item(i % kinds));
        List<Json> shown = new ArrayList<>(whole.subList(1, size - 1));
        shown.set(0, new Json.Obj(java.util.Map.of()));
        shown.set(shown.size() - 1, new Json.Obj(java.util.Map.of()));
        Alignment.of(whole, shown, counted);
        return count.get();
    }

    private static Json item(int number) {
        return RedactionMarks.object(
                "item", RedactionMarks.object("reference", new Json.Text("Observation/" + number)));
    }
}
