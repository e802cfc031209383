package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.attack.MovableClock;
import org.consentgateway.server.port.GrantRegister.Filed;
import org.consentgateway.server.port.ReviewList.Outcome;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrantStoreTest {

    private static final Reference PATIENT = new Reference("Patient", "p1");
    private static final Reference COURT = new Reference("Practitioner", "court-1");
    private static final Reference NOTE = new Reference("DocumentReference", "n1");
    private static final Reference OTHER_NOTE = new Reference("DocumentReference", "n2");
    private static final String EVIL = "'; drop table legal_basis_grant; -- \" \\ $1 ? :x \u202e é 漢";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-06-01T12:00:00Z"));
    private final RememberedTrail trail = new RememberedTrail();

    static List<String> kinds() {
        return Databases.kinds();
    }

    @Test
    void postgres_is_there_where_it_is_required() {
        assertThat(Databases.postgresIsRequired() && Databases.postgres().isEmpty())
                .as("GATEWAY_REQUIRE_POSTGRES is true, GATEWAY_TEST_POSTGRES is not set")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_grant_is_the_same_after_a_restart(String kind) throws Exception {
        // Given
        String place = Databases.place(kind, folder);
        Filed filed = filed("g-1", OptionalInt.of(3), Grant.Status.PENDING);
        try (Database database = Databases.open(kind, place)) {
            new GrantStore(database, trail, clock).file("r-1", filed);
        }
        // When
        try (Database database = Databases.open(kind, place)) {
            GrantStore store = new GrantStore(database, trail, clock);
            // Then
            assertThat(store.find("g-1")).contains(filed);
            assertThat(store.ofPatient(PATIENT)).containsExactly(filed);
            assertThat(store.of(Set.of(PATIENT, new Reference("Patient", "p2"))))
                    .containsExactly(filed.grant());
            assertThat(store.of(Set.of(new Reference("Patient", "p2")))).isEmpty();
            assertThat(trail.events()).containsExactly("created");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void no_record_no_grant(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given
            GrantStore store = new GrantStore(database, trail, clock);
            store.file("r-0", filed("g-0", OptionalInt.of(1), Grant.Status.PENDING));
            store.file("r-0", filed("g-1", OptionalInt.of(1), Grant.Status.ACTIVE));
            trail.failing(true);
            // When Then
            assertThatThrownBy(() -> store.file("r-1", filed("g-2", OptionalInt.empty(), Grant.Status.ACTIVE)))
                    .isInstanceOf(Trail.Unavailable.class);
            assertThatThrownBy(() -> store.approve("r-1", "g-0", "Practitioner/second"))
                    .isInstanceOf(Trail.Unavailable.class);
            assertThatThrownBy(() -> store.revoke("r-1", "g-1", "Practitioner/po"))
                    .isInstanceOf(Trail.Unavailable.class);
            assertThat(store.use("g-1", "r-1", COURT, Set.of(NOTE))).isFalse();
            // Then nothing has changed
            assertThat(store.find("g-2")).isEmpty();
            assertThat(store.find("g-0"))
                    .get()
                    .extracting(it -> it.grant().status())
                    .isEqualTo(Grant.Status.PENDING);
            assertThat(store.find("g-1").orElseThrow().grant().term().usesLeft())
                    .hasValue(1);
            // When it can be written again
            trail.failing(false);
            // Then
            assertThat(store.use("g-1", "r-2", COURT, Set.of(NOTE))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_single_use_is_taken_exactly_once_by_sixty_four_readers(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given
            GrantStore store = new GrantStore(database, trail, clock);
            store.file("r-0", filed("once", OptionalInt.of(1), Grant.Status.ACTIVE));
            store.file("r-0", filed("five", OptionalInt.of(5), Grant.Status.ACTIVE));
            // When
            assertThat(concurrently(64, () -> store.use("once", "r", COURT, Set.of(NOTE))))
                    .isEqualTo(1);
            assertThat(concurrently(64, () -> store.use("five", "r", COURT, Set.of(NOTE))))
                    .isEqualTo(5);
            // Then
            for (String id : List.of("once", "five")) {
                Grant grant = store.find(id).orElseThrow().grant();
                assertThat(grant.term().usesLeft()).hasValue(0);
                assertThat(grant.status()).isEqualTo(Grant.Status.USED_UP);
            }
            assertThat(trail.events().stream().filter("used"::equals)).hasSize(6);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void attachments_of_a_released_note_belong_to_its_use_for_fifteen_minutes(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given a single use that released one note
            GrantStore store = new GrantStore(database, trail, clock);
            store.file("r-0", filed("g", OptionalInt.of(1), Grant.Status.ACTIVE));
            assertThat(store.forAttachments(Set.of(PATIENT), COURT, Set.of(NOTE)))
                    .extracting(Grant::status)
                    .containsExactly(Grant.Status.ACTIVE);
            assertThat(store.use("g", "r-1", COURT, Set.of(NOTE))).isTrue();
            // When Then: its attachments, again and again, for the recipient
            clock.move(Duration.ofMinutes(14));
            for (int i = 0; i < 3; i++)
                assertThat(store.useForAttachments("g", "r-2", COURT, Set.of(NOTE)))
                        .isTrue();
            Grant reopened = store.forAttachments(Set.of(PATIENT), COURT, Set.of(NOTE, OTHER_NOTE))
                    .get(0);
            assertThat(reopened.status()).isEqualTo(Grant.Status.ACTIVE);
            assertThat(reopened.term().usesLeft()).hasValue(1);
            assertThat(reopened.resources()).containsExactly(NOTE);
            // but not the note itself, not another note, not another recipient
            assertThat(store.use("g", "r-3", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.useForAttachments("g", "r-3", COURT, Set.of(NOTE, OTHER_NOTE)))
                    .isFalse();
            Reference other = new Reference("Practitioner", "other");
            assertThat(store.useForAttachments("g", "r-3", other, Set.of(NOTE))).isFalse();
            assertThat(store.forAttachments(Set.of(PATIENT), other, Set.of(NOTE)))
                    .extracting(Grant::status)
                    .containsExactly(Grant.Status.USED_UP);
            // nor after the time
            clock.move(Duration.ofMinutes(1));
            assertThat(store.useForAttachments("g", "r-4", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.forAttachments(Set.of(PATIENT), COURT, Set.of(NOTE)))
                    .extracting(Grant::status)
                    .containsExactly(Grant.Status.USED_UP);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_revoked_grant_opens_nothing_not_even_attachments(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given
            GrantStore store = new GrantStore(database, trail, clock);
            store.file("r-0", filed("g", OptionalInt.of(2), Grant.Status.ACTIVE));
            store.file("r-0", filed("uncounted", OptionalInt.empty(), Grant.Status.ACTIVE));
            assertThat(store.use("g", "r-1", COURT, Set.of(NOTE))).isTrue();
            assertThat(store.use("uncounted", "r-1", COURT, Set.of(NOTE))).isTrue();
            // When
            assertThat(store.revoke("r-2", "g", "Practitioner/po")).isTrue();
            assertThat(store.revoke("r-2", "uncounted", "Practitioner/po")).isTrue();
            // Then
            assertThat(store.use("g", "r-3", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.useForAttachments("g", "r-3", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.use("uncounted", "r-3", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.revoke("r-4", "g", "Practitioner/po")).isFalse();
            assertThat(store.approve("r-4", "g", "Practitioner/po")).isFalse();
            assertThat(trail.events()).containsExactly("created", "created", "used", "revoked", "revoked");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_pending_grant_opens_nothing_until_approved_and_nothing_before_or_after_its_time(String kind)
            throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given
            GrantStore store = new GrantStore(database, trail, clock);
            store.file("r-0", filed("g", OptionalInt.of(9), Grant.Status.PENDING));
            // When Then
            assertThat(store.use("g", "r-1", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.approve("r-2", "g", "Practitioner/second")).isTrue();
            assertThat(store.approve("r-2", "g", "Practitioner/second")).isFalse();
            assertThat(store.find("g").orElseThrow().approvedBy()).contains("Practitioner/second");
            assertThat(store.use("g", "r-3", COURT, Set.of(NOTE))).isTrue();
            clock.move(Duration.ofHours(-2));
            assertThat(store.use("g", "r-4", COURT, Set.of(NOTE))).isFalse();
            clock.move(Duration.ofDays(3));
            assertThat(store.use("g", "r-5", COURT, Set.of(NOTE))).isFalse();
            assertThat(store.use("unknown", "r-6", COURT, Set.of(NOTE))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void strings_that_look_like_sql_are_stored_as_they_are(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            GrantStore store = new GrantStore(database, trail, clock);
            // When
            assertThat(store.find(EVIL)).isEmpty();
            assertThat(store.revoke(EVIL, EVIL, EVIL)).isFalse();
            store.file(EVIL, filed("g", OptionalInt.of(1), Grant.Status.ACTIVE));
            assertThat(store.revoke(EVIL, "g", EVIL)).isTrue();
            // Then
            assertThat(store.find("g").orElseThrow().grant().documentation().attestation())
                    .contains(EVIL);
            assertThat(store.find("g")
                            .orElseThrow()
                            .grant()
                            .documentation()
                            .reference()
                            .orElseThrow()
                            .number())
                    .contains(EVIL);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void history_keeps_every_change(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given
            GrantStore store = new GrantStore(database, trail, clock);
            store.file("r-0", filed("g", OptionalInt.of(1), Grant.Status.PENDING));
            store.approve("r-1", "g", "Practitioner/second");
            store.use("g", "r-2", COURT, Set.of(NOTE));
            store.revoke("r-3", "g", "Practitioner/po");
            // When
            List<String> history = database.reading(connection -> {
                List<String> events = new ArrayList<>();
                try (var rows = connection
                        .createStatement()
                        .executeQuery("select event, who, request_id from grant_history order by id")) {
                    while (rows.next())
                        events.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
                }
                return events;
            });
            // Then
            assertThat(history)
                    .containsExactly(
                            "created Practitioner/po r-0",
                            "approved Practitioner/second r-1",
                            "used Practitioner/court-1 r-2",
                            "revoked Practitioner/po r-3");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void the_worklist_asks_once_and_keeps_the_answer(String kind) throws Exception {
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            // Given
            ReviewStore reviews = new ReviewStore(database, trail, clock);
            assertThat(concurrently(16, () -> {
                        reviews.ask(NOTE, PATIENT, EVIL);
                        return true;
                    }))
                    .isEqualTo(16);
            assertThat(reviews.of(Set.of(NOTE))).isEmpty();
            assertThat(reviews.open(10)).hasSize(1);
            // When
            assertThat(reviews.answer("r-1", NOTE, Review.ORDINARY, "Practitioner/labeller s-1"))
                    .isEqualTo(Outcome.UNCONFIRMED);
            assertThat(reviews.answer("r-1", OTHER_NOTE, Review.ORDINARY, "Practitioner/labeller s-1"))
                    .isEqualTo(Outcome.NOBODY_ASKED);
            // Then one person's word does not count, however often, by whatever token
            assertThat(reviews.answer("r-2", NOTE, Review.ORDINARY, "Practitioner/labeller s-2"))
                    .isEqualTo(Outcome.UNCONFIRMED);
            assertThat(reviews.answer("r-2", NOTE, Review.ORDINARY, "s-2")).isEqualTo(Outcome.UNCONFIRMED);
            assertThat(reviews.of(Set.of(NOTE))).isEmpty();
            assertThat(reviews.unconfirmed(NOTE)).isTrue();
            assertThat(reviews.open(10)).hasSize(1);
            // When a second person says so
            assertThat(reviews.answer("r-3", NOTE, Review.ORDINARY, "Practitioner/second s-3"))
                    .isEqualTo(Outcome.COUNTS);
            // Then
            assertThat(reviews.of(Set.of(NOTE, OTHER_NOTE))).isEqualTo(Map.of(NOTE, Review.ORDINARY));
            reviews.ask(NOTE, PATIENT, "again");
            assertThat(reviews.open(10)).isEmpty();
            assertThat(trail.events()).containsExactly("reviewed", "reviewed", "reviewed", "reviewed");
            // When one says that it is a note, it is
            assertThat(reviews.answer("r-4", NOTE, Review.PSYCHOTHERAPY_NOTE, "Practitioner/labeller s-1"))
                    .isEqualTo(Outcome.COUNTS);
            assertThat(reviews.of(Set.of(NOTE))).isEqualTo(Map.of(NOTE, Review.PSYCHOTHERAPY_NOTE));
        }
    }

    private interface Attempt {
        boolean succeeds() throws Exception;
    }

    private static long concurrently(int threads, Attempt attempt) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++)
                all.add(pool.submit(() -> {
                    go.await();
                    return attempt.succeeds();
                }));
            go.countDown();
            long succeeded = 0;
            for (Future<Boolean> one : all) if (one.get(60, TimeUnit.SECONDS)) succeeded++;
            return succeeded;
        } finally {
            pool.shutdownNow();
        }
    }

    private Filed filed(String id, OptionalInt uses, Grant.Status status) {
        var grant = new Grant(
                id,
                LegalBasis.REQUIRED_BY_LAW,
                new Grant.Scope(
                        PATIENT, COURT, Optional.of(new Coding(Coding.ACT_REASON, "HLEGAL")), Set.of(NOTE, OTHER_NOTE)),
                Map.of("attestor", List.of(new Reference("Practitioner", "a"), new Reference("Practitioner", "b"))),
                new Grant.Documentation(
                        Optional.of(new Grant.LegalReference(
                                Optional.of("order"), Optional.of(EVIL), Optional.of("court"), Optional.empty())),
                        Optional.of("a".repeat(64)),
                        Optional.of(EVIL),
                        true,
                        false),
                new Grant.Term(
                        Instant.parse("2026-06-01T11:00:00.123Z"), Instant.parse("2026-06-02T12:00:00Z"), uses, uses),
                status);
        return new Filed(grant, "Practitioner/po", clock.instant(), Optional.empty(), Optional.of("safe 7"));
    }
}
