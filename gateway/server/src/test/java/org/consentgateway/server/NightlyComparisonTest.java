package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.tools.IndexComparison;
import org.consentgateway.server.tools.TrailIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index is held against the trail each night, at three in the pack's time zone. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls fill()
class NightlyComparisonTest {

    private static final String URL = "jdbc:h2:mem:nightly;DB_CLOSE_DELAY=-1";
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalDate DAY = LocalDate.of(2026, 6, 10);

    @TempDir
    Path folder;

    private volatile Instant now = newYork(DAY, 14);
    private Database database;
    private NightlyComparison nightly;

    @BeforeEach
    void fill() throws Exception {
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), clock())) {
            Records records = new Records(trail.keys()::hide, "us-test", "1");
            for (int i = 0; i < 5; i++)
                trail.commit(List.of(records.refused(
                        "request-" + i,
                        Optional.empty(),
                        new Records.Asked("read", "Patient/P1", Map.of()),
                        Set.of(new Reference("Patient", "P1")),
                        "read, status 403",
                        Set.of(Reason.OPERATION_NOT_ALLOWED))));
            trail.commit(List.of(keptBack()));
        }
        database = Database.at(URL, Optional.empty(), Optional.empty());
        TrailIndexStore store = new TrailIndexStore(database);
        TrailWalk walk = new TrailWalk(folder);
        TrailIndex index = new TrailIndex(walk, store);
        nightly = new NightlyComparison(
                () -> {
                    try {
                        index.update();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                new IndexComparison(walk, store),
                clock(),
                NEW_YORK);
    }

    @AfterEach
    void close() throws Exception {
        sql("shutdown");
        database.close();
    }

    @Test
    void an_index_that_equals_the_trail_is_found_to_at_night_and_not_before() {
        now = newYork(DAY.plusDays(1), 2);
        nightly.compareWhenDue();
        assertThat(nightly.last()).isEmpty();
        assertThat(nightly.good()).isTrue();

        now = newYork(DAY.plusDays(1), 3);
        nightly.compareWhenDue();

        assertThat(nightly.last()).hasValueSatisfying(found -> {
            assertThat(found.good()).as(found.detail()).isTrue();
            assertThat(found.detail()).matches("equals the trail up to record [1-9][0-9]*");
            assertThat(found.at()).isEqualTo(now);
        });
    }

    @Test
    void a_row_that_is_lost_is_found_once_a_night_until_the_index_is_made_again() throws Exception {
        night(1);
        assertThat(nightly.good()).isTrue();
        sql("delete from decision_index where seq = (select max(seq) from decision_index)");
        nightly.compareWhenDue();
        assertThat(nightly.good()).as("it is not yet the next night").isTrue();

        night(2);

        assertThat(nightly.good()).isFalse();
        assertThat(nightly.last().orElseThrow().detail()).contains("DIFFERS", "index --rebuild");
    }

    @Test
    void a_count_of_what_was_kept_back_that_was_changed_is_found_with_its_month() throws Exception {
        night(1);
        assertThat(nightly.good()).as(() -> nightly.last().toString()).isTrue();
        sql("update withheld_count set amount = amount + 1");

        night(2);

        assertThat(nightly.good()).isFalse();
        assertThat(nightly.last().orElseThrow().detail()).contains("DIFFERS", "kept back in 2026-06", "--rebuild");
    }

    @Test
    void a_count_that_the_trail_does_not_tell_of_is_found_until_its_month_is_over() throws Exception {
        night(1);
        sql("insert into withheld_count (trail, period, client, ground, reason, rule, amount)"
                + " select trail, period, 'another app', ground, reason, rule, 1 from withheld_count");
        night(2);
        assertThat(nightly.good()).isFalse();

        night(30);

        assertThat(nightly.last().orElseThrow().good())
                .as("left to the command in July")
                .isTrue();
    }

    @Test
    void what_was_recorded_longer_ago_than_two_days_is_left_to_the_command() throws Exception {
        night(1);
        sql("delete from decision_index");

        night(5);

        assertThat(nightly.good()).isTrue();
    }

    @Test
    void a_trail_that_cannot_be_read_is_told() throws Exception {
        Path segment;
        try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
            segment = files.filter(file -> file.toString().endsWith(".wal"))
                    .findFirst()
                    .orElseThrow();
        }
        night(1);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        night(2);

        assertThat(nightly.good()).isFalse();
        assertThat(nightly.last().orElseThrow().detail()).contains("could not be compared");
    }

    /** A note that was withheld from an app. */
    private static Trail.Entry keptBack() throws Exception {
        return new Trail.Entry(
                "request-kept-back", Trail.Kind.DECISION, JsonReader.object("""
                        {"interaction": "read", "target": "DocumentReference/n", "patients": ["Patient/P1"],
                         "caller": {"client": "app", "user": "Practitioner/x"},
                         "judged": [{"decision": "withhold", "class": "CONFIRMED", "rule": "label",
                           "resources": ["DocumentReference/n"], "patients": ["Patient/P1"],
                           "reasons": [{"code": "note-protected"}]}]}""".getBytes(StandardCharsets.UTF_8)));
    }

    private void night(int days) {
        now = newYork(DAY.plusDays(days), 3).plus(Duration.ofSeconds(1));
        nightly.compareWhenDue();
    }

    private static Instant newYork(LocalDate day, int hour) {
        return day.atTime(hour, 0).atZone(NEW_YORK).toInstant();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection(URL);
                var run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
