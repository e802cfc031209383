package org.consentgateway.server.adapter.ehcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.attack.PlainConsents;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.ConsentStore.Freshness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedConsentsTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");

    private final AtomicLong nanos = new AtomicLong(Duration.ofDays(1).toNanos());
    private final AtomicLong wall =
            new AtomicLong(Instant.parse("2026-06-01T12:00:00Z").toEpochMilli());
    private final Store store = new Store();
    private CachedConsents cache = cache(Optional.empty());

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void within_the_maximum_age_the_store_is_asked_once() {
        store.says(P1, directive("c1"));

        cache.consentsOf(Set.of(P1), Freshness.CACHED);
        pass(Duration.ofSeconds(60));

        assertThat(cache.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "c1"));
        assertThat(store.questions).isEqualTo(1);
        pass(Duration.ofMillis(1));
        cache.consentsOf(Set.of(P1), Freshness.CACHED);
        assertThat(store.questions).isEqualTo(2);
    }

    @Test
    void what_a_request_shows_nothing_of_is_read_again_by_the_next() {
        store.says(P1, directive("c1"));
        ConsentStore.ConsentsOfRequest first = cache.forRequest();
        first.consentsOf(Set.of(P1, P2), Freshness.CACHED);
        first.shown(Set.of(P2));

        first.consentsOf(Set.of(P1, P2), Freshness.CACHED);
        assertThat(store.questions).isEqualTo(1);
        assertThat(cache.forRequest().consentsOf(Set.of(P2), Freshness.CACHED)).hasSize(1);
        assertThat(store.questions).isEqualTo(1);
        assertThat(cache.forRequest().consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "c1"));
        assertThat(store.questions).isEqualTo(2);
    }

    @Test
    void within_a_request_an_answer_grows_old_and_is_forgotten_as_for_all() {
        store.says(P1, directive("c1"));
        ConsentStore.ConsentsOfRequest request = cache.forRequest();
        request.consentsOf(Set.of(P1), Freshness.CACHED);

        store.says(P1, directive("denial"));
        cache.forget(P1);

        assertThat(request.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "denial"));
        store.says(P1, directive("later"));
        pass(Duration.ofSeconds(61));
        assertThat(request.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "later"));
    }

    @Test
    void an_older_answer_that_is_shown_late_replaces_no_newer_one() {
        store.says(P1, directive("c1"));
        ConsentStore.ConsentsOfRequest slow = cache.forRequest();
        slow.consentsOf(Set.of(P1), Freshness.CACHED);
        store.says(P1, directive("denial"));
        cache.consentsOf(Set.of(P1), Freshness.STRICT);

        slow.shown(Set.of(P1));

        assertThat(cache.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "denial"));
    }

    @Test
    void a_strict_question_is_always_asked_and_a_new_denial_is_seen_at_once() {
        store.says(P1, directive("c1"));
        cache.consentsOf(Set.of(P1), Freshness.CACHED);

        store.says(P1, directive("c1"), directive("denial"));

        assertThat(cache.consentsOf(Set.of(P1), Freshness.STRICT)).isEqualTo(known(P1, "c1", "denial"));
        assertThat(cache.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "c1", "denial"));
        assertThat(store.questions).isEqualTo(2);
        assertThat(store.last).isEqualTo(Freshness.STRICT);
    }

    @Test
    void a_lease_counts_from_before_the_store_was_asked() {
        // Given: an answer that took four seconds
        cache.close();
        cache = cache(Optional.of(Duration.ofSeconds(5)));
        store.takes(() -> pass(Duration.ofSeconds(4)));
        store.says(P1, directive("c1"));
        cache.consentsOf(Set.of(P1), Freshness.STRICT);
        store.takes(() -> {});

        // Then
        pass(Duration.ofSeconds(1));
        cache.consentsOf(Set.of(P1), Freshness.STRICT);
        assertThat(store.questions).isEqualTo(1);
        pass(Duration.ofMillis(1));
        cache.consentsOf(Set.of(P1), Freshness.STRICT);
        assertThat(store.questions).isEqualTo(2);
    }

    @Test
    void a_step_of_the_wall_clock_makes_nothing_younger() {
        store.says(P1, directive("c1"));
        cache.consentsOf(Set.of(P1), Freshness.CACHED);

        wall.addAndGet(-Duration.ofHours(1).toMillis());
        cache.consentsOf(Set.of(P1), Freshness.CACHED);
        assertThat(store.questions).isEqualTo(2);

        // the machine slept: the monotonic clock did not move
        wall.addAndGet(Duration.ofHours(1).toMillis());
        cache.consentsOf(Set.of(P1), Freshness.CACHED);
        assertThat(store.questions).isEqualTo(3);
    }

    @Test
    void while_the_store_is_down_the_last_known_directives_come_along_as_unavailable() {
        // Given
        store.says(P1, directive("denial"));
        cache.consentsOf(Set.of(P1), Freshness.CACHED);
        store.down = true;

        // Then
        assertThat(cache.consentsOf(Set.of(P1, P2), Freshness.STRICT))
                .isEqualTo(Map.of(
                        P1, new Consents.Unavailable(List.of(directive("denial"))),
                        P2, new Consents.Unavailable(List.of())));
        pass(Duration.ofMinutes(30));
        assertThat(cache.consentsOf(Set.of(P1), Freshness.CACHED))
                .isEqualTo(Map.of(P1, new Consents.Unavailable(List.of(directive("denial")))));
        store.down = false;
        assertThat(cache.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "denial"));
    }

    @Test
    void a_patient_about_whom_the_store_is_silent_is_unavailable() {
        store.silent = true;

        assertThat(cache.consentsOf(Set.of(P1), Freshness.STRICT))
                .isEqualTo(Map.of(P1, new Consents.Unavailable(List.of())));
    }

    @Test
    void an_answer_that_comes_late_never_replaces_a_newer_one() {
        // Given: while the first question is under way, a second one is asked and answered
        store.says(P1, directive("before"));
        store.takes(() -> {
            store.takes(() -> {});
            store.says(P1, directive("before"), directive("denial"));
            cache.consentsOf(Set.of(P1), Freshness.STRICT);
            store.says(P1, directive("before"));
        });
        cache.consentsOf(Set.of(P1), Freshness.STRICT);

        // Then
        assertThat(cache.consentsOf(Set.of(P1), Freshness.CACHED)).isEqualTo(known(P1, "before", "denial"));
    }

    @Test
    void what_was_forgotten_is_asked_again_even_by_an_answer_under_way() {
        store.says(P1, directive("before"));
        store.takes(() -> {
            store.takes(() -> {});
            cache.forget(P1);
        });
        cache.consentsOf(Set.of(P1), Freshness.CACHED);

        cache.consentsOf(Set.of(P1), Freshness.CACHED);

        assertThat(store.questions).isEqualTo(2);
    }

    @Test
    void only_what_is_missing_is_asked() {
        store.says(P1, directive("c1"));
        cache.consentsOf(Set.of(P1), Freshness.CACHED);

        cache.consentsOf(Set.of(P1, P2), Freshness.CACHED);

        assertThat(store.asked).isEqualTo(Set.of(P2));
    }

    @Test
    void no_two_patients_share_a_key() {
        store.says(new Reference("Patient", "a.b"), directive("c1"));
        store.says(new Reference("Patient", "A.b"), directive("c2"));
        store.says(new Reference("Person", "a.b"), directive("c3"));
        store.says(new Reference("PatientX", "a.b"), directive("c4"));
        store.says(new Reference("Patient", "Xa.b"), directive("c5"));

        Set<Reference> all = store.said.keySet();
        cache.consentsOf(all, Freshness.CACHED);

        assertThat(cache.consentsOf(all, Freshness.CACHED)).allSatisfy((patient, consents) -> assertThat(consents)
                .isEqualTo(new Consents.Known(store.said.getOrDefault(patient, List.of()))));
        assertThat(store.questions).isEqualTo(1);
    }

    private CachedConsents cache(Optional<Duration> lease) {
        return new CachedConsents(
                store, Duration.ofSeconds(60), lease, nanos::get, () -> Instant.ofEpochMilli(wall.get()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wall.addAndGet(time.toMillis());
    }

    private static Map<Reference, Consents> known(Reference patient, String... ids) {
        return Map.of(
                patient,
                new Consents.Known(java.util.Arrays.stream(ids)
                        .map(CachedConsentsTest::directive)
                        .toList()));
    }

    private static Directive directive(String id) {
        return new Directive(
                new Directive.Version(new Reference("Consent", id), Optional.empty()),
                P1,
                Directive.Status.ACTIVE,
                new Directive.Kind(Set.of(), Set.of(), Set.of(), Set.of()),
                Optional.empty(),
                PlainConsents.rule(Effect.DENY),
                PlainConsents.unsigned(),
                false);
    }

    /** A consent store whose every answer a test can change. */
    private static final class Store implements ConsentStore {
        private final Map<Reference, List<Directive>> said = new HashMap<>();
        private Set<Reference> asked = Set.of();
        private Freshness last = Freshness.CACHED;
        private int questions;
        private boolean down;
        private boolean silent;
        private Runnable meanwhile = () -> {};

        void says(Reference patient, Directive... directives) {
            said.put(patient, List.of(directives));
        }

        void takes(Runnable event) {
            meanwhile = event;
        }

        @Override
        public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
            questions++;
            asked = patients;
            last = freshness;
            Map<Reference, Consents> answers = new HashMap<>();
            if (silent) return answers;
            for (Reference patient : patients)
                answers.put(
                        patient,
                        down
                                ? new Consents.Unavailable(List.of())
                                : new Consents.Known(said.getOrDefault(patient, List.of())));
            meanwhile.run();
            return answers;
        }
    }
}
