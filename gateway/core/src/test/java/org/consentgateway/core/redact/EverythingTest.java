package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.match;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EverythingTest {

    private final Upstream upstream = new Upstream();

    @Test
    void who_only_a_hidden_note_names_is_not_in_everything() throws Exception {
        // Given
        upstream.page("p2", bundle("", match(practitioner("doctor")), match(by("note", "therapist", true))));

        // When
        upstream.redact(
                bundle("p2", match(practitioner("therapist")), match(by("letter", "doctor", false))),
                whole(),
                Court.guarding());

        // Then
        assertThat(upstream.ids()).containsExactly("letter", "doctor");
        assertThat(upstream.text()).contains("\"total\":2");
    }

    @Test
    void who_something_shown_names_is_in_everything_wherever_it_stands() throws Exception {
        // Given
        upstream.page("p2", bundle("", match(by("letter", "therapist", false))));

        // When
        upstream.redact(
                bundle("p2", match(practitioner("therapist")), match(by("note", "therapist", true))),
                whole(),
                Court.guarding());

        // Then
        assertThat(upstream.ids()).containsExactly("letter", "therapist");
    }

    @Test
    void the_next_page_is_asked_for_before_the_last_one_is_written_and_opened_after() throws Exception {
        // Given
        List<String> steps = new ArrayList<>();
        upstream.page("p2", bundle("", match(practitioner("therapist"))));
        Pages there = upstream.search().pages();
        Pages told = new Pages() {
            @Override
            public Optional<InputStream> open(String link) throws IOException {
                steps.add("open " + link + (upstream.opened ? ", answer begun" : ""));
                return there.open(link);
            }

            @Override
            public void ahead(String link) {
                steps.add("ask for " + link + (upstream.opened ? ", answer begun" : ""));
            }
        };

        // When
        upstream.redact(
                bundle("p2", match(by("letter", "therapist", false)), match(by("other", "therapist", false))),
                whole(told),
                Court.guarding());

        // Then
        assertThat(steps).containsExactly("ask for p2", "open p2, answer begun");
        assertThat(upstream.ids()).containsExactly("letter", "other", "therapist");
    }

    private ExpectedAnswer whole() {
        return whole(upstream.search().pages());
    }

    private ExpectedAnswer whole(Pages pages) {
        ExpectedAnswer.Searchset search = upstream.search();
        return new ExpectedAnswer.Searchset(
                new ExpectedAnswer.Matches(Set.of(), (whole, shown) -> true),
                new ExpectedAnswer.Paging(search.selfUrl(), Optional.empty(), pages, search.next(), 0),
                Optional.empty(),
                List.of(),
                true,
                Optional.empty(),
                ResponseFormat.WHOLE);
    }

    private static String practitioner(String id) {
        return "{\"resourceType\":\"Practitioner\",\"id\":\"" + id + "\"}";
    }

    private static String by(String id, String author, boolean note) {
        String rest = ",\"author\":[{\"reference\":\"Practitioner/" + author + "\"}]}";
        String resource = note ? Upstream.note(id) : Upstream.plain(id);
        return resource.substring(0, resource.length() - 1) + rest;
    }
}
