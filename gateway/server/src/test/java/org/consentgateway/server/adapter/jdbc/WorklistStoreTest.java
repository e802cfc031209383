package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.management.WorklistPage;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Worklist.Addressee;
import org.consentgateway.server.port.Worklist.Finding;
import org.consentgateway.server.port.Worklist.Kind;
import org.consentgateway.server.port.WorklistItems.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorklistStoreTest {

    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Reference NOTE = new Reference("DocumentReference", "n1");
    private static final Finding LABEL = new Finding(Kind.LABEL_TO_REVIEW, NOTE.toString(), "label");
    private static final Finding ENTRY = new Finding(Kind.UNREADABLE_ENTRY, "Binary", "entry");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static List<String> kinds() {
        return Databases.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void what_is_met_again_is_counted_and_each_reads_their_own(String kind) throws Exception {
        String place = Databases.place(kind, folder);
        try (Database database = Databases.open(kind, place)) {
            // Given
            var first = new WorklistStore(database, at(DAY));
            first.tell(Kind.LABEL_TO_REVIEW, NOTE, "label");
            first.tell(LABEL);
            first.tell(ENTRY);
            first.flush();
            // When another gateway meets it a day later
            var second = new WorklistStore(database, at(DAY.plus(Duration.ofDays(1))));
            second.tell(LABEL);
            // Then
            assertThat(second.items(Set.of(Addressee.PRIVACY_OFFICER), 10))
                    .containsExactly(new Item(LABEL, DAY, DAY.plus(Duration.ofDays(1)), 3));
            assertThat(second.items(EnumSet.allOf(Addressee.class), 10))
                    .containsExactly(
                            new Item(LABEL, DAY, DAY.plus(Duration.ofDays(1)), 3), new Item(ENTRY, DAY, DAY, 1));
            assertThat(second.items(EnumSet.allOf(Addressee.class), 1)).hasSize(1);
            assertThat(second.size(Addressee.OPERATOR)).isEqualTo(1);
            // When nobody has met them for long
            var last = new WorklistStore(database, at(DAY.plus(Duration.ofDays(92))));
            last.tell(ENTRY);
            // Then
            assertThat(last.items(EnumSet.allOf(Addressee.class), 10))
                    .containsExactly(new Item(ENTRY, DAY.plus(Duration.ofDays(92)), DAY.plus(Duration.ofDays(92)), 1));
        }
    }

    @Test
    void the_list_is_bounded_in_memory_and_in_the_database() throws Exception {
        try (Database database = Database.embedded(folder)) {
            // Given
            var store = new WorklistStore(database, at(DAY));
            // When
            for (int i = 0; i < 3 * WorklistStore.WAITING; i++) {
                store.tell(new Finding(Kind.UNREADABLE_ENTRY, "Binary/b" + i, "entry"));
                if (i == WorklistStore.WAITING + 10 || i == 2 * WorklistStore.WAITING) store.flush();
            }
            store.flush();
            // Then
            assertThat(store.size(Addressee.OPERATOR))
                    .isLessThanOrEqualTo(WorklistStore.ROWS_PER_KIND)
                    .isGreaterThan(WorklistStore.WAITING);
        }
    }

    @Test
    void without_the_database_nothing_fails_on_the_road_and_nothing_is_forgotten() throws Exception {
        // Given
        Database gone = Database.embedded(folder);
        var store = new WorklistStore(gone, at(DAY));
        gone.close();
        // When
        store.tell(LABEL);
        // Then
        assertThatThrownBy(store::flush).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(store::flush).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void the_operator_reads_their_part_from_the_data_folder() throws Exception {
        try (Database database = Database.embedded(folder)) {
            // Given
            var store = new WorklistStore(database, at(DAY));
            store.tell(LABEL);
            store.tell(ENTRY);
            // When
            new WorklistPage(store, folder).write();
            // Then
            var out = new ByteArrayOutputStream();
            assertThat(WorklistPage.print(folder, new PrintStream(out, true, StandardCharsets.UTF_8)))
                    .isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo(
                            "unreadable-entry  Binary  entry  1 times, 2026-01-01T00:00:00Z to 2026-01-01T00:00:00Z\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Patient/p1 x", "Patient/p1\nx", "Patient/", "/p1", "he said <b>"})
    void content_cannot_stand_on_the_list(String about) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Finding(Kind.LABEL_TO_REVIEW, about, "label"));
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
