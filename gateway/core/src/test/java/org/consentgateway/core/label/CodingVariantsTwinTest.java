package org.consentgateway.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.consentgateway.core.request.Coding;
import org.junit.jupiter.api.Test;

/** What is told of a coding quickly, or from memory, is what the plain rules tell of it slowly. */
class CodingVariantsTwinTest {

    private static final List<String> PIECES = List.of(
            "http",
            "https",
            "HTTP",
            "x+1.-",
            "://",
            ":",
            "/",
            "//",
            "www.",
            "hl7.org",
            "/fhir/v3/",
            "terminology.hl7.org",
            "CodeSystem",
            "v3-ActCode",
            "ActCode",
            "urn:",
            "oid:",
            "2.16.840.1.113883.5.4",
            "1.2.3",
            ".4",
            "loinc.org",
            "|9",
            "#x",
            "?y",
            " ",
            "\u00a0",
            "\uff28",
            "\uff0f",
            "PSYTHPN",
            "psythpn",
            "34865-6",
            "1234",
            "-5",
            "R",
            "é",
            ".",
            "-");

    private static final Set<Coding> KNOWN = Set.of(
            new Coding(Coding.ACT_CODE, "PSYTHPN"),
            new Coding(Coding.LOINC, "34865-6"),
            new Coding("https://ehr.example.org/labels", "R"));

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void a_system_is_read_as_the_regular_expressions_read_it() {
        for (int i = 0; i < 20_000; i++) {
            String system = text();
            assertThat(CodingVariants.system(system))
                    .as("seed %d: %s", seed, system)
                    .isEqualTo(slowSystem(system));
        }
    }

    @Test
    void a_loinc_code_is_found_as_the_regular_expressions_find_it() {
        for (int i = 0; i < 20_000; i++) {
            String code = text();
            assertThat(CodingVariants.loinc(new Coding("", code))
                            .map(Coding::code)
                            .orElse(""))
                    .as("seed %d: %s", seed, code)
                    .isEqualTo(slowLoinc(code));
        }
    }

    @Test
    void what_is_remembered_of_a_coding_is_what_is_told_of_it_anew() {
        KnownCodings known = KnownCodings.of(KNOWN);
        for (int i = 0; i < 20_000; i++) {
            Coding found = new Coding(text(), text());
            boolean perhaps = KNOWN.stream().anyMatch(one -> CodingVariants.perhaps(found, one));
            boolean spelled = KNOWN.stream().anyMatch(one -> CodingVariants.spells(found.code(), one.code()));
            for (int time = 0; time < 2; time++) {
                assertThat(known.perhapsOne(found))
                        .as("seed %d: %s", seed, found)
                        .isEqualTo(perhaps);
                assertThat(known.spelledBy(found))
                        .as("seed %d: %s", seed, found)
                        .isEqualTo(spelled);
            }
        }
    }

    @Test
    void codings_that_the_pack_names_are_the_same_set() {
        assertThat(KnownCodings.of(KNOWN)).isEqualTo(KNOWN).hasSameHashCodeAs(KNOWN);
        assertThat(KnownCodings.of(KNOWN).contains(new Coding(Coding.LOINC, "1-8")))
                .isFalse();
    }

    private String text() {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
    }

    private static String slowSystem(String system) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < system.length(); i++) {
            char letter = plain(system.charAt(i));
            if (letter > ' ' && letter < 0x7F) plain.append(Character.toLowerCase(letter));
        }
        String name = plain.toString().replaceAll("[|#?].*", "").replaceAll("[/.:]+$", "");
        if (name.matches("(urn:)?(oid:)?[0-2](\\.[0-9]+){3,}"))
            name = new Coding("urn:oid:" + name.replaceAll("[a-z:]", ""), "")
                    .system()
                    .toLowerCase(Locale.ROOT);
        return name.replaceFirst("^[a-z][a-z0-9+.-]*://", "")
                .replaceFirst("^/+", "")
                .replaceFirst("^www\\.", "")
                .replaceFirst("^hl7\\.org/fhir/v3/", "terminology.hl7.org/codesystem/v3-");
    }

    private static String slowLoinc(String code) {
        StringBuilder plain = new StringBuilder();
        for (char one : code.toCharArray()) plain.append(plain(one));
        for (String part : plain.toString().split("[^\\p{L}\\p{N}-]+"))
            if (part.matches("[0-9]{3,7}-[0-9]")) return part;
        return "";
    }

    private static char plain(char letter) {
        return letter >= 0xFF01 && letter <= 0xFF5E ? (char) (letter - 0xFEE0) : letter;
    }
}
