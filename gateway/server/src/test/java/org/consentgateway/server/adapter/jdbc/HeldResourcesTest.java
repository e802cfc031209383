package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldResourcesTest {

    private static final Reference NOTE = new Reference("DocumentReference", "n1");
    private static final Reference RESULT = new Reference("Observation", "o1");
    private static final StickyFacts KIND = new StickyFacts(
            Set.of(new Coding(Coding.LOINC, "34865-6")), Set.of(), Set.of(), Set.of(), Set.of(), Optional.empty());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void a_name_that_was_added_is_always_found_and_another_one_rarely() {
        // Given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        BloomFilter filter = new BloomFilter();
        List<String> names = random.longs(100_000)
                .mapToObj(id -> "Observation/" + Long.toHexString(id))
                .toList();
        // When
        names.subList(0, 50_000).forEach(filter::add);
        // Then
        assertThat(names.subList(0, 50_000)).as("seed %d", seed).allMatch(filter::mayHold);
        assertThat(names.subList(50_000, 100_000).stream().filter(filter::mayHold))
                .as("seed %d", seed)
                .hasSizeLessThan(100);
    }

    @Test
    void what_once_made_a_note_is_found_whichever_store_kept_it_and_after_a_restart() throws Exception {
        Set<Reference> asked = Set.of(NOTE, RESULT);
        try (Database database = Database.embedded(folder)) {
            // Given
            var one = new WrittenFactStore(database, Clock.systemUTC());
            var other = new WrittenFactStore(database, Clock.systemUTC());
            assertThat(one.strictest(Optional.empty(), asked)).isEmpty();
            // When
            other.keep(Map.of(NOTE, KIND));
            // Then
            assertThat(one.strictest(Optional.empty(), asked)).containsOnlyKeys(NOTE);
        }
        try (Database database = Database.embedded(folder)) {
            assertThat(new WrittenFactStore(database, Clock.systemUTC()).strictest(Optional.empty(), asked))
                    .containsOnlyKeys(NOTE);
        }
    }

    @Test
    void of_a_database_that_others_may_write_to_nothing_is_known_beforehand() throws Exception {
        String url = "jdbc:h2:mem:held;DB_CLOSE_DELAY=-1";
        try (Database mine = Database.at(url, Optional.of("sa"), Optional.of(""));
                Database theirs = Database.at(url, Optional.of("sa"), Optional.of(""))) {
            // Given
            var here = new WrittenFactStore(mine, Clock.systemUTC());
            assertThat(here.strictest(Optional.empty(), Set.of(NOTE))).isEmpty();
            // When
            new WrittenFactStore(theirs, Clock.systemUTC()).keep(Map.of(NOTE, KIND));
            // Then
            assertThat(here.strictest(Optional.empty(), Set.of(NOTE))).containsOnlyKeys(NOTE);
        }
    }
}
