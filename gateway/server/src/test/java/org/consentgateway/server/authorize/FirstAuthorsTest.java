package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

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

    private FirstAuthors authors() {
        FactsWrittenByCaller own = new FactsWrittenByCaller(hospital.site.written(), Optional.empty());
        return new FirstAuthors(hospital.site, "r", Optional.empty(), true, own);
    }
}
