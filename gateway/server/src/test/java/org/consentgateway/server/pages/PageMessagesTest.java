package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.consentgateway.server.operations.ReadingLevel;
import org.junit.jupiter.api.Test;

/** What the pages for patients say can be read by who left school early, in both languages. */
class PageMessagesTest {

    @Test
    void every_text_is_there_in_both_languages() {
        assertThat(PageMessages.in(Language.SPANISH).names())
                .isEqualTo(PageMessages.in(Language.ENGLISH).names());
    }

    @Test
    void the_english_is_read_in_the_seventh_grade_at_most() {
        assertThat(ReadingLevel.grade(page(Language.ENGLISH, ""))).isLessThanOrEqualTo(6.9);
        for (String part : List.of("allowed", "revoke", "seen", "law"))
            assertThat(ReadingLevel.grade(page(Language.ENGLISH, part)))
                    .as(part)
                    .isLessThanOrEqualTo(6.9);
    }

    @Test
    void the_spanish_is_easy_by_fernandez_huerta() {
        assertThat(FernandezHuerta.ease(page(Language.SPANISH, ""))).isGreaterThanOrEqualTo(70);
        for (String part : List.of("allowed", "revoke", "seen", "law"))
            assertThat(FernandezHuerta.ease(page(Language.SPANISH, part)))
                    .as(part)
                    .isGreaterThanOrEqualTo(70);
    }

    @Test
    void the_measure_of_spanish_knows_the_syllables_of_known_words() {
        assertThat(List.of("casa", "terapia", "día", "quién", "leer", "guía", "ley", "permitió", "aún"))
                .extracting(FernandezHuerta::syllables)
                .containsExactly(2, 3, 2, 1, 2, 2, 1, 3, 2);
    }

    private static String page(Language language, String part) {
        PageMessages words = PageMessages.in(language);
        return words.names().stream()
                .filter(name -> name.startsWith(part))
                .sorted(Comparator.naturalOrder())
                .map(name -> "<p>" + words.of(name).replaceAll("\\{\\d}", "Ana") + "</p>")
                .collect(Collectors.joining());
    }
}
