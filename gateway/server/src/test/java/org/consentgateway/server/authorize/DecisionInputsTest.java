package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/** What is found out about a resource beside itself, and for which it is. */
class DecisionInputsTest {

    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final Reference AUTHOR = new Reference("Practitioner", "dr-o");

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    NOTE,
                    PLAIN,
                    "{'resourceType':'Patient','id':'P1','birthDate':'1980-02-03','deceasedDateTime':'2026-02-01'}",
                    "{'resourceType':'Practitioner','id':'dr-o','qualification':[{'code':{'coding':[{'system':"
                            + "'http://nucc.org/provider-taxonomy','code':'103TC0700X'}]}}]}");
    private final DecisionInputs inputs =
            new DecisionInputs(hospital.site, "r", Optional.of(caller("Practitioner/dr-c")), true);

    @Test
    void of_a_note_all_is_looked_up_that_its_decision_may_turn_on() {
        // When
        Background background = background(NOTE);

        // Then
        assertThat(background.originators()).containsExactly(AUTHOR);
        assertThat(background.qualifications()).extracting("code").containsExactly("103TC0700X");
        assertThat(background.deceased()).isTrue();
        assertThat(background.lives())
                .containsEntry(PATIENT, new Background.Life(Optional.of("1980-02-03"), Optional.of("2026-02-01")));
    }

    @Test
    void for_what_tells_itself_what_it_turns_on_nothing_of_its_author_or_past_is_asked() {
        // When
        Background background = background(PLAIN);

        // Then
        assertThat(background.originators()).isEmpty();
        assertThat(background.lives()).isEmpty();
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.contains("Practitioner"));
    }

    @Test
    void of_what_turns_on_the_same_there_is_one_background() {
        assertThat(background(PLAIN)).isSameAs(background(PLAIN.replace("'o2'", "'o3'")));
    }

    @Test
    void whether_it_concerns_notes_and_whether_it_tells_all_are_two_questions_about_one_thing() {
        // Given
        Facts note = hospital.site.facts(json(NOTE));
        Facts plain = hospital.site.facts(json(PLAIN));

        // Then
        assertThat(inputs.concernsNotes(note)).isTrue();
        assertThat(inputs.isTold(note)).isFalse();
        assertThat(inputs.concernsNotes(plain)).isFalse();
        assertThat(inputs.isTold(plain)).isTrue();
    }

    @Test
    void who_is_no_person_originates_no_note() {
        // Given
        Facts device = hospital.site.facts(json(NOTE.replace("Practitioner/dr-o", "Device/d")));

        // When
        inputs.learn(List.of(device), List.of());

        // Then
        assertThat(inputs.originators(device)).isEmpty();
    }

    @Test
    void what_is_read_is_read_once_until_it_is_let_go() {
        // Given
        Reference result = new Reference("Observation", "o2");
        inputs.of(Set.of(result));
        inputs.of(Set.of(result));
        long before = reads();

        // When
        inputs.forget(Set.of(result));
        inputs.of(Set.of(result));

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(reads()).isEqualTo(2);
    }

    private long reads() {
        return hospital.ehr.asked().stream()
                .filter(line -> line.contains("Observation"))
                .count();
    }

    private Background background(String resource) {
        Facts facts = hospital.site.facts(json(resource));
        inputs.learn(List.of(facts));
        Map<Facts, Subjects> subjects = inputs.subjects(List.of(facts));
        inputs.learn(List.of(facts), List.of());
        ConsentTeams.Teams teams = inputs.teams(caller("Practitioner/dr-c"), List.of());
        return inputs.background(facts, Objects.requireNonNull(subjects.get(facts)), teams, List.of());
    }
}
