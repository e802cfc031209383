package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a record rests on is told by digests of sets of facts, each set once. */
class FactDigestsTest {

    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final Consents NOTHING_SAID = new Consents.Known(List.of());
    private static final Consents UNKNOWN = new Consents.Unavailable(List.of());

    private final MemoryHospital hospital = new MemoryHospital();
    private final FactDigests digests = new FactDigests();

    @Test
    void a_set_is_told_once_and_found_by_its_digest() {
        // When
        String first = digests.resource(access(NOTE, NOTHING_SAID));
        String again = digests.resource(access(NOTE, NOTHING_SAID));

        // Then
        assertThat(first).isEqualTo(again).hasSize(16).matches("[A-Za-z0-9_-]+");
        assertThat(digests.sets().told()).containsOnlyKeys(first);
        assertThat(told(first)).contains("\"type\":\"DocumentReference\"");
        assertThat(FactDigests.of(json(told(first)))).isEqualTo(first);
    }

    @Test
    void other_facts_and_other_background_are_other_sets() {
        // Given
        Facts facts = hospital.site.facts(json(NOTE));
        Background background = Background.none(facts.subjects());
        Background other = Background.none(Set.of());

        // When
        List<String> all = List.of(
                digests.resource(access(facts, background, NOTHING_SAID)),
                digests.resource(access(facts, other, NOTHING_SAID)),
                digests.resource(access(PLAIN, NOTHING_SAID)));

        // Then
        assertThat(all).doesNotHaveDuplicates();
        assertThat(digests.sets().told().keySet()).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void circumstances_are_one_set_as_long_as_they_are_the_same(boolean same, boolean alike) {
        // When
        String first = digests.circumstances(access(NOTE, NOTHING_SAID));
        String next = digests.circumstances(access(PLAIN, same ? NOTHING_SAID : UNKNOWN));

        // Then
        assertThat(first.equals(next)).isEqualTo(alike);
        assertThat(digests.sets().told()).hasSize(alike ? 1 : 2);
    }

    @Test
    void circumstances_that_come_back_have_the_digest_that_they_had() {
        // When
        String first = digests.circumstances(access(NOTE, NOTHING_SAID));
        digests.circumstances(access(NOTE, UNKNOWN));

        // Then
        assertThat(digests.circumstances(access(NOTE, NOTHING_SAID))).isEqualTo(first);
    }

    @Test
    void what_a_patient_said_is_named_by_version_and_digest_and_its_words_are_kept_apart() {
        // Given
        hospital.with(MemoryHospital.consent("c1", "P1", "'type':'deny'"));
        Consents said = Objects.requireNonNull(hospital.site
                .consents()
                .consentsOf(Set.of(PATIENT), hospital.site.freshness())
                .get(PATIENT));

        // When
        String digest = digests.circumstances(access(NOTE, said));

        // Then
        assertThat(digests.sets().kept()).hasSize(1);
        String kept = digests.sets().kept().keySet().iterator().next();
        assertThat(told(digest)).contains("Consent/c1", kept).doesNotContain("DENY");
        assertThat(FactDigests.of(Objects.requireNonNull(digests.sets().kept().get(kept))))
                .isEqualTo(kept);
    }

    private String told(String digest) {
        return Objects.requireNonNull(digests.sets().told().get(digest));
    }

    private Access access(String resource, Consents said) {
        Facts facts = hospital.site.facts(json(resource));
        return access(facts, Background.none(facts.subjects()), said);
    }

    private Access access(Facts facts, Background background, Consents said) {
        return new Access(
                caller("Practitioner/dr-c"),
                facts,
                background,
                Map.of(PATIENT, said),
                List.of(),
                MemoryHospital.PACK,
                Instant.parse("2026-06-01T12:00:00Z"));
    }
}
