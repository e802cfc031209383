package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageLinkStoreTest {

    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static List<String> kinds() {
        return Databases.kinds();
    }

    private static Clock at(Duration later) {
        return Clock.fixed(DAY.plus(later), ZoneOffset.UTC);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_link_leads_somewhere_for_a_day_and_for_every_gateway_of_the_database(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            new PageLinkStore(database, at(Duration.ZERO)).keep("link", "caller", "x".repeat(90_000));

            assertThat(new PageLinkStore(database, at(Duration.ofHours(24))).of("link"))
                    .contains("x".repeat(90_000));
            assertThat(new PageLinkStore(database, at(Duration.ofHours(25))).of("link"))
                    .isEmpty();
            assertThat(new PageLinkStore(database, at(Duration.ZERO)).of("other"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void of_one_caller_the_newest_are_kept_and_no_other_callers_give_way(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            new PageLinkStore(database, at(Duration.ZERO), 3).keep("theirs", "other", "c");
            for (int i = 0; i < 9; i++)
                new PageLinkStore(database, at(Duration.ofMinutes(i)), 3).keep("link-" + i, "caller", "c");

            PageLinkStore now = new PageLinkStore(database, at(Duration.ofHours(1)), 3);
            assertThat(IntStream.range(0, 9).filter(i -> now.of("link-" + i).isPresent()))
                    .containsExactly(6, 7, 8);
            assertThat(now.of("theirs")).isPresent();
        }
    }
}
