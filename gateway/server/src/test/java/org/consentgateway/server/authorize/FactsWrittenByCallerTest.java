package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.WrittenFacts;
import org.junit.jupiter.api.Test;

/** What of the facts behind a decision is the word of who asks. */
class FactsWrittenByCallerTest {

    private static final Caller WRITER = caller("Practitioner/dr-c");
    private static final Reference NOTED = new Reference("DocumentReference", "N1");
    private static final Reference PATIENT = new Reference("Patient", "P1");

    private final MemoryHospital hospital = new MemoryHospital();
    private final RememberedWrites writes = new RememberedWrites();
    private final Facts note = hospital.site.facts(json(NOTE));
    private final Facts plain = hospital.site.facts(json(PLAIN));

    @Test
    void what_the_caller_wrote_of_a_note_its_patient_or_its_author_is_their_word() {
        // Given
        writes.wrote("r", WRITER, Map.of(NOTED, Set.of(CallerWrites.FACTS), PATIENT, Set.of("link")));
        FactsWrittenByCaller own = of(WRITER);

        // When
        own.learn(List.of(note), List.of());

        // Then
        assertThat(own.about(note).of(NOTED, CallerWrites.FACTS)).isTrue();
        assertThat(own.about(note).of(PATIENT, "link")).isTrue();
        assertThat(own.wrote(NOTED)).isTrue();
    }

    @Test
    void what_somebody_else_wrote_is_not() {
        // Given
        writes.wrote("r", caller("Practitioner/dr-o"), Map.of(NOTED, Set.of(CallerWrites.FACTS)));
        FactsWrittenByCaller own = of(WRITER);

        // When
        own.learn(List.of(note), List.of());

        // Then
        assertThat(own.about(note)).isEqualTo(CallerWrites.NONE);
        assertThat(own.wrote(NOTED)).isFalse();
    }

    @Test
    void nobody_in_particular_has_no_word_and_nothing_is_looked_up() {
        // Given
        writes.wrote("r", WRITER, Map.of(NOTED, Set.of(CallerWrites.FACTS)));
        FactsWrittenByCaller own = new FactsWrittenByCaller(writes, Optional.empty());

        // When
        own.learn(List.of(note), List.of());

        // Then
        assertThat(own.about(note)).isEqualTo(CallerWrites.NONE);
        assertThat(own.learned()).isFalse();
    }

    @Test
    void what_is_written_now_counts_from_now_on_beside_what_was_before() {
        // Given
        writes.wrote("r", WRITER, Map.of(NOTED, Set.of(CallerWrites.FACTS)));
        FactsWrittenByCaller own = of(WRITER);
        own.learn(List.of(note), List.of());

        // When
        own.wrote(Map.of(NOTED, Set.of("labels")));

        // Then
        assertThat(own.about(note).elements().get(NOTED)).containsExactlyInAnyOrder(CallerWrites.FACTS, "labels");
    }

    @Test
    void what_was_made_at_a_place_that_the_ehr_did_not_tell_may_be_any_of_its_type() {
        // Given
        writes.wrote("r", WRITER, Map.of(WrittenFacts.unlocated("DocumentReference"), Set.of(CallerWrites.FACTS)));
        FactsWrittenByCaller own = of(WRITER);

        // Then
        assertThat(own.wrote(NOTED)).isTrue();
        assertThat(own.wrote(PATIENT)).isFalse();
    }

    @Test
    void what_stands_in_a_resource_that_the_caller_wrote_is_known_as_that() {
        // Given
        writes.wrote("r", WRITER, Map.of(NOTED, Set.of(CallerWrites.FACTS)));
        FactsWrittenByCaller own = of(WRITER);
        own.within(plain, NOTED);

        // When
        own.learn(List.of(plain), List.of());

        // Then
        assertThat(own.isWithin(plain)).isTrue();
        assertThat(own.about(plain).holder()).isTrue();
        assertThat(own.about(note).holder()).isFalse();
    }

    @Test
    void of_what_is_around_a_resource_that_alone_counts_which_speaks_of_what_is_made_in_it() {
        // Given
        Reference visit = new Reference("Encounter", "e1");
        writes.wrote("r", WRITER, Map.of(visit, Set.of(CallerWrites.SURROUNDINGS), PATIENT, Set.of("link")));

        // Then
        assertThat(of(WRITER).surrounded(Set.of(visit))).isTrue();
        assertThat(of(WRITER).surrounded(Set.of(PATIENT))).isFalse();
    }

    private FactsWrittenByCaller of(Caller who) {
        return new FactsWrittenByCaller(writes, Optional.of(who));
    }
}
