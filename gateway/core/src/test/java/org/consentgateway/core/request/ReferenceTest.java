package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {

    /** The slow twin: the grammar as the specification writes it. */
    private static final Pattern LITERAL =
            Pattern.compile("([A-Z][A-Za-z]{1,63})/([A-Za-z0-9\\-.]{1,256})(/_history/[A-Za-z0-9\\-.]{1,256})?");

    @ParameterizedTest
    @CsvSource({"Patient/p1, Patient/p1", "Patient/p1/_history/2, Patient/p1"})
    void a_literal_reference_names_a_resource(String literal, String named) {
        assertThat(Reference.parse(literal).map(Reference::toString)).contains(named);
    }

    @Test
    void the_reader_agrees_with_the_grammar_on_anything() {
        // Given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] pieces = {
            "Patient", "p1", "/", "/_history/", "_history", "2", "", "é", " ", ".", "-", "#", "a".repeat(65), "P"
        };
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) text.append(pieces[random.nextInt(pieces.length)]);
            String literal = text.toString();

            // When
            Optional<String> read = Reference.parse(literal).map(Reference::toString);

            // Then
            Matcher grammar = LITERAL.matcher(literal);
            Optional<String> expected =
                    grammar.matches() ? Optional.of(grammar.group(1) + "/" + grammar.group(2)) : Optional.empty();
            assertThat(read).as("seed %d, `%s`", seed, literal).isEqualTo(expected);
        }
    }
}
