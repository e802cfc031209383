package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.port.Witness;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WitnessStoreTest {

    private static final String TRAIL = "a".repeat(64);

    static List<String> kinds() {
        return Databases.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void how_far_a_trail_was_signed_is_remembered_and_never_taken_back(String kind, @TempDir Path folder)
            throws Exception {
        // Given
        String place = Databases.place(kind, folder);
        Witness.Signed further = new Witness.Signed(TRAIL, 20, "c".repeat(64));
        Witness.Signed other = new Witness.Signed("b".repeat(64), 3, "e".repeat(64));
        try (Database database = Databases.open(kind, place)) {
            WitnessStore store = new WitnessStore(database);

            // When
            store.remember(new Witness.Signed(TRAIL, 10, "d".repeat(64)));
            store.remember(further);
            store.remember(new Witness.Signed(TRAIL, 5, "f".repeat(64)));
            store.remember(other);

            // Then
            assertThat(store.known()).containsExactlyInAnyOrder(further, other);
        }
        if (!kind.equals("embedded"))
            assertThat(WitnessStore.at(place, Optional.empty(), Optional.empty()))
                    .hasValueSatisfying(known -> assertThat(known).containsExactlyInAnyOrder(further, other));
        if (kind.equals("embedded"))
            assertThat(WitnessStore.embedded(folder))
                    .hasValueSatisfying(known -> assertThat(known).containsExactlyInAnyOrder(further, other));
        assertThat(WitnessStore.embedded(folder.resolve("elsewhere"))).isEmpty();
    }
}
