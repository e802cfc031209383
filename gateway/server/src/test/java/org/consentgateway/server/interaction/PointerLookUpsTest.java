package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PACK;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.PointerVisibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer outside FHIR points at, looked up so that neither calls nor time tell what is hidden. */
class PointerLookUpsTest {

    private static final Optional<Caller> CLINICIAN = Optional.of(caller("Practitioner/dr-c"));
    private static final Reference HIDDEN = new Reference("DocumentReference", "N1");
    private static final Reference SHOWN = new Reference("Observation", "o2");
    private static final Duration SLOT = Duration.ofMillis(100);

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, PLAIN);
    private final AtomicLong clock = new AtomicLong();
    private final PointerLookUps pointers = lookUps(hospital, SLOT);

    @ParameterizedTest
    @CsvSource({"DocumentReference, N1, none", "DocumentReference, N1, x"})
    void a_hidden_resource_and_a_missing_one_take_the_same_calls(String type, String hidden, String missing) {
        // Given
        MemoryHospital other = new MemoryHospital().with(NOTE, PLAIN);

        // When
        boolean one = pointers.of(CLINICIAN, "r").isHidden(new Reference(type, hidden));
        boolean two = lookUps(other, SLOT).of(CLINICIAN, "r").isHidden(new Reference(type, missing));

        // Then
        assertThat(one).isTrue().isEqualTo(two);
        assertThat(kinds(hospital, hidden)).isEqualTo(kinds(other, missing)).isNotEmpty();
    }

    @Test
    void an_answer_that_points_at_nothing_takes_the_calls_and_the_slot_of_one_that_hides_something() {
        // When
        pointers.of(CLINICIAN, "r").settle();

        // Then
        assertThat(hospital.ehr.asked()).isNotEmpty().allMatch(line -> line.contains("nobody-"));
        assertThat(clock.get()).isGreaterThanOrEqualTo(SLOT.toNanos());
    }

    @Test
    void what_shows_all_that_it_points_at_goes_at_once_and_asks_nothing_more() {
        // Given
        PointerLookUps.Answer answer = pointers.of(CLINICIAN, "r");

        // When
        boolean hidden = answer.isHidden(SHOWN);
        long before = clock.get();
        answer.settle();

        // Then
        assertThat(hidden).isFalse();
        assertThat(clock.get()).isEqualTo(before);
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("nobody-"));
    }

    @Test
    void one_answer_looks_a_resource_up_once() {
        // Given
        PointerLookUps.Answer answer = pointers.of(CLINICIAN, "r");
        answer.isHidden(HIDDEN);
        int asked = hospital.ehr.asked().size();

        // Then
        assertThat(answer.isHidden(HIDDEN)).isTrue();
        assertThat(hospital.ehr.asked()).hasSize(asked);
    }

    @Test
    void for_nobody_in_particular_nothing_is_asked_and_nothing_waits() {
        // Given
        PointerLookUps.Answer answer = pointers.of(Optional.empty(), "r");
        long before = clock.get();

        // When
        boolean hidden = answer.isHidden(SHOWN);
        answer.settle();

        // Then
        assertThat(hidden).isTrue();
        assertThat(clock.get()).isEqualTo(before);
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void without_a_grid_nothing_is_asked_for_the_sake_of_time() {
        // Given
        PointerLookUps.Answer answer = lookUps(hospital, Duration.ZERO).of(CLINICIAN, "r");

        // When
        boolean hidden = answer.isHidden(HIDDEN);
        answer.settle();

        // Then
        assertThat(hidden).isTrue();
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("nobody-"));
    }

    @ParameterizedTest
    @CsvSource({"DocumentReference, true", "Binary, true", "Patient, false"})
    void what_may_be_hidden_is_what_a_pointer_may_not_show(String type, boolean mayHide) {
        assertThat(pointers.mayHide(type)).isEqualTo(mayHide);
    }

    /** The clock moves whenever it is looked at: no test waits for it long. */
    private PointerLookUps lookUps(MemoryHospital at, Duration slot) {
        return new PointerLookUps(
                new PointerVisibility(at.site),
                new TimingGrid(slot, () -> clock.addAndGet(SLOT.toNanos() / 2)),
                new Decoys(at.site.ehr(), at.site.ehr()),
                PACK.notes());
    }

    /** What was asked, without of whom. */
    private static List<String> kinds(MemoryHospital at, String id) {
        return at.ehr.asked().stream()
                .map(line -> line.replaceAll("nobody-[0-9a-f-]{36}|P1|dr-o|/" + id + "\\b", "~"))
                .map(line -> line.replaceAll("/~", "~"))
                .sorted()
                .toList();
    }
}
