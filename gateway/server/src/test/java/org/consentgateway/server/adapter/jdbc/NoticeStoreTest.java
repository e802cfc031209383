package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.Notices.Batch;
import org.consentgateway.server.port.Notices.Channel;
import org.consentgateway.server.port.Notices.Kind;
import org.consentgateway.server.port.Notices.Line;
import org.consentgateway.server.port.Notices.Pace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoticeStoreTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Set<Channel> BOTH = EnumSet.allOf(Channel.class);
    private static final Set<Channel> BY_MAIL = EnumSet.of(Channel.MAIL);
    private static final Pace PACE = new Pace(Set.of(Kind.BREAK_GLASS), Duration.ofHours(1));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static List<String> kinds() {
        return Databases.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_happening_is_told_once_by_each_channel_however_many_gateways_meet_it(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            NoticeStore first = new NoticeStore(database);
            NoticeStore second = new NoticeStore(database);

            // When
            first.tell(Kind.BREAK_GLASS, "request-1", NOON, BOTH);
            second.tell(Kind.BREAK_GLASS, "request-1", NOON, BOTH);
            second.tell(Kind.BREAK_GLASS, "request-2", NOON.plusSeconds(60), BOTH);

            // Then
            assertThat(first.waiting()).isEqualTo(4);
            Batch mail = first.take(Channel.MAIL, PACE, NOON.plusSeconds(61)).orElseThrow();
            assertThat(mail.lines()).containsExactly(new Line(Kind.BREAK_GLASS, 2, NOON, NOON.plusSeconds(60)));
            first.delivered(mail);
            second.tell(Kind.BREAK_GLASS, "request-1", NOON, BOTH);
            assertThat(second.take(Channel.MAIL, PACE, NOON.plusSeconds(62))).isEmpty();
            assertThat(second.take(Channel.WEBHOOK, PACE, NOON.plusSeconds(62)))
                    .map(batch -> batch.lines().get(0).times())
                    .hasValue(2L);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void what_waits_for_a_digest_goes_out_when_its_first_has_waited_long_enough_and_takes_all_along(String kind)
            throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            NoticeStore store = new NoticeStore(database);
            store.tell(Kind.GRANT_WAITS, "grant-1", NOON, BY_MAIL);
            store.tell(Kind.GRANT_WAITS, "grant-2", NOON.plusSeconds(1800), BY_MAIL);

            // When, Then
            assertThat(store.take(Channel.MAIL, PACE, NOON.plusSeconds(3599))).isEmpty();
            store.tell(Kind.BREAK_GLASS, "request-1", NOON, BY_MAIL);
            assertThat(store.take(Channel.MAIL, PACE, NOON.plusSeconds(3599)))
                    .map(Batch::lines)
                    .hasValue(List.of(new Line(Kind.BREAK_GLASS, 1, NOON, NOON)));
            store.tell(Kind.BREAK_GLASS, "request-2", NOON, BY_MAIL);
            assertThat(store.take(Channel.MAIL, PACE, NOON.plusSeconds(3600)))
                    .map(Batch::lines)
                    .hasValue(List.of(
                            new Line(Kind.BREAK_GLASS, 1, NOON, NOON),
                            new Line(Kind.GRANT_WAITS, 2, NOON, NOON.plusSeconds(1800))));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void what_was_taken_is_given_to_nobody_else_until_it_failed_or_who_took_it_is_dead(String kind) throws Exception {
        String place = Databases.place(kind, folder);
        try (Database database = Databases.open(kind, place)) {
            NoticeStore store = new NoticeStore(database);
            store.tell(Kind.BREAK_GLASS, "request-1", NOON, BY_MAIL);
            Batch taken = store.take(Channel.MAIL, PACE, NOON).orElseThrow();
            assertThat(store.take(Channel.MAIL, PACE, NOON.plusSeconds(60))).isEmpty();

            // When
            store.failed(taken, NOON.plusSeconds(90));

            // Then
            assertThat(store.take(Channel.MAIL, PACE, NOON.plusSeconds(89))).isEmpty();
            assertThat(store.take(Channel.MAIL, PACE, NOON.plusSeconds(90))).isPresent();
            assertThat(store.waiting()).isEqualTo(1);
        }
        // When it ends before it has told of it
        try (Database database = Databases.open(kind, place)) {
            NoticeStore after = new NoticeStore(database);

            // Then
            assertThat(after.take(Channel.MAIL, PACE, NOON.plusSeconds(91))).isEmpty();
            Batch again = after.take(Channel.MAIL, PACE, NOON.plusSeconds(600)).orElseThrow();
            after.delivered(again);
            assertThat(after.waiting()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void the_index_of_each_trail_is_followed_from_where_it_was_left_and_old_news_are_not_told(String kind)
            throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            NoticeStore store = new NoticeStore(database);
            indexed(database, row(1, NOON.minusSeconds(100), true, "break-glass"), row(2, NOON, false, "treatment"));
            store.follow(NOON.minusSeconds(50), BY_MAIL);
            assertThat(store.waiting()).isZero();

            // When
            indexed(
                    database,
                    row(3, NOON.minusSeconds(90), true, "break-glass"),
                    row(4, NOON, false, "not-serious-threat", "treatment"),
                    row(5, NOON.plusSeconds(5), false, "purpose", "serious-threat"),
                    row(6, NOON.plusSeconds(6), true, "break-glass"));
            store.follow(NOON.minusSeconds(50), BY_MAIL);
            store.follow(NOON.minusSeconds(50), BY_MAIL);

            // Then
            assertThat(store.take(Channel.MAIL, new Pace(Set.of(), Duration.ZERO), NOON.plusSeconds(6)))
                    .map(Batch::lines)
                    .hasValue(List.of(
                            new Line(Kind.BREAK_GLASS, 2, NOON.minusSeconds(90), NOON.plusSeconds(6)),
                            new Line(Kind.SERIOUS_THREAT, 1, NOON.plusSeconds(5), NOON.plusSeconds(5))));
            new BreakGlassReviewStore(database)
                    .keep(new org.consentgateway.server.port.BreakGlassReviews.Review(
                            "request-3", NOON, "Practitioner/po-1", true, ""));
            assertThat(store.unattended(NOON.minusSeconds(95)).breakGlass()).isEqualTo(1);
            assertThat(store.unattended(NOON.minusSeconds(95)).grants()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_busy_hour_delays_no_notice(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            NoticeStore store = new NoticeStore(database);
            indexed(database, row(1, NOON, false, "treatment"));
            store.follow(NOON.minusSeconds(50), BY_MAIL);

            // When
            indexed(
                    database,
                    LongStream.rangeClosed(2, 2_500)
                            .mapToObj(sequence -> row(sequence, NOON, sequence == 2_500, "treatment"))
                            .toArray(DecisionIndex.Row[]::new));
            store.follow(NOON.minusSeconds(50), BY_MAIL);

            // Then
            assertThat(store.waiting()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void where_nobody_is_told_nothing_is_kept(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            NoticeStore store = new NoticeStore(database);
            indexed(database, row(1, NOON, true, "break-glass"));

            // When
            store.follow(NOON, Set.of());
            store.tell(Kind.GRANT_WAITS, "grant-1", NOON, Set.of());

            // Then
            store.follow(NOON, BY_MAIL);
            assertThat(store.waiting()).isZero();
        }
    }

    private static DecisionIndex.Row row(long sequence, Instant at, boolean breakGlass, String... reasons) {
        return new DecisionIndex.Row(
                new DecisionIndex.Place(at, sequence),
                "request-" + sequence,
                new DecisionIndex.Asker("u-1", "Practitioner/p1", "app", "TREAT", breakGlass),
                "read",
                "Patient/P1",
                new DecisionIndex.Answer("released", reasons[0], List.of(reasons)),
                Set.of("Patient/P1"));
    }

    private static void indexed(Database database, DecisionIndex.Row... rows) throws IOException {
        database.<Optional<Integer>, RuntimeException>inTransaction(connection -> {
            DecisionIndexStore.add(connection, "trail-1", List.of(rows));
            try (PreparedStatement old = connection.prepareStatement("delete from trail_index");
                    PreparedStatement insert =
                            connection.prepareStatement("insert into trail_index (trail, indexed) values (?, ?)")) {
                old.executeUpdate();
                insert.setString(1, "trail-1");
                insert.setLong(2, rows[rows.length - 1].sequence());
                return Optional.of(insert.executeUpdate());
            }
        });
    }
}
