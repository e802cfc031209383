package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The decoder against a slow and obvious one, written with the JDK's. */
class QueryTwinTest {

    private static final long SEED = 4711;
    private static final String ALPHABET = "aZ09&=+%%%%2f2C5cCcFfEe8A0;|,$\\ é\u0001~-_.:[]";

    @Test
    void the_fast_parser_and_the_slow_one_always_agree() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            // Given
            StringBuilder raw = new StringBuilder(random.nextInt(3) == 0 ? "a=" : "");
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) raw.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));

            // When
            Optional<List<Parameter>> fast = Query.parse(raw.toString()).value();
            Optional<List<Parameter>> slow = slow(raw.toString());

            // Then
            assertThat(fast.map(QueryTwinTest::plain))
                    .as("seed %d, round %d: %s", SEED, i, raw)
                    .isEqualTo(slow.map(QueryTwinTest::plain));
            if (fast.isPresent()) accepted++;
        }
        assertThat(accepted).isGreaterThan(10_000);
    }

    static List<String> plain(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.name() + " = " + parameter.value())
                .toList();
    }

    static Optional<List<Parameter>> slow(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) continue;
            String[] sides = (pair.contains("=") ? pair : pair + "=").split("=", 2);
            Optional<String> name = decoded(sides[0]);
            Optional<String> value = decoded(sides[1]);
            if (name.isEmpty() || value.isEmpty()) return Optional.empty();
            if (!Pattern.matches("[A-Za-z_][-A-Za-z0-9_.:]*", name.get())) return Optional.empty();
            if (value.get().isEmpty() || name.get().equals("_")) continue;
            parameters.add(new Parameter(name.get(), value.get()));
        }
        return Optional.of(parameters);
    }

    private static Optional<String> decoded(String raw) {
        if (!Pattern.matches("(?:%[0-9A-Fa-f]{2}|[!-~&&[^%]])*+", raw)) return Optional.empty();
        String text = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        // the JDK puts a mark in place of what is no UTF-8: it is strict where every mark was sent as one
        long marks = text.chars().filter(character -> character == '\uFFFD').count();
        long sent = raw.toUpperCase(java.util.Locale.ROOT).split("%EF%BF%BD", -1).length - 1L;
        if (marks != sent) return Optional.empty();
        boolean control =
                text.chars().anyMatch(character -> character < 0x20 || (character >= 0x7f && character < 0xa0));
        return control ? Optional.empty() : Optional.of(text);
    }
}
