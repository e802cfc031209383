package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who recorded a note first. */
class FirstAuthorsTest {

    private static final Reference AUTHOR = new Reference("Practitioner", "dr-o");

    private final MemoryHospital hospital = new MemoryHospital();

    @Test
    void before_an_ehr_without_history_the_author_who_was_seen_first_stays_the_first() {
        // Given
        Facts once = hospital.site.facts(json(NOTE.replace("'versionId':'1'", "'versionId':'2'")));
        Facts later = hospital.site.facts(
                json(NOTE.replace("'versionId':'1'", "'versionId':'3'").replace("dr-o", "dr-x")));
        authors().learn(List.of(once), facts -> true);

        // When
        FirstAuthors authors = authors();
        authors.learn(List.of(later), facts -> true);

        // Then
        assertThat(authors.of(later, false)).containsExactly(AUTHOR);
    }

    @Test
    void the_first_version_names_its_author_itself() {
        assertThat(authors().of(hospital.site.facts(json(NOTE)), false)).containsExactly(AUTHOR);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 503})
    void while_the_ehr_fails_the_author_who_was_seen_first_stays_the_first(int status) {
        // Given
        Facts once = hospital.site.facts(json(NOTE.replace("'versionId':'1'", "'versionId':'2'")));
        Facts later = hospital.site.facts(
                json(NOTE.replace("'versionId':'1'", "'versionId':'3'").replace("dr-o", "dr-x")));
        authors().learn(List.of(once), facts -> true);
        hospital.ehr.refuses("GET DocumentReference/N1/_history/1", status);

        // When
        FirstAuthors authors = authors();
        authors.learn(List.of(later), facts -> true);

        // Then
        assertThat(authors.of(later, false)).containsExactly(AUTHOR);
    }

    @Test
    void while_the_ehr_fails_the_author_who_stands_there_is_the_first_of_what_nobody_saw_before() {
        // Given
        Facts later = hospital.site.facts(json(NOTE.replace("'versionId':'1'", "'versionId':'3'")));
        hospital.ehr.refuses("GET DocumentReference/N1/_history/1", 0);

        // Then
        assertThat(authors().of(later, false)).containsExactly(AUTHOR);
    }

    @Test
    void the_history_of_the_ehr_tells_who_recorded_it_first() {
        // Given
        Facts later = hospital.site.facts(
                json(NOTE.replace("'versionId':'1'", "'versionId':'3'").replace("dr-o", "dr-x")));
        hospital.ehr.answers("DocumentReference/N1/_history/1", NOTE);

        // Then
        assertThat(authors().of(later, false)).containsExactly(AUTHOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'id':'N2'", "'id':'N1','language':'en'"})
    void an_answer_that_is_no_first_version_of_it_tells_nothing(String other) {
        // Given
        Facts later = hospital.site.facts(
                json(NOTE.replace("'versionId':'1'", "'versionId':'3'").replace("dr-o", "dr-x")));
        String version = other.contains("language") ? "'versionId':'2'" : "'versionId':'1'";
        hospital.ehr.answers(
                "DocumentReference/N1/_history/1",
                NOTE.replace("'id':'N1'", other).replace("'versionId':'1'", version));

        // Then
        assertThat(authors().of(later, false)).containsExactly(new Reference("Practitioner", "dr-x"));
    }

    private FirstAuthors authors() {
        FactsWrittenByCaller own = new FactsWrittenByCaller(hospital.site.written(), Optional.empty());
        return new FirstAuthors(hospital.site, "r", Optional.empty(), true, own);
    }
}
