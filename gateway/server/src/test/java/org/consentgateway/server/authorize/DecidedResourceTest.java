package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.RELEASED;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** What was decided of one resource, and of it by what the caller sees. */
class DecidedResourceTest {

    private static final List<Object> PART = List.of("note", 0);
    private static final Decision KEPT =
            new Decision.Withhold(RELEASED.classification(), List.of(Decision.Ground.of(Reason.CONSENT_DENY)));

    private final MemoryHospital hospital = new MemoryHospital();
    private final DecidedResource plain = decided(caller("Practitioner/dr-c"), PLAIN);

    @Test
    void what_is_hidden_in_it_decides_nothing_about_the_rest() {
        // Given
        DecidedResource holding = hiding(plain);

        // When
        Decision decision = holding.asShown(plain.with(RELEASED)).decision();

        // Then
        assertThat(decision).isInstanceOfSatisfying(Decision.Strip.class, strip -> {
            assertThat(strip.elements()).containsExactly(PART);
            assertThat(strip.grounds().get(0).reason()).isEqualTo(Reason.PSYN_ELEMENT_REMOVED);
        });
    }

    @Test
    void what_is_withheld_by_what_the_caller_sees_is_withheld_and_says_why() {
        assertThat(hiding(plain).asShown(plain.with(KEPT)).decision()).isEqualTo(KEPT);
    }

    @Test
    void what_hides_nothing_is_decided_by_what_is_shown() {
        assertThat(plain.with(KEPT).asShown(plain.with(RELEASED)).decision()).isEqualTo(RELEASED);
    }

    @Test
    void what_is_stripped_of_just_that_already_stays_as_it_was_decided() {
        // Given
        Decision strip = new Decision.Strip(
                RELEASED.classification(), List.of(Decision.Ground.of(Reason.AUTH_VALID)), List.of(PART));
        DecidedResource holding = hiding(plain).with(strip);

        // Then
        assertThat(holding.asShown(plain.with(RELEASED))).isSameAs(holding);
    }

    @Test
    void through_somebody_else_what_either_may_not_have_is_hidden() {
        // When
        DecidedResource both = plain.with(RELEASED).through(hiding(plain).with(KEPT));

        // Then
        assertThat(both.decision()).isInstanceOf(Decision.Withhold.class);
        assertThat(both.hidden()).containsExactly(PART);
    }

    @Test
    void it_is_nobodys_where_that_cannot_be_told() {
        assertThat(plain.patients()).containsExactly(new Reference("Patient", "P1"));
        DecidedResource unknown = new DecidedResource(
                plain.facts(),
                Set.of(),
                new Subjects.Unresolved(),
                plain.background(),
                plain.decision(),
                plain.basis());
        assertThat(unknown.patients()).isEmpty();
    }

    @Test
    void a_note_that_is_open_is_one_that_is_released_and_no_other() {
        assertThat(decided(caller("Practitioner/dr-o"), NOTE).opensNote()).isTrue();
        assertThat(decided(caller("Practitioner/dr-c"), NOTE).opensNote()).isFalse();
        assertThat(plain.opensNote()).isFalse();
    }

    @Test
    void what_was_not_decided_is_no_decision() {
        assertThatThrownBy(() -> DecidedResource.of(plain.facts(), Map.of())).isInstanceOf(NullPointerException.class);
        assertThat(DecidedResource.of(plain.facts(), Map.of(plain.facts(), plain)))
                .isSameAs(plain);
    }

    private DecidedResource hiding(DecidedResource of) {
        return new DecidedResource(of.facts(), Set.of(PART), of.subjects(), of.background(), of.decision(), of.basis());
    }

    private DecidedResource decided(Caller who, String resource) {
        Facts facts = hospital.site.facts(json(resource));
        return hospital.deciding(who, new DecisionInputs(hospital.site, "r", Optional.of(who), true))
                .decide(facts);
    }
}
